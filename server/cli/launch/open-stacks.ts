import { nearestName } from '@agent-preflight/stack/definition/edit-distance';
import { attach } from '@agent-preflight/stack/attach/attach';
import type { StackConnection } from '@agent-preflight/stack/attach/stack-connection';
import type { StackSnapshot } from '@agent-preflight/stack/protocol/snapshot';
import { UsageError, type CliContext } from '../context';
import { CLIENT_NAME } from './client-name';
import { chooseStartupFiles, type StartupFile } from './find-startup-files';

/** A stack and the connection to its supervisor; null when nothing of it runs. */
export interface OpenStack {
  readonly startup: StartupFile;
  readonly connection: StackConnection | null;
}

/** Connects to the supervisors of the startup files named, or found; none is started unless agents wait to be taken over. */
export async function openStacks(named: readonly string[], context: CliContext): Promise<OpenStack[]> {
  const { chosen } = await chooseStartupFiles(named, context.cwd, 'look');
  return Promise.all(
    chosen.map(async (startup) => ({
      startup,
      connection: await attach(startup.file, { client: CLIENT_NAME, environment: context.env }),
    })),
  );
}

export interface RunningStack extends OpenStack {
  readonly connection: StackConnection;
}

/** A supervisor that has just taken over looks at its agents before it can say how they are. Milliseconds. */
const TAKE_OVER_MS = 5000;

/** Waits for supervisors that have only just started to form a picture of the agents they took over. */
export async function untilTakenOver(stacks: readonly RunningStack[]): Promise<void> {
  await Promise.all(
    stacks.map(async ({ connection }) => {
      const { agents, supervisorStartedAt } = connection.snapshot();
      const left = supervisorStartedAt + TAKE_OVER_MS - Date.now();
      if (left <= 0 || !agents.some(({ adopted }) => adopted)) return;
      const known = (snapshot: StackSnapshot) =>
        snapshot.agents.every(({ adopted, state, probe }) => !adopted || (state !== 'starting' && probe !== null));
      await connection.until(known, AbortSignal.timeout(left)).catch(() => undefined); // then as far as it is known
    }),
  );
}

/** Those of the stacks that run. */
export function running(stacks: readonly OpenStack[]): RunningStack[] {
  return stacks.flatMap(({ startup, connection }) => (connection ? [{ startup, connection }] : []));
}

/**
 * Which of the running stacks these agents belong to. Throws a {@link UsageError} for a name that none has, or that several have.
 */
export function locateAgents(stacks: readonly RunningStack[], names: readonly string[]): Map<RunningStack, string[]> {
  const found = new Map<RunningStack, string[]>();
  for (const name of names) {
    const holders = stacks.filter(({ connection }) =>
      connection.snapshot().agents.some((agent) => agent.name === name),
    );
    const [holder] = holders;
    if (!holder) throw new UsageError(`there is no running stack with an agent ${name}${nearby(stacks, name)}`);
    if (holders.length > 1) {
      const files = holders.map(({ startup }) => startup.file).join(', ');
      throw new UsageError(`several stacks have an agent ${name} (${files}); name one with --file`);
    }
    found.set(holder, [...(found.get(holder) ?? []), name]);
  }
  return found;
}

function nearby(stacks: readonly RunningStack[], name: string): string {
  const names = stacks.flatMap(({ connection }) => connection.snapshot().agents.map((agent) => agent.name));
  const meant = nearestName(name, names);
  if (meant !== null) return `; did you mean ${meant}?`;
  return names.length === 0 ? '' : `; there are ${names.slice(0, 20).join(', ')}${names.length > 20 ? ', …' : ''}`;
}
