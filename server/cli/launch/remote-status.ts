import path from 'node:path';
import { Option } from 'commander';
import { watchedAgents } from '@agent-preflight/stack/remote/watched-agents';
import { watchCompose } from '@agent-preflight/stack/remote/compose-stack';
import { watchKubernetes } from '@agent-preflight/stack/remote/kubernetes-stack';
import { RemoteUnreachable, type WatchedStack } from '@agent-preflight/stack/remote/watched-stack';
import { stackPaths } from '@agent-preflight/stack/rendezvous/stack-paths';
import { ALL_PROFILES } from '@agent-preflight/stack/plan/profiles';
import { colorsOf, ExitCode, UsageError, type CliContext } from '../context';
import { chooseStartupFiles, type StartupFile } from './find-startup-files';
import { planForHandover } from './handover-of';
import { healthTable, isUp, summary, tableOptions } from './health-table';
import { watchInterruption } from './interruption';
import { json, type OutputFormat } from './output-format';
import type { ShownStack } from './shown-stack';
import { untilOver, watchAsLines, watchOnTerminal } from './watch-status';

const PLACES = ['compose', 'kubernetes'] as const;
type Place = (typeof PLACES)[number];

export interface RemoteOptions {
  readonly on?: Place;
  /** What the stack is called there; the name that its exports get when absent. */
  readonly name?: string;
  readonly namespace?: string;
}

export function placeOption(): Option {
  return new Option('--on <place>', 'look where the stack was handed over to').choices(PLACES);
}

interface Shape {
  readonly watch?: boolean;
  readonly format: OutputFormat;
}

/** `status` of stacks that somebody else runs. */
export async function remoteStatus(
  files: readonly string[],
  place: Place,
  options: RemoteOptions & Shape,
  context: CliContext,
): Promise<void> {
  if (options.namespace !== undefined && place !== 'kubernetes')
    throw new UsageError('--namespace is for --on kubernetes');
  const stacks = await openRemotes(files, place, options, context);
  try {
    const print = () =>
      context.stdout(options.format === 'json' ? json(toJson(stacks, place, context)) : toText(stacks, place, context));
    if (!options.watch) print();
    else if (options.format === 'json') await watchAsJson(stacks, print);
    else if (context.isTerminal)
      await watchOnTerminal(stacks, () => toText(stacks, place, context).trimEnd().split('\n'));
    else await watchAsLines(stacks, context);
    if (stacks.some(({ connection }) => !isUp(connection.snapshot()) || !connection.snapshot().wanted))
      context.exit(ExitCode.findings);
  } finally {
    for (const { connection } of stacks) connection.dispose();
  }
}

async function watchAsJson(stacks: readonly ShownStack[], print: () => void): Promise<void> {
  const interruption = watchInterruption();
  print();
  const offs = stacks.map(({ connection }) => connection.onDidChange(print));
  await untilOver(stacks, interruption.signal);
  for (const off of offs) off();
  interruption.dispose();
}

function toText(stacks: readonly ShownStack[], place: Place, context: CliContext): string {
  const colors = colorsOf(context);
  const parts = stacks.map(({ startup, connection }) => {
    const snapshot = connection.snapshot();
    const name = path.relative(context.cwd, startup.file) || startup.file;
    const issues = snapshot.issues.map(({ message }) => `${colors.yellow(message)}\n`).join('');
    const idle = snapshot.wanted
      ? ''
      : `Nothing of it runs there. agent-preflight export ${place} ${name} says how to start it.\n`;
    return `${colors.bold(name)}  on ${place}: ${summary(snapshot)}\n\n${healthTable(snapshot, colors, tableOptions(context))}${issues}${idle}`;
  });
  return parts.join('\n');
}

function toJson(stacks: readonly ShownStack[], place: Place, context: CliContext): object {
  return {
    version: 1,
    on: place,
    stacks: stacks.map(({ startup, connection }) => ({
      file: path.relative(context.cwd, startup.file).replaceAll('\\', '/'),
      running: connection.snapshot().wanted,
      snapshot: connection.snapshot(),
    })),
  };
}

/** Looks at stacks where they were handed over to. Throws a {@link UsageError} when nobody there can be asked. */
async function openRemotes(
  named: readonly string[],
  place: Place,
  options: RemoteOptions,
  context: CliContext,
): Promise<ShownStack[]> {
  const { chosen } = await chooseStartupFiles(named, context.cwd, named.length === 0 ? 'start' : 'look');
  return Promise.all(
    chosen.map(async (startup) => ({ startup, connection: await open(startup, place, options, context) })),
  );
}

async function open(
  startup: StartupFile,
  place: Place,
  options: RemoteOptions,
  context: CliContext,
): Promise<WatchedStack> {
  const { plan, handover } = await planForHandover(
    startup,
    { profiles: [ALL_PROFILES], writable: [], name: options.name },
    context,
  );
  const { file, stackId } = stackPaths(startup.file, context.env);
  const { machine, projectRoot } = plan;
  const identity = { file, stackId, machine, projectRoot, watchedSince: Date.now() };
  const agents = watchedAgents(plan, handover);
  const environment = { ...context.env };
  try {
    return place === 'compose'
      ? await watchCompose(identity, agents, { project: handover.name, environment })
      : await watchKubernetes(identity, agents, {
          stack: handover.name,
          environment,
          ...(options.namespace ? { namespace: options.namespace } : {}),
        });
  } catch (error) {
    if (!(error instanceof RemoteUnreachable)) throw error;
    throw new UsageError(`${path.relative(context.cwd, startup.file) || startup.file}: ${error.message}`);
  }
}
