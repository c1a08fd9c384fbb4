import { runCommand, type CommandResult } from '../machine/run-command';
import { observeContainer, readComposePs, readInspect, type ContainerDetail } from './compose-containers';
import { RemoteView } from './remote-view';
import type { RemoteIdentity } from './remote-snapshot';
import { RemoteUnreachable, type Observations, type WatchedAgent, type WatchedStack } from './watched-stack';

export interface ComposeWatchOptions {
  /** The name of the Compose project. */
  readonly project: string;
  /** Milliseconds between two looks. */
  readonly intervalMs?: number;
  /** Where `docker` is looked for, and which engine it asks. */
  readonly environment?: NodeJS.ProcessEnv;
}

const INTERVAL_MS = 2000;
const COMMAND_TIMEOUT_MS = 15_000;

/** Watches the agents of a Compose project. Rejects with {@link RemoteUnreachable} when Docker cannot be asked. */
export async function watchCompose(
  identity: Omit<RemoteIdentity, 'place'>,
  agents: readonly WatchedAgent[],
  options: ComposeWatchOptions,
): Promise<WatchedStack> {
  const view = new RemoteView({ ...identity, place: 'Compose' }, agents);
  view.show(await look(options));
  const { intervalMs = INTERVAL_MS } = options;
  let timer: NodeJS.Timeout;
  const again = (): void => {
    timer = setTimeout(() => {
      look(options)
        .then(
          (seen) => view.show(seen),
          (error: unknown) => view.lost((error as Error).message),
        )
        .finally(() => {
          if (!view.isClosed) again();
        });
    }, intervalMs);
  };
  again();
  return disposable(view, () => clearTimeout(timer));
}

/** The view, with what ends its source. */
export function disposable(view: RemoteView, end: () => void): WatchedStack {
  return {
    snapshot: () => view.snapshot(),
    get isClosed() {
      return view.isClosed;
    },
    onDidChange: (listener) => view.onDidChange(listener),
    onDidClose: (listener) => view.onDidClose(listener),
    dispose: () => {
      end();
      view.close();
    },
  };
}

async function look({ project, environment }: ComposeWatchOptions): Promise<Observations> {
  const run = (...args: string[]) =>
    runCommand('docker', args, { timeoutMs: COMMAND_TIMEOUT_MS, env: environment ?? process.env });
  const listed = await run('compose', '--project-name', project, 'ps', '--all', '--format', 'json');
  if (listed.code !== 0) throw new RemoteUnreachable(explain(listed));
  const containers = readComposePs(listed.stdout);
  const inspected = containers.length === 0 ? null : await run('inspect', ...containers.map(({ id }) => id));
  // A container may be gone by then: what the others tell counts.
  const details: ReadonlyMap<string, ContainerDetail> = readInspect(inspected?.stdout ?? '[]');
  const now = Date.now();
  return new Map(
    containers.map((container) => [container.service, observeContainer(container, details.get(container.id), now)]),
  );
}

function explain({ failure, stderr }: CommandResult): string {
  if (failure === 'ENOENT') return 'docker is not installed here, or not on the PATH';
  if (failure === 'timeout') return 'docker does not answer';
  const lines = stderr.trim().split('\n');
  // Followed by where to find help.
  const refusal = lines.find((line) =>
    /is not a docker command|unknown command|unknown (?:shorthand )?flag/i.test(line),
  );
  if (refusal !== undefined) return `this docker has no Compose that tells JSON (2.0 or newer): ${refusal.trim()}`;
  const said = lines.at(-1) ?? '';
  return `docker cannot be asked: ${said || (failure ?? 'it ended with an error')}`;
}
