/** Values of variables by name; null for those whose value is not known before the build. */
export type Scope = ReadonlyMap<string, string | null>;

/**
 * Fills variables into a word: `$X`, `${X}`, `${X:-default}`, `${X-default}`, `${X:+other}`, `${X+other}`. Null when a value is not known.
 * Variables that nothing declares are taken as unknown.
 */
export function expand(text: string, scope: Scope, depth = 0): string | null {
  if (!text.includes('$')) return text;
  if (depth > 5) return null;
  let result = '';
  let at = 0;
  while (at < text.length) {
    const symbol = text[at] ?? '';
    if (symbol === '\\' && text[at + 1] === '$') {
      result += '$';
      at += 2;
      continue;
    }
    const plain = symbol === '$' ? /^\$([A-Za-z_]\w*)/.exec(text.slice(at, at + 200)) : null;
    if (plain?.[1] !== undefined) {
      const value = scope.get(plain[1]) ?? null;
      if (value === null) return null;
      result += value;
      at += plain[0].length;
    } else if (symbol === '$' && text[at + 1] === '{') {
      const end = closingBrace(text, at + 1);
      const value = end === -1 ? null : expandBraces(text.slice(at + 2, end), scope, depth);
      if (value === null) return null;
      result += value;
      at = end + 1;
    } else {
      result += symbol;
      at++;
    }
  }
  return result;
}

function expandBraces(inner: string, scope: Scope, depth: number): string | null {
  const match = /^([A-Za-z_]\w*)(?:(:?[-+?])([^]*))?$/.exec(inner);
  if (match?.[1] === undefined) return null;
  const [, name, operator, word = ''] = match;
  const known = scope.get(name);
  const isSet = operator?.startsWith(':') === true ? known !== undefined && known !== '' : known !== undefined;
  if (operator?.endsWith('-') === true && (!isSet || known === null)) return expand(word, scope, depth + 1);
  if (operator?.endsWith('+') === true) return isSet ? expand(word, scope, depth + 1) : '';
  return known ?? null;
}

function closingBrace(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return at;
  }
  return -1;
}
