/** The value at `choices.0.message.content`, `$.choices[0].text` or `a["b"]` of parsed JSON; undefined where there is none. */
export function valueAt(json: unknown, path: string): unknown {
  let value = json;
  for (const key of keysOf(path)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
  }
  return value;
}

function keysOf(path: string): string[] {
  return [...path.replace(/^\$\.?/, '').matchAll(/\[\s*(?:"([^"]*)"|'([^']*)'|(\d+))\s*\]|([^.[\]]+)/g)].map(
    ([, double, single, index, word]) => double ?? single ?? index ?? word!,
  );
}
