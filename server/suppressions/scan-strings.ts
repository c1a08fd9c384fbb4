/** A comment with its signs, both ends of the text; `content` is where its words begin. */
export interface CommentPlace {
  readonly start: number;
  readonly content: number;
  readonly end: number;
}

/** Comments of Python and TOML. */
export function scanPython(text: string): CommentPlace[] {
  const comments: CommentPlace[] = [];
  const sign = /["'#]/g;
  for (let match = sign.exec(text); match !== null; match = sign.exec(text)) {
    const start = match.index;
    const [char] = match;
    if (char === '#') {
      const end = lineEnd(text, start);
      comments.push({ start, content: start + 1, end });
      sign.lastIndex = end;
    } else if (text.startsWith(char.repeat(3), start)) sign.lastIndex = behindQuotes(text, start + 3, char.repeat(3));
    else sign.lastIndex = behindQuote(text, start + 1, char);
  }
  return comments;
}

/** Comments of languages with `//`, block comments and strings that end with their line; backquotes enclose lines of text. */
export function scanBraces(text: string, lineSigns: readonly string[]): CommentPlace[] {
  const comments: CommentPlace[] = [];
  const sign = lineSigns.includes('#') ? /["'`#]|\/[/*]/g : /["'`]|\/[/*]/g;
  for (let match = sign.exec(text); match !== null; match = sign.exec(text)) {
    const start = match.index;
    const [found] = match;
    if (found === '`') sign.lastIndex = behindQuotes(text, start + 1, '`');
    else if (found === '"' || found === "'") sign.lastIndex = behindQuote(text, start + 1, found);
    else {
      const end = found === '/*' ? behind(text, '*/', start + 2) : lineEnd(text, start);
      comments.push({ start, content: start + found.length, end });
      sign.lastIndex = end;
    }
  }
  return comments;
}

/** Comments of Rust: block comments nest, texts run over lines, `'` is a character's quote or a lifetime's mark. */
export function scanRust(text: string): CommentPlace[] {
  const comments: CommentPlace[] = [];
  const sign = /\b(?:b|c)?r(#*)"|["']|\/[/*]/g;
  for (let match = sign.exec(text); match !== null; match = sign.exec(text)) {
    const start = match.index;
    const [found, hashes] = match;
    if (found === "'") sign.lastIndex = behindCharacter(text, start);
    else if (found === '"') sign.lastIndex = behindQuotes(text, start + 1, '"');
    else if (hashes !== undefined) sign.lastIndex = behind(text, `"${hashes}`, start + found.length);
    else {
      const end = found === '/*' ? behindNested(text, start) : lineEnd(text, start);
      comments.push({ start, content: start + 2, end });
      sign.lastIndex = end;
    }
  }
  return comments;
}

export function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  if (end < 0) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
}

/** The offset behind the next `sign`; the end of the text where there is none. */
export function behind(text: string, sign: string, from: number): number {
  const at = text.indexOf(sign, from);
  return at < 0 ? text.length : at + sign.length;
}

/** Behind a text on one line that begins at `from`; one that nobody closed ends with its line. */
export function behindQuote(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '\\') at++;
    else if (char === quote) return at + 1;
    else if (char === '\n') return at;
  }
  return text.length;
}

/** Behind a text that may run over lines; a backslash keeps the character behind it from ending the text. */
export function behindQuotes(text: string, from: number, quotes: string): number {
  for (let at = text.indexOf(quotes, from); at >= 0; at = text.indexOf(quotes, at + 1)) {
    let backslashes = 0;
    while (at - 1 - backslashes >= from && text[at - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return at + quotes.length;
  }
  return text.length;
}

function behindCharacter(text: string, start: number): number {
  const literal = /'(?:\\(?:u\{[0-9a-fA-F_]*\}|x[0-9a-fA-F]{2}|.)|[^'\\\r\n])'/uy;
  literal.lastIndex = start;
  const match = literal.exec(text);
  return start + (match?.[0].length ?? 1);
}

function behindNested(text: string, start: number): number {
  const sign = /\/\*|\*\//g;
  sign.lastIndex = start;
  let depth = 0;
  for (let match = sign.exec(text); match !== null; match = sign.exec(text)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return sign.lastIndex;
  }
  return text.length;
}
