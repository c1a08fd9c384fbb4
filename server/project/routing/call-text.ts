/** Calls are followed this far; whatever is longer is no registration of a router. */
const MAX_LENGTH = 6000;
const CLOSES: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/**
 * The arguments of a call as they are written, read from the text alone: `open` is the offset behind the opening bracket. Comments and brackets in strings do not
 * count. Null where the call does not end.
 */
export function argumentTexts(text: string, open: number): string[] | null {
  const parts: string[] = [];
  const closing: string[] = [];
  const end = Math.min(text.length, open + MAX_LENGTH);
  let start = open;
  for (let at = open; at < end; at++) {
    const character = text[at] ?? '';
    if (character === '"' || character === "'" || character === '`') at = endOfString(text, at, end);
    else if (character === '#' || (character === '/' && text[at + 1] === '/')) {
      // `#[…]` is Rust's, `//` a comment where no address stands before it.
      if (character === '#' && (text[at + 1] === '[' || text[at + 1] === '!')) continue;
      const line = text.indexOf('\n', at);
      at = line === -1 ? end : line;
    } else if (character in CLOSES) closing.push(CLOSES[character] ?? '');
    else if (character === closing.at(-1)) closing.pop();
    else if (character === ')' && closing.length === 0) {
      const last = text.slice(start, at).trim();
      return last === '' ? parts : [...parts, last];
    } else if (character === ',' && closing.length === 0) {
      parts.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  return null;
}

function endOfString(text: string, at: number, end: number): number {
  const quote = text[at] ?? '';
  const long = quote !== '`' && text.startsWith(quote.repeat(3), at) ? quote.repeat(3) : null;
  for (let next = at + (long === null ? 1 : 3); next < end; next++) {
    if (text[next] === '\\') next++;
    else if (long !== null ? text.startsWith(long, next) : text[next] === quote) return next + (long === null ? 0 : 2);
    else if (text[next] === '\n' && long === null && quote !== '`') return next;
  }
  return end;
}

/** No file puts more routers together than this; what is longer was made by a machine, and is read so far and no further. */
const MAX_CALLS = 1000;

export function firstOf<T>(matches: Iterable<T>): T[] {
  const found: T[] = [];
  for (const match of matches) {
    if (found.length === MAX_CALLS) break;
    found.push(match);
  }
  return found;
}

/** The text between the quotes of a plain literal; null for everything else. */
export function literalText(text: string): string | null {
  return /^[rb]?(["'`])([^"'`$\\]*)\1$/.exec(text)?.[2] ?? null;
}
