import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { spawnDetached } from '../attach/detached';
import { FRUGAL_OPTIONS, frugalEnvironment } from '../process/frugal-memory';
import { isAlive, signalProcess, type ProcessIdentity } from '../process/identity';
import { systemClock } from '../process/clock';
import { lockHolder, tryLock, type Lock } from '../rendezvous/lock';
import { ensurePrivateDirectory } from '../rendezvous/private-directory';
import { DEFAULT_PORT } from './default-port';
import { exporterPlaces, type ExporterPlaces } from './exporter-places';
import { dropWish, readWish } from './wish';

export interface RunningExporter {
  readonly process: ProcessIdentity;
  /** Where it listens on the loopback address. */
  readonly port: number;
}

export type Ensured =
  /** `started`: it did not run before. Its port is another one than was asked for where it ran already. */
  | (RunningExporter & { readonly kind: 'running'; readonly started: boolean })
  /** Somebody has stopped it meanwhile. */
  | { readonly kind: 'unwanted' }
  /** In one line: what kept it from starting, and what to do. */
  | { readonly kind: 'failed'; readonly message: string };

export interface EnsureOptions {
  readonly port?: number;
  readonly environment: NodeJS.ProcessEnv;
  /** Asked just before it is started: whether it is still wanted. */
  readonly isWanted?: () => Promise<boolean>;
  /** Program and first arguments, for tests. */
  readonly command?: readonly string[];
}

const DEADLINE_MS = 20_000;
/** What it gets to end by itself, and then to end at all. */
const END_MS = 5_000;

/** The exporter of this user, if one runs. */
export async function findExporter(environment: NodeJS.ProcessEnv): Promise<RunningExporter | null> {
  const places = exporterPlaces(environment);
  const holder = await lockHolder(places.lock);
  const wish = holder && (await readWish(places.wishFile));
  return holder && wish ? { process: holder, port: wish.port } : null;
}

/** Starts the exporter unless it runs. However many do this at once, there is one in the end. Never rejects. */
export async function ensureExporter(options: EnsureOptions): Promise<Ensured> {
  try {
    const places = exporterPlaces(options.environment);
    await ensurePrivateDirectory(places.runtimeDirectory);
    await ensurePrivateDirectory(places.stateDirectory);
    return await ensure(places, options);
  } catch (error) {
    return { kind: 'failed', message: (error as Error).message };
  }
}

async function ensure(places: ExporterPlaces, options: EnsureOptions): Promise<Ensured> {
  const deadline = performance.now() + DEADLINE_MS;
  for (let started = false; ; await systemClock.sleep(10 + Math.random() * 40)) {
    const running = await findExporter(options.environment);
    if (running) return { kind: 'running', ...running, started };
    if (performance.now() > deadline)
      return { kind: 'failed', message: `the exporter does not start; see ${places.log}` };
    if (await lockHolder(places.lock)) continue; // about to listen, or to end
    const attempt = await tryLock(places.startLock);
    if (!attempt.acquired) continue;
    try {
      if (await lockHolder(places.lock)) continue;
      if (options.isWanted && !(await options.isWanted())) return { kind: 'unwanted' };
      const word = await spawnDetached({
        command: [...(options.command ?? defaultCommand()), '--port', String(options.port ?? DEFAULT_PORT)],
        cwd: options.command ? process.cwd() : workingDirectory(places),
        environment: frugalEnvironment(exporterEnvironment(options.environment)),
        log: places.log,
      });
      if (word.startsWith('e')) return { kind: 'failed', message: word.slice(1) };
      if (word === '') return { kind: 'failed', message: `the exporter ended at once; see ${places.log}` };
      started = word === 'r';
    } finally {
      await attempt.lock.release();
    }
  }
}

/** Ends the exporter and has none started again. False when none ran. Rejects when it cannot be ended. */
export async function stopExporter(environment: NodeJS.ProcessEnv): Promise<boolean> {
  const places = exporterPlaces(environment);
  await dropWish(places.wishFile);
  if (!existsSync(places.runtimeDirectory)) return false;
  // Whoever is starting one right now has not heard yet.
  const start = await lockForStart(places);
  try {
    await dropWish(places.wishFile);
    const holder = await lockHolder(places.lock);
    if (!holder) return false;
    await signalProcess(holder, 'SIGTERM');
    for (const deadline = performance.now() + END_MS; await isAlive(holder);) {
      if (performance.now() > deadline + END_MS) throw new Error(`the exporter (pid ${holder.pid}) does not end`);
      if (performance.now() > deadline) await signalProcess(holder, 'SIGKILL');
      await systemClock.sleep(10);
    }
    return true;
  } finally {
    await start.release();
  }
}

async function lockForStart(places: ExporterPlaces): Promise<Lock> {
  for (const deadline = performance.now() + DEADLINE_MS; ;) {
    const attempt = await tryLock(places.startLock);
    if (attempt.acquired) return attempt.lock;
    if (performance.now() > deadline) {
      throw new Error(`the exporter is being started by pid ${attempt.holder?.pid ?? '?'}, which does not finish`);
    }
    await systemClock.sleep(10 + Math.random() * 40);
  }
}

const BUNDLE = 'metrics-exporter.js';

/** The bundle beside this one; the sources, when running from them. */
function defaultCommand(): string[] {
  const bundle = join(__dirname, BUNDLE);
  if (existsSync(bundle)) return [process.execPath, ...FRUGAL_OPTIONS, bundle];
  return [process.execPath, '--import', 'tsx', join(sources(), 'stack', 'metrics', 'main.ts')];
}

function workingDirectory(places: ExporterPlaces): string {
  return existsSync(join(__dirname, BUNDLE)) ? places.stateDirectory : sources();
}

function sources(): string {
  return join(__dirname, '..', '..');
}

/** What it needs to find the stacks, and nothing else: no secret of a shell lives on in it. */
const NEEDED =
  /^(?:PATH|HOME|USER|LANG|LC_.*|TZ|TMPDIR|TEMP|TMP|XDG_(?:RUNTIME_DIR|STATE_HOME)|AGENT_PREFLIGHT_HOME|LOCALAPPDATA|APPDATA|USERPROFILE|SystemRoot|windir|PATHEXT)$/i;

function exporterEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const needed = Object.fromEntries(Object.entries(environment).filter(([name]) => NEEDED.test(name)));
  return process.versions['electron'] ? { ...needed, ELECTRON_RUN_AS_NODE: '1' } : needed;
}
