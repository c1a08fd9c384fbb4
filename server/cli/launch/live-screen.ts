/** What a live picture is drawn on: standard output of a terminal. */
export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  write(text: string): void;
}

const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';
/** Terminals that know it show nothing of a picture before all of it is there; others ignore it. */
const BEGIN = '\u001b[?2026h';
const END = '\u001b[?2026l';
const HOME = '\u001b[H';
const ERASE_LINE = '\u001b[K';
const ERASE_BELOW = '\u001b[J';

/**
 * A picture that is drawn again and again on a screen of its own, without flicker: each line is written over the one before, and only
 * what is longer is erased. What stood on the terminal before is there again in the end.
 */
export class LiveScreen {
  readonly #terminal: Terminal;
  #last = '';
  #isOpen = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** Lines beyond the terminal's height are left out. Nothing is written when the picture is the same. */
  draw(lines: readonly string[]): void {
    const { rows, columns } = this.#terminal;
    const picture = lines.slice(0, rows).join('\n');
    const key = `${rows} ${columns}\n${picture}`;
    if (key === this.#last) return;
    this.#last = key;
    const text = picture.replaceAll('\n', `${ERASE_LINE}\r\n`);
    this.#terminal.write(`${this.#isOpen ? '' : ENTER}${BEGIN}${HOME}${text}${ERASE_LINE}${ERASE_BELOW}${END}`);
    this.#isOpen = true;
  }

  close(): void {
    if (this.#isOpen) this.#terminal.write(LEAVE);
    this.#isOpen = false;
    this.#last = '';
  }
}
