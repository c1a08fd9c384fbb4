/** A word of a command line, where it stands in the text, and what it says without its quotes. */
export interface ShellWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const SEPARATOR = new Set(['|', '&', ';', '(', ')', '`', '\n']);
/** Between words; brackets and commas as in `["curl", "-k"]`, the exec form of Dockerfiles and Compose. */
const BLANK = new Set([' ', '\t', '\r', '[', ']', ',']);

/**
 * The commands of a shell text, each as its words. Quotes, comments and lines continued by a backslash are understood; nothing is expanded. `offset` is added
 * to every place. Linear in the text.
 */
export function shellCommands(text: string, offset = 0): ShellWord[][] {
  const commands: ShellWord[][] = [];
  let words: ShellWord[] = [];
  let at = 0;
  const endCommand = (): void => {
    if (words.length > 0) commands.push(words);
    words = [];
  };
  while (at < text.length) {
    const char = text[at] as string;
    if (char === '\\' && /^\\\r?\n/.test(text.slice(at, at + 3))) {
      at = text.indexOf('\n', at) + 1;
    } else if (char === '#') {
      const end = text.indexOf('\n', at);
      at = end === -1 ? text.length : end;
    } else if (SEPARATOR.has(char)) {
      endCommand();
      at++;
    } else if (BLANK.has(char)) at++;
    else {
      const start = at;
      let word = '';
      while (at < text.length) {
        const inside = text[at] as string;
        if (inside === '"' || inside === "'") {
          const close = text.indexOf(inside, at + 1);
          const lineEnd = text.indexOf('\n', at);
          // A quote that stays open on its line is an apostrophe.
          if (close === -1 || (lineEnd !== -1 && lineEnd < close)) {
            word += inside;
            at++;
            continue;
          }
          word += text.slice(at + 1, close);
          at = close + 1;
        } else if (inside === '\\' && at + 1 < text.length && text[at + 1] !== '\n' && text[at + 1] !== '\r') {
          word += text[at + 1];
          at += 2;
        } else if (SEPARATOR.has(inside) || BLANK.has(inside) || inside === '\\') break;
        else {
          word += inside;
          at++;
        }
      }
      words.push({ text: word, start: start + offset, end: at + offset });
    }
  }
  endCommand();
  return commands;
}
