import type { StackConnection } from '@agent-preflight/stack/attach/stack-connection';
import { lineTime } from '@agent-preflight/stack/logs/line-time';
import { queryParams, type LogQuery } from './log-query';
import { dated, type AgentLine } from './line-printer';

/** After another supervisor has taken over, what was missed is looked for among this many lines. */
const LOOKED_BACK = 1000;

/** Follows the log of one agent, also from one supervisor of its stack to the next. */
export class AgentFollower {
  readonly agent: string;
  readonly #file: string;
  readonly #query: LogQuery;
  readonly #print: (lines: readonly AgentLine[]) => void;
  /** What came before it may be printed; null once it may. */
  #held: AgentLine[] | null = [];
  #time: number | null = null;
  /** The last line that was heard of, whether it was wanted or not. */
  #last: string | null = null;

  constructor(agent: string, file: string, query: LogQuery, print: (lines: readonly AgentLine[]) => void) {
    this.agent = agent;
    this.#file = file;
    this.#query = query;
    this.#print = print;
  }

  /** Begins; answers with the last lines that there are already. What comes after waits until it is released. */
  async begin(connection: StackConnection, signal: AbortSignal): Promise<AgentLine[]> {
    const onLines = (lines: readonly string[], dropped: number) => this.#hear(lines, dropped);
    const { lines, times } = await connection.logs(this.agent, { ...queryParams(this.#query), onLines, signal });
    this.#last ??= lines.at(-1) ?? null;
    return dated({ agent: this.agent, file: this.#file }, lines, times);
  }

  /** Goes on with another supervisor, with what was written since the last line that the one before told of. */
  async resume(connection: StackConnection, signal: AbortSignal): Promise<void> {
    this.#held = [];
    const known = this.#last;
    const later: [lines: readonly string[], dropped: number][] = [];
    const { lines } = await connection.logs(this.agent, {
      lines: LOOKED_BACK,
      onLines: (...heard) => (this.#held ? void later.push(heard) : this.#hear(...heard)),
      signal,
    });
    const at = known === null ? -1 : lines.lastIndexOf(known);
    if (at !== -1) this.#hear(lines.slice(at + 1), 0);
    for (const heard of later) this.#hear(...heard);
    this.release();
  }

  /** Lets what has come meanwhile, and comes from now on, be printed. */
  release(): void {
    if (this.#held) this.#print(this.#held);
    this.#held = null;
  }

  #hear(lines: readonly string[], dropped: number): void {
    const { agent } = this;
    const file = this.#file;
    const { since, until, matches } = this.#query;
    const now = Date.now();
    const wanted: AgentLine[] = [];
    if (dropped > 0) wanted.push({ agent, file, text: `… ${dropped} lines came too fast to be shown`, time: now });
    for (const text of lines) {
      this.#time = lineTime(text, now) ?? this.#time;
      const at = this.#time ?? now;
      if (at >= since && at < until && matches(text)) wanted.push({ agent, file, text, time: this.#time });
    }
    this.#last = lines.at(-1) ?? this.#last;
    if (this.#held) this.#held.push(...wanted);
    else this.#print(wanted);
  }
}
