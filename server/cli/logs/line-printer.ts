import { lineTime } from '@agent-preflight/stack/logs/line-time';
import { printable } from '@agent-preflight/stack/logs/terminal-text';
import { colorsOf, type CliContext } from '../context';

export interface AgentLine {
  readonly agent: string;
  /** Startup file of the agent's stack. */
  readonly file: string;
  readonly text: string;
  /** Milliseconds since the epoch; null when the line does not say. */
  readonly time: number | null;
}

export interface PrintOptions {
  readonly format: 'text' | 'json';
  /** All agents whose lines may come: each keeps its colour, and the labels are as wide as the longest. */
  readonly agents: readonly string[];
}

/** Prints agents' lines: as they are for one agent, with its name in front for several, or each as a JSON document on a line of its own. */
export class LinePrinter {
  readonly #context: CliContext;
  readonly #format: PrintOptions['format'];
  readonly #labels: ReadonlyMap<string, string>;

  constructor(context: CliContext, { format, agents }: PrintOptions) {
    this.#context = context;
    this.#format = format;
    const colors = colorsOf(context);
    const palette = [colors.cyan, colors.magenta, colors.green, colors.yellow, colors.blue, colors.red];
    const width = Math.max(0, ...agents.map((agent) => agent.length));
    const label = (agent: string, index: number) => `${palette[index % palette.length]!(agent.padEnd(width))} | `;
    this.#labels = new Map(agents.length < 2 ? [] : agents.map((agent, index) => [agent, label(agent, index)]));
  }

  print(lines: readonly AgentLine[]): void {
    if (lines.length === 0) return;
    const print = this.#format === 'json' ? asJson : (line: AgentLine) => this.#asText(line);
    this.#context.stdout(lines.map((line) => `${print(line)}\n`).join(''));
  }

  #asText({ agent, text }: AgentLine): string {
    return `${this.#labels.get(agent) ?? ''}${printable(text, this.#context.color)}`;
  }
}

function asJson({ agent, file, text, time }: AgentLine): string {
  return JSON.stringify({ agent, file, time: time === null ? null : new Date(time).toISOString(), line: text });
}

/**
 * Lines of several agents in the order in which they were written, as far as they say so. Each agent's own order stays; a line without a
 * time follows the one before it, and those before the first time come first.
 */
export function interleave(sources: readonly (readonly AgentLine[])[]): AgentLine[] {
  const dated = sources.map((lines) => {
    let time = -Infinity;
    // A clock that was set back must not put an agent's lines into another order.
    return lines.map((line) => ({ line, at: (time = Math.max(time, line.time ?? time)) }));
  });
  return dated
    .flat()
    .sort((a, b) => (a.at === b.at ? 0 : a.at - b.at))
    .map(({ line }) => line);
}

/** Lines with their times, as the supervisor told them or as they say themselves. */
export function dated(
  whose: Pick<AgentLine, 'agent' | 'file'>,
  lines: readonly string[],
  times: readonly (number | null)[] | undefined,
): AgentLine[] {
  const now = Date.now();
  let last: number | null = null;
  return lines.map((text, index) => {
    last = times ? (times[index] ?? null) : (lineTime(text, now) ?? last);
    return { ...whose, text, time: last };
  });
}
