import { isNull, type YamlEntry } from './yaml/tree';

export function scalarText(entry: YamlEntry | undefined): string | undefined {
  return entry?.value.kind === 'scalar' && !isNull(entry.value) ? entry.value.text : undefined;
}

export function numberOf(entry: YamlEntry | undefined): number | undefined {
  const text = scalarText(entry);
  return text !== undefined && /^\d{1,9}(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** Seconds from `30`, `"30s"`, `500ms`, `2m`. */
export function durationOf(entry: YamlEntry | undefined): number | undefined {
  const match = /^(\d{1,9}(?:\.\d+)?)\s*(ms|s|m|h)?$/.exec(scalarText(entry) ?? '');
  if (!match) return undefined;
  const factor = { ms: 0.001, s: 1, m: 60, h: 3600 }[match[2] ?? 's'] ?? 1;
  return Number(match[1]) * factor;
}
