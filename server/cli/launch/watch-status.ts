import { setTimeout as delay } from 'node:timers/promises';
import type { AgentSnapshot, StackSnapshot } from '@agent-preflight/stack/protocol/snapshot';
import { colorsOf, type CliContext } from '../context';
import { watchInterruption } from './interruption';
import { quitKey } from './keys';
import { LiveScreen, type Terminal } from './live-screen';
import { changeLine } from './progress';
import type { ShownStack } from './shown-stack';
import { clip, summary } from './health-table';

/** At most this often is a terminal redrawn, and at least this often, since times go on. Milliseconds. */
const REDRAW_MS = 250;
const TICK_MS = 1000;

/** The picture of all stacks for a terminal of this size. */
export type Picture = (columns: number, rows: number) => readonly string[];

/** Shows the stacks on a terminal until somebody has seen enough, or none of them runs any more. */
export async function watchOnTerminal(stacks: readonly ShownStack[], picture: Picture): Promise<void> {
  const interruption = watchInterruption();
  const over = new AbortController();
  const either = AbortSignal.any([interruption.signal, over.signal]);
  void quitKey(either).then(() => over.abort());
  const terminal = standardOutput();
  const screen = new LiveScreen(terminal);
  let changed: () => void = () => undefined;
  const redraw = () => changed();
  const offs = stacks.map(({ connection }) => connection.onDidChange(redraw));
  const closed = stacks.map(({ connection }) => new Promise<void>((resolve) => connection.onDidClose(resolve)));
  void Promise.all(closed).then(() => over.abort());
  process.stdout.on('resize', redraw);
  // However this process ends, the terminal is as it was.
  const restore = () => screen.close();
  process.once('exit', restore);
  try {
    while (!either.aborted) {
      screen.draw(picture(terminal.columns, terminal.rows));
      const news = new Promise<void>((resolve) => (changed = resolve));
      await delay(REDRAW_MS, undefined, { signal: either }).catch(() => undefined);
      await Promise.race([news, delay(TICK_MS - REDRAW_MS, undefined, { signal: either }).catch(() => undefined)]);
    }
  } finally {
    over.abort();
    for (const off of offs) off();
    process.stdout.off('resize', redraw);
    process.off('exit', restore);
    screen.close();
    interruption.dispose();
  }
}

function standardOutput(): Terminal {
  return {
    get columns() {
      return process.stdout.columns || 80;
    },
    get rows() {
      return process.stdout.rows || 24;
    },
    write: (text) => void process.stdout.write(text),
  };
}

/** One line for each change of an agent, with its time, until interrupted or until none of the stacks runs any more. */
export async function watchAsLines(stacks: readonly ShownStack[], context: CliContext): Promise<void> {
  const colors = colorsOf(context);
  const interruption = watchInterruption();
  const said = new Map<string, string>();
  const print = (stack: ShownStack, snapshot: StackSnapshot, first: boolean) => {
    for (const agent of snapshot.agents) {
      const key = `${stack.startup.file}\0${agent.name}`;
      const word = wordOf(agent);
      if (said.get(key) === word) continue;
      said.set(key, word);
      context.stdout(`${first ? '' : `${time()} `}${changeLine(agent, colors)}\n`);
    }
  };
  for (const stack of stacks) print(stack, stack.connection.snapshot(), true);
  const offs = stacks.map((stack) => stack.connection.onDidChange((snapshot) => print(stack, snapshot, false)));
  await untilOver(stacks, interruption.signal);
  for (const off of offs) off();
  interruption.dispose();
}

/** Resolves when interrupted, or when none of the stacks runs any more. */
export function untilOver(stacks: readonly ShownStack[], interrupted: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (interrupted.aborted) resolve();
    interrupted.addEventListener('abort', () => resolve(), { once: true });
    let open = stacks.length;
    for (const { connection } of stacks) connection.onDidClose(() => --open === 0 && resolve());
  });
}

function wordOf({ state, reason }: AgentSnapshot): string {
  // Progress and counters in a reason are no news of their own.
  return `${state} ${(reason ?? '').replace(/\d+(?:\.\d+)?/g, '#')}`;
}

function time(): string {
  return new Date().toTimeString().slice(0, 8);
}

/** The agents that fit into so many rows, those that need attention first, and a line about the others. */
export function mostUrgent(snapshot: StackSnapshot, rows: number): { snapshot: StackSnapshot; rest: string | null } {
  const { agents } = snapshot;
  if (agents.length <= rows) return { snapshot, rest: null };
  const calm = ({ state }: AgentSnapshot) => state === 'ready' || state === 'stopped';
  const ordered = [...agents.filter((agent) => !calm(agent)), ...agents.filter(calm)];
  const kept = new Set(ordered.slice(0, Math.max(1, rows - 1)));
  const others = agents.filter((agent) => !kept.has(agent));
  const rest = clip(`… and ${summary({ ...snapshot, agents: others })}`, 200);
  return { snapshot: { ...snapshot, agents: agents.filter((agent) => kept.has(agent)) }, rest };
}
