import type { TlsFault } from './tls-fault';

type Edits = TlsFault['edits'];

/** The word that says the opposite, written as the one that is there; null for others. */
export function oppositeWord(written: string): string | null {
  const pairs: readonly (readonly [string, string])[] = [
    ['false', 'true'],
    ['no', 'yes'],
    ['off', 'on'],
    ['0', '1'],
  ];
  for (const [off, on] of pairs) {
    const lower = written.toLowerCase();
    const opposite = lower === off ? on : lower === on ? off : null;
    if (opposite === null) continue;
    if (written === lower) return opposite;
    return written === written.toUpperCase() ? opposite.toUpperCase() : opposite[0]?.toUpperCase() + opposite.slice(1);
  }
  return null;
}

/**
 * Puts the opposite in the place of the value that ends a stretch of text: `NAME=0`, `"NAME": "0"`. `end` is where the stretch ends, a closing quote included. None
 * where the text there is another one.
 */
export function opposed(text: string, end: number, value: string): Edits {
  const newText = oppositeWord(value);
  if (newText === null) return [];
  for (const at of [end, end - 1]) {
    const start = at - value.length;
    if (text.slice(start, at) === value) return [{ range: { start, end: at }, newText }];
  }
  return [];
}
