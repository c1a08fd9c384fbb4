import type { TextRange } from '@agent-preflight/stack/definition/text-range';

/** A word of a command line as systemd splits it. */
export interface UnitWord {
  /** Without quotes and escapes; specifiers (`%h`) and variables as they stand. */
  readonly text: string;
  readonly range: TextRange;
  readonly quoted: boolean;
}

export interface UnitCommand {
  /** The signs in front of the program: `-`, `@`, `:`, `+`, `!`, `|`. */
  readonly prefix: string;
  readonly words: readonly UnitWord[];
}

/** Splits an `Exec…=` value into its commands; a `;` that stands alone separates them. */
export function commandsOf(text: string, range: TextRange): UnitCommand[] {
  const commands: UnitWord[][] = [[]];
  for (const word of wordsOf(text, range)) {
    if (word.text === ';' && !word.quoted) commands.push([]);
    else commands.at(-1)?.push(word);
  }
  return commands.flatMap((words) => {
    const [first, ...rest] = words;
    if (first === undefined) return [];
    const prefix = /^[-@:+!|]+/.exec(first.text)?.[0] ?? '';
    const program = {
      ...first,
      text: first.text.slice(prefix.length),
      range: { start: first.range.start + (first.quoted ? 0 : prefix.length), end: first.range.end },
    };
    return [{ prefix, words: program.text === '' ? rest : [program, ...rest] }];
  });
}

/** Blanks separate, quotes group (inside a word, too), a backslash escapes; `\` at the end of a line is a blank, comment lines between are skipped. */
function wordsOf(text: string, { start, end }: TextRange): UnitWord[] {
  const words: UnitWord[] = [];
  let at = start;
  while (at < end) {
    const gap = /^(?:[ \t]|\\\r?\n(?:[ \t]*[#;][^\n]*\n)*|\r?\n)+/.exec(text.slice(at, end));
    if (gap !== null) {
      at += gap[0].length;
      continue;
    }
    const from = at;
    let word = '';
    let quoted = false;
    while (at < end && !/^(?:[ \t\r\n]|\\\r?\n)/.test(text.slice(at, Math.min(end, at + 3)))) {
      const character = text[at] ?? '';
      if (character === '"' || character === "'") {
        const close = closing(text, at + 1, end, character);
        word += text.slice(at + 1, close).replace(/\\(["'\\])/g, '$1');
        quoted = true;
        at = Math.min(end, close + 1);
      } else if (character === '\\' && at + 1 < end) {
        word += text[at + 1] ?? '';
        at += 2;
      } else {
        word += character;
        at++;
      }
    }
    words.push({ text: word, range: { start: from, end: at }, quoted });
  }
  return words;
}

function closing(text: string, from: number, end: number, quote: string): number {
  for (let at = from; at < end; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at;
  }
  return end;
}
