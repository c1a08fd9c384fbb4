import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { watch, type FSWatcher } from 'chokidar';
import type { StackConnection } from '@agent-preflight/stack/attach/stack-connection';
import { DOTENV_FILES } from '@agent-preflight/stack/environment/compose';
import { findPolicy } from '@agent-preflight/stack/policy/find-policy';
import { ImportGraph } from '@agent-preflight/stack/sources/import-graph';
import type { Assessment } from '../launch/assess';
import { ContentHashes } from './content-hashes';
import { filesByAgent, reasonsToRestart, type Version } from './changed-agents';

/** Editors and version control write many files at once: changes are taken together until there was quiet for this long. Milliseconds. */
const QUIET_MS = 200;

export interface WatchHost {
  /** From now on no change is missed. */
  readonly watching: () => void;
  /** Reads and examines the stack as its files are now. Rejects when the startup file cannot be used; the message says why. */
  readonly examine: () => Promise<Assessment>;
  /** Starts agents that are new in the startup file and stops those that are gone. */
  readonly reload: () => Promise<void>;
  /** Ends these agents and starts them again; resolves when they are up or will not be. */
  readonly restart: (agents: readonly string[], reasons: ReadonlyMap<string, readonly string[]>) => Promise<void>;
  /** Something changed, and the agents go on as they are. */
  readonly keep: (why: string, assessment: Assessment | null) => void;
}

/** Restarts the agents of one stack whose sources change, until the signal is aborted or the stack's supervisor ends. */
export async function watchStack(
  first: Assessment,
  connection: StackConnection,
  host: WatchHost,
  signal: AbortSignal,
): Promise<void> {
  const { plan } = first;
  const sources = new ImportGraph(plan.projectRoot);
  const hashes = new ContentHashes();
  const dotenv = new Set(DOTENV_FILES.map((name) => path.join(plan.projectRoot, name)));
  let version: Version = { plan, files: await filesByAgent(plan, sources) };
  const policy = await findPolicy(path.dirname(plan.file));
  const standing = [plan.file, ...dotenv, ...(policy.file === null ? [] : [policy.file])];
  const all = () => [...new Set([...standing, ...[...version.files.values()].flat()])];
  await hashes.learn(all());
  const isOurs = (file: string) => all().includes(file);

  const touched = new Set<string>();
  let wake: () => void = () => undefined;
  // The folder as well: of files that are not there yet, such as `.env`, nobody would tell.
  const watcher = watch([...all(), plan.projectRoot], {
    ignoreInitial: true,
    atomic: true,
    depth: 0,
    ignored: (file, stats) => stats?.isFile() === true && path.dirname(file) === plan.projectRoot && !isOurs(file),
  });
  watcher.on('all', (_event, file) => {
    touched.add(path.resolve(file));
    wake();
  });
  signal.addEventListener('abort', () => wake(), { once: true });
  const off = connection.onDidClose(() => wake());
  try {
    await ready(watcher);
    // Nobody told of what changed before the watcher was there.
    for (const file of all()) touched.add(file);
    host.watching();
    while (!signal.aborted && !connection.isClosed) {
      if (touched.size === 0) await new Promise<void>((resolve) => (wake = resolve));
      wake = () => undefined;
      if (signal.aborted || connection.isClosed) break;
      await quiet(touched, signal);
      const files = [...touched];
      touched.clear();
      const changed = new Set(await hashes.changed(files));
      if (changed.size === 0) continue;
      version = await apply(changed, version);
      watcher.add(all());
      await hashes.learn(all());
    }
  } finally {
    off();
    await watcher.close();
  }

  /** Returns the version that runs from now on. */
  async function apply(changed: ReadonlySet<string>, before: Version): Promise<Version> {
    let assessment: Assessment;
    try {
      assessment = await host.examine();
    } catch (error) {
      host.keep((error as Error).message, null);
      return before;
    }
    const after: Version = { plan: assessment.plan, files: await filesByAgent(assessment.plan, sources) };
    const reasons = reasonsToRestart(before, after, changed, dotenv);
    const errors = assessment.issues.filter(({ severity }) => severity === 'error');
    if (errors.some(({ agent }) => agent === null) || (errors.length > 0 && changed.has(plan.file))) {
      host.keep('every agent goes on as it is', assessment);
      return before;
    }
    const faulty = [...new Set(errors.flatMap(({ agent }) => agent ?? []))].filter((name) => reasons.has(name));
    if (faulty.length > 0) host.keep(`${faulty.join(', ')} ${faulty.length === 1 ? 'goes' : 'go'} on`, assessment);
    if (changed.has(plan.file) || [...changed].some((file) => standing.includes(file))) await host.reload();
    const wanted = connection.snapshot().agents.filter((agent) => agent.wanted && !faulty.includes(agent.name));
    const again = wanted.map(({ name }) => name).filter((name) => reasons.has(name));
    if (again.length > 0) await host.restart(again, reasons);
    // What a faulty agent runs is still the old version: it has to be looked at again when the fault is mended.
    return withOld(after, before, faulty);
  }
}

function withOld(after: Version, before: Version, names: readonly string[]): Version {
  if (names.length === 0) return after;
  const old = new Map(before.plan.agents.map((agent) => [agent.name, agent]));
  const agents = after.plan.agents.map((agent) => (names.includes(agent.name) && old.get(agent.name)) || agent);
  const files = new Map(after.files);
  for (const name of names) files.set(name, [...(before.files.get(name) ?? []), ...(after.files.get(name) ?? [])]);
  return { plan: { agents }, files };
}

async function ready(watcher: FSWatcher): Promise<void> {
  await new Promise<void>((resolve) => watcher.once('ready', resolve));
}

async function quiet(touched: ReadonlySet<string>, signal: AbortSignal): Promise<void> {
  for (let seen = -1; seen !== touched.size && !signal.aborted;) {
    seen = touched.size;
    await delay(QUIET_MS, undefined, { signal }).catch(() => undefined);
  }
}
