import type { StackConnection } from '@agent-preflight/stack/attach/stack-connection';
import type { AgentSnapshot, StackSnapshot } from '@agent-preflight/stack/protocol/snapshot';
import type { Colors } from 'picocolors/types';
import type { CliContext } from '../context';
import { clip, duration, explanation, stateColor, summary } from './health-table';

/** At most this often, in milliseconds, is a terminal redrawn. */
const REDRAW_MS = 80;
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/**
 * Shows on a terminal one line per agent that is updated in place, elsewhere one plain line per change of an agent's state, until the
 * function it returns is called; that leaves the last picture standing. `before` is how things stood before what is shown began; agents may
 * be on their way already.
 */
export function showProgress(
  connection: StackConnection,
  context: CliContext,
  colors: Colors,
  before: StackSnapshot = connection.snapshot(),
): () => void {
  if (context.isTerminal) return drawInPlace(connection, context, colors);
  return printChanges(connection, context, colors, before);
}

/** An agent that stays in one state this long (milliseconds) also has its reasons printed as they change. */
const PATIENCE_MS = 5000;

/** What counts down in a reason is no news of its own. */
const COUNTDOWN = /; \d+ s to SIGKILL$/;

/** A reason without what counts in it; of a download every tenth is news. */
export function newsOf({ state, reason }: Pick<AgentSnapshot, 'state' | 'reason'>): string | null {
  const steady = reason?.replace(COUNTDOWN, '') ?? null;
  if (state !== 'prefetching' || steady === null) return steady;
  const tenth = (_: string, percent: string): string => ` ${Math.floor(Number(percent) / 10)}0 %`;
  return steady.replace(/: (\d+) % of .*$/, tenth).replace(/: [\d.]+ [kMGT]?B\b.*$/, '');
}

function printChanges(
  connection: StackConnection,
  context: CliContext,
  colors: Colors,
  before: StackSnapshot,
): () => void {
  const word = (agent: AgentSnapshot) =>
    Date.now() - agent.since > PATIENCE_MS ? `${agent.state} ${newsOf(agent)}` : agent.state;
  const known = new Map(before.agents.map((agent) => [agent.name, word(agent)]));
  const print = (snapshot: StackSnapshot) => {
    for (const agent of snapshot.agents) {
      if (known.get(agent.name) === word(agent)) continue;
      known.set(agent.name, word(agent));
      context.stdout(`${changeLine(agent, colors)}\n`);
    }
  };
  print(connection.snapshot());
  return connection.onDidChange(print);
}

/** What happened to an agent, in one line. */
export function changeLine(agent: AgentSnapshot, colors: Colors): string {
  const after =
    agent.state === 'ready' && agent.startedAt !== null && agent.readyAt !== null
      ? ` after ${duration(agent.readyAt - agent.startedAt)}`
      : '';
  const why = explanation(agent);
  return `${agent.name} ${stateColor(agent.state, colors)(agent.state)}${after}${why ? ` (${why})` : ''}`;
}

function drawInPlace(connection: StackConnection, context: CliContext, colors: Colors): () => void {
  let drawn = 0;
  let frame = 0;
  const draw = () => {
    const lines = picture(connection.snapshot(), colors, FRAMES[frame++ % FRAMES.length]!);
    // Up over what was drawn before, then erase to the end of the screen: agents may have come or gone.
    context.stdout(`${drawn > 0 ? `\u001b[${drawn}A` : ''}\r\u001b[J${lines.join('\n')}\n`);
    drawn = lines.length;
  };
  draw();
  const timer = setInterval(draw, REDRAW_MS);
  return () => {
    clearInterval(timer);
    draw();
  };
}

/** Fits the terminal: agents on their way come first when there are more than fit. */
function picture(snapshot: StackSnapshot, colors: Colors, spinner: string): string[] {
  const rows = Math.max(4, (process.stdout.rows ?? 24) - 3);
  const columns = process.stdout.columns ?? 80;
  const moving = (agent: AgentSnapshot) => ['starting', 'stopping', 'backoff', 'prefetching'].includes(agent.state);
  const done = (agent: AgentSnapshot) => ['ready', 'stopped'].includes(agent.state);
  const wanted = snapshot.agents.filter((agent) => agent.wanted || agent.state !== 'stopped');
  const urgent =
    wanted.length <= rows ? wanted : [...wanted.filter(moving), ...wanted.filter((a) => !moving(a) && !done(a))];
  const width = Math.max(0, ...urgent.map(({ name }) => name.length));
  const lines = urgent.slice(0, rows).map((agent) => {
    const mark = moving(agent)
      ? spinner
      : ({ ready: '✓', failed: '✗', unhealthy: '✗', blocked: '✗', degraded: '!' }[agent.state as string] ?? '·');
    const detail =
      agent.state === 'starting' && agent.startedAt ? duration(Date.now() - agent.startedAt) : explanation(agent);
    const room = Math.max(0, columns - width - 16);
    const paint = stateColor(agent.state, colors);
    return `${paint(mark)} ${agent.name.padEnd(width)} ${paint(agent.state.padEnd(11))} ${colors.dim(clip(detail, room))}`;
  });
  return [...lines, colors.dim(summary(snapshot))];
}
