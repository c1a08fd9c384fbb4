import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { Assignment, Flag, Word } from './dockerfile-model';
import type { JoinedText } from './joined-text';

/** Splits at white space outside quotes, as Docker does with the arguments of COPY, ENV or EXPOSE. */
export function splitWords(joined: JoinedText, escape: string): Word[] {
  return boundsOfWords(joined.text, escape).map(({ start, end }) => {
    const raw = joined.text.slice(start, end);
    return { value: unquote(raw, escape), range: joined.rangeOf(start, end), quoted: /['"\\]/.test(raw) };
  });
}

function boundsOfWords(text: string, escape: string): TextRange[] {
  const words: TextRange[] = [];
  let start = -1;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const symbol = text[at] ?? '';
    if (quote === '' && /\s/.test(symbol)) {
      if (start !== -1) words.push({ start, end: at });
      start = -1;
      continue;
    }
    if (start === -1) start = at;
    if (symbol === escape && quote !== "'") at++;
    else if (quote !== '') quote = symbol === quote ? '' : quote;
    else if (symbol === '"' || symbol === "'") quote = symbol;
  }
  if (start !== -1) words.push({ start, end: text.length });
  return words;
}

/** Takes quotes and escapes off a word. */
export function unquote(raw: string, escape = '\\'): string {
  let value = '';
  let quote = '';
  for (let at = 0; at < raw.length; at++) {
    const symbol = raw[at] ?? '';
    if (symbol === escape && quote !== "'" && at + 1 < raw.length) {
      const next = raw[++at] ?? '';
      value += quote === '"' && !'"\\$`'.includes(next) ? symbol + next : next;
    } else if (symbol === quote) quote = '';
    else if (quote === '' && (symbol === '"' || symbol === "'")) quote = symbol;
    else value += symbol;
  }
  return value;
}

/** The elements of a JSON list of strings, or null when Docker would take the text for a shell command. */
export function readExecForm(joined: JoinedText): Word[] | null {
  const { text } = joined;
  if (!/^\s*\[/.test(text)) return null;
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch {
    return null;
  }
  if (!Array.isArray(values) || !values.every((value) => typeof value === 'string')) return null;
  const words: Word[] = [];
  for (const match of text.matchAll(/"(?:[^"\\]|\\.)*"/g)) {
    const range = joined.rangeOf(match.index, match.index + match[0].length);
    words.push({ value: values[words.length] ?? '', range, quoted: true });
  }
  return words;
}

/** The flags in front of the arguments, and where the arguments begin. */
export function readFlags(joined: JoinedText): { flags: Flag[]; end: number } {
  const flags: Flag[] = [];
  const flag = /[ \t\r\n]*--([A-Za-z][A-Za-z-]*)(?:=("[^"]*"|\S*))?(?=\s|$)/y;
  let end = 0;
  for (let match = flag.exec(joined.text); match !== null; match = flag.exec(joined.text)) {
    const start = match.index + match[0].indexOf('--');
    end = flag.lastIndex;
    const value = match[2] === undefined ? null : unquote(match[2]);
    flags.push({ name: (match[1] ?? '').toLowerCase(), value, range: joined.rangeOf(start, end) });
  }
  return { flags, end };
}

/** `A=1 B="two words"`, and the old `ENV NAME the rest is its value`. */
export function readAssignments(joined: JoinedText, keyword: string, escape: string): Assignment[] {
  const bounds = boundsOfWords(joined.text, escape);
  const first = bounds[0];
  if (first === undefined) return [];
  if (keyword !== 'ARG' && !joined.text.slice(first.start, first.end).includes('=')) {
    const rest = /\S[^]*\S|\S/.exec(joined.text.slice(first.end));
    if (rest === null) return [];
    const start = first.end + rest.index;
    const end = start + rest[0].length;
    return [
      {
        name: joined.text.slice(first.start, first.end),
        value: unquote(rest[0], escape),
        nameRange: joined.rangeOf(first.start, first.end),
        valueRange: joined.rangeOf(start, end),
        range: joined.rangeOf(first.start, end),
      },
    ];
  }
  return bounds.flatMap(({ start, end }) => {
    const raw = joined.text.slice(start, end);
    const sign = raw.indexOf('=');
    const name = sign === -1 ? raw : raw.slice(0, sign);
    if (name === '' || (sign === -1 && keyword !== 'ARG')) return [];
    const nameEnd = start + name.length;
    return [
      {
        name: unquote(name, escape),
        value: sign === -1 ? null : unquote(raw.slice(sign + 1), escape),
        nameRange: joined.rangeOf(start, nameEnd),
        valueRange: sign === -1 ? joined.rangeOf(nameEnd, nameEnd) : joined.rangeOf(nameEnd + 1, end),
        range: joined.rangeOf(start, end),
      },
    ];
  });
}
