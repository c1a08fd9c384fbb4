import type { CliContext } from './context';

/** One line on the terminal that says how far long work has come. Shown only after a moment, so that short work stays silent. */
export class Progress {
  private shown = 0;
  private readonly started = performance.now();
  private last = 0;

  constructor(
    private readonly context: CliContext,
    private readonly quiet = false,
  ) {}

  show(text: string): void {
    const now = performance.now();
    if (this.quiet || !this.context.showsProgress || now - this.started < 300 || now - this.last < 80) return;
    this.last = now;
    this.context.stderr(`\r${text.padEnd(this.shown)}`);
    this.shown = text.length;
  }

  /** Wipes the line: what follows starts on a clean one. */
  clear(): void {
    if (this.shown > 0) this.context.stderr(`\r${' '.repeat(this.shown)}\r`);
    this.shown = 0;
  }
}
