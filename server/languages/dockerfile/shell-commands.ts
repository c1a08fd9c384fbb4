import type { ShellCommand, Word } from './dockerfile-model';
import type { JoinedText } from './joined-text';
import { unquote } from './words';

/** Deeper nesting of `sh -c` than this is not looked into. */
const MAX_DEPTH = 3;

/** Words of the shell's grammar and programs that run the rest of their arguments. */
const PREFIXES = new Set(['then', 'do', 'else', 'elif', 'if', 'while', 'until', '!', '{', 'sudo', 'exec', 'time', 'nohup', 'command', 'env', 'eatmydata']); // prettier-ignore

/** Splits a shell text into its simple commands. Substitutions stay inside their words; broken quotes reach to the end. */
export function splitCommands(joined: JoinedText, depth = 0): ShellCommand[] {
  const commands: ShellCommand[] = [];
  let words: Word[] = [];
  let operator = '';
  const finish = (next: string): void => {
    if (words.length > 0) {
      const command = commandOf(words, operator);
      commands.push(command, ...innerCommands(joined, command, depth));
      operator = '';
    }
    words = [];
    if (next !== '\n' || operator === '') operator = next;
  };
  const { text } = joined;
  let at = 0;
  while (at < text.length) {
    const symbol = text[at] ?? '';
    if (symbol === '\n') {
      finish('\n');
      at++;
    } else if (/\s/.test(symbol)) at++;
    else if (symbol === '#') {
      const end = text.indexOf('\n', at);
      at = end === -1 ? text.length : end;
    } else if (symbol === '\\' && /^\\\r?\n/.test(text.slice(at, at + 3))) at += text[at + 1] === '\r' ? 3 : 2;
    else {
      const sign = /^(?:&&|\|\||;;|\|&|;|\||&(?!>)|[()])/.exec(text.slice(at, at + 2))?.[0];
      if (sign !== undefined) {
        finish(sign);
        at += sign.length;
        continue;
      }
      const end = endOfWord(text, at);
      const raw = text.slice(at, end);
      words.push({ value: unquote(raw), range: joined.rangeOf(at, end), quoted: /['"\\]/.test(raw) });
      at = end;
    }
  }
  finish('');
  return commands;
}

function endOfWord(text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    const symbol = text[at] ?? '';
    if (/\s/.test(symbol)) break;
    if (symbol === '\\') at += 2;
    else if (symbol === "'" || symbol === '"' || symbol === '`') at = endOfQuote(text, at, symbol);
    else if (symbol === '$' && (text[at + 1] === '(' || text[at + 1] === '{')) at = endOfNest(text, at + 1);
    else if (symbol === '>' || symbol === '<') {
      at++;
      if (text[at] === '&') at++;
    } else if (/[;|()]/.test(symbol) || (symbol === '&' && text[at + 1] !== '>')) break;
    else at++;
  }
  return Math.min(Math.max(at, start + 1), text.length);
}

function endOfQuote(text: string, start: number, quote: string): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\' && quote !== "'") at++;
    else if (text[at] === quote) return at + 1;
  }
  return text.length;
}

/** The end of `(…)` or `{…}`; quotes inside are respected. */
function endOfNest(text: string, start: number): number {
  const open = text[start];
  const close = open === '(' ? ')' : '}';
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const symbol = text[at] ?? '';
    if (symbol === '\\') at++;
    else if (symbol === "'" || symbol === '"') at = endOfQuote(text, at, symbol) - 1;
    else if (symbol === open) depth++;
    else if (symbol === close && --depth === 0) return at + 1;
  }
  return text.length;
}

function commandOf(words: readonly Word[], operator: string): ShellCommand {
  const assignments: Word[] = [];
  let index = 0;
  for (; index < words.length; index++) {
    const word = words[index];
    if (word === undefined) break;
    if (/^[A-Za-z_]\w*=/.test(word.value)) assignments.push(word);
    else if (!PREFIXES.has(word.value) && !(index > 0 && /^-[A-Za-z]+$/.test(word.value))) break;
  }
  const name = (words[index]?.value ?? '').replace(/^.*\//, '');
  const args = words.slice(index + 1);
  if (name === 'export' || name === 'declare')
    assignments.push(...args.filter((word) => /^[A-Za-z_]\w*=/.test(word.value)));
  const first = words[0]?.range.start ?? 0;
  return { name, args, assignments, words, operator, range: { start: first, end: words.at(-1)?.range.end ?? first } };
}

/** The commands of `sh -c '…'`. Their places are right as long as the text holds no escapes. */
function innerCommands(joined: JoinedText, { name, args }: ShellCommand, depth: number): ShellCommand[] {
  if (depth >= MAX_DEPTH || !/^(?:ba|da|a|z|k)?sh$/.test(name)) return [];
  const flag = args.findIndex((word) => /^-[a-z]*c$/.test(word.value));
  const script = args[flag + 1];
  if (flag === -1 || script === undefined) return [];
  const start = indexOfSource(joined, script.range.start);
  const end = indexOfSource(joined, script.range.end - 1) + 1;
  const raw = joined.text.slice(start, end);
  return /^(['"])[^]*\1$/.test(raw) ? splitCommands(joined.slice(start + 1, end - 1), depth + 1) : [];
}

function indexOfSource(joined: JoinedText, source: number): number {
  let low = 0;
  let high = joined.text.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (joined.sourceOf(middle) < source) low = middle + 1;
    else high = middle;
  }
  return low;
}
