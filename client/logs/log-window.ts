/** Bounds on what one agent's log may hold in the editor. An agent that writes without end must not fill the editor's memory. */
export interface LogBounds {
  /** Lines shown before older ones are dropped. */
  readonly maximumLines: number;
  /** Lines kept when that happens; well below the maximum, so that it happens seldom. */
  readonly keptLines: number;
}

/** What to do with a document that shows a log: add text at its end, or replace it all. */
export type LogUpdate = { readonly kind: 'append' | 'replace'; readonly text: string };

/** The last lines of a growing log. Pure: says what to write, writes nothing. */
export class LogWindow {
  private lines: string[] = [];

  constructor(private readonly bounds: LogBounds) {}

  /** Begins anew. */
  reset(lines: readonly string[]): LogUpdate {
    this.lines = lines.slice(-this.bounds.keptLines);
    return { kind: 'replace', text: joined(this.lines) };
  }

  append(lines: readonly string[]): LogUpdate | null {
    if (lines.length === 0) return null;
    this.lines.push(...lines);
    if (this.lines.length <= this.bounds.maximumLines) return { kind: 'append', text: joined(lines) };
    return this.reset(this.lines);
  }
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
