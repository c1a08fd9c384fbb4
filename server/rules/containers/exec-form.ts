import { JoinedText } from '../../languages/dockerfile/joined-text';
import { unquote, splitWords } from '../../languages/dockerfile/words';

/** Commands that only a shell knows. */
const BUILTINS =
  /^(?:cd|source|\.|export|set|unset|ulimit|umask|alias|eval|trap|if|while|for|until|case|test|\[|:|exit|read|wait)$/;

/**
 * A shell text as the words of a JSON list. Text that needs the shell becomes `sh -c "exec …"`, where one command is left to hand over to.
 *
 * @param shell the words in front of the text, e.g. `['/bin/sh', '-c']`.
 * @returns null where no list does the same: pipes, background jobs, loops, broken quotes.
 */
export function execForm(text: string, shell: readonly string[]): string[] | null {
  const command = text.trim().replace(/\s*\r?\n\s*/g, ' ');
  if (command === '' || !hasClosedQuotes(command)) return null;
  const list = singleQuotedList(command);
  if (list !== null) return list;
  if (/^\[/.test(command)) return null;
  const words = splitWords(JoinedText.of([{ text: command, offset: 0 }]), '\\').map(({ value }) => value);
  const [first = ''] = words;
  if (!needsShell(command) && !BUILTINS.test(first) && !/^\w+=/.test(first)) return words;
  const handing = handOver(command);
  return handing === null ? null : [...shell, handing];
}

/** `['a', 'b']`, as people write who think of Python; also lists with a comma too much. */
function singleQuotedList(text: string): string[] | null {
  const match = /^\[\s*((?:'[^'"]*'|"[^'"\\]*")(?:\s*,\s*(?:'[^'"]*'|"[^'"\\]*"))*)\s*,?\s*\]$/.exec(text);
  return match?.[1] === undefined ? null : (match[1].match(/'[^']*'|"[^"]*"/g) ?? []).map((word) => unquote(word));
}

/** True when the shell does more with a text than to split it: variables, patterns, operators, redirections. */
function needsShell(text: string): boolean {
  const outside = text.replace(/'[^']*'/g, "''");
  if (/[$`]/.test(outside)) return true;
  return /[;&|<>()*?#~]|\[|\{.*,.*\}/.test(outside.replace(/"(?:[^"\\]|\\.)*"/g, '""').replace(/\\./g, ''));
}

/** Puts `exec` in front of the last command of `a && b`; null where its end is not the end of the text's work. */
function handOver(text: string): string | null {
  const masked = text.replace(/'[^']*'|"(?:[^"\\]|\\.)*"|\$\([^()]*\)|\$\{[^{}]*\}/g, (quoted) =>
    '_'.repeat(quoted.length),
  );
  const plain = masked.replace(/&&|\|\||\d*[<>]&?\d?|;/g, (sign) => (sign === '||' ? '|' : '_').repeat(sign.length));
  if (/[|&()`]|\b(?:if|for|while|case|do|done|fi)\b/.test(plain)) return null;
  const operators = [...masked.matchAll(/&&|;/g)].at(-1);
  const start = operators === undefined ? 0 : operators.index + operators[0].length;
  const head = text.slice(0, start);
  const tail = text.slice(start).trimStart();
  if (tail === '' || BUILTINS.test(tail.split(/\s/, 1)[0] ?? '')) return null;
  // `exec` takes no assignments in front of the program: env does.
  const prefix = /^\w+=/.test(tail) ? 'exec env ' : 'exec ';
  return `${head}${head === '' ? '' : ' '}${prefix}${tail}`;
}

function hasClosedQuotes(text: string): boolean {
  return !/['"]/.test(text.replace(/\\./g, '').replace(/'[^']*'|"[^"]*"/g, ''));
}
