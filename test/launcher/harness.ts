import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { attach, attachOrStart, type AttachOptions } from '../../stack/attach/attach';
import type { StackConnection } from '../../stack/attach/stack-connection';
import { processEnvironmentHas, readProcessTable, type ProcessInfo } from '../../stack/machine/process-table';
import { STACK_VARIABLE } from '../../stack/process/cookie';
import type { AgentSnapshot, StackSnapshot } from '../../stack/protocol/snapshot';
import { lockHolder } from '../../stack/rendezvous/lock';
import { HOME_VARIABLE, stackPaths, type StackPaths } from '../../stack/rendezvous/stack-paths';

export { freePorts } from '../support/free-ports';

const root = join(__dirname, '..', '..');
export const fixtures = join(__dirname, 'fixtures');

let bundles: Promise<string> | null = null;

/** Bundles the supervisor and a starter once per test run, as the product does; sources through tsx would start ten times slower. */
export function bundleDirectory(): Promise<string> {
  bundles ??= (async () => {
    const directory = mkdtempSync(join(tmpdir(), 'preflight-bundle-'));
    process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
    await build({
      absWorkingDir: root,
      entryPoints: {
        supervisor: join(root, 'stack/supervisor/main.ts'),
        'metrics-exporter': join(root, 'stack/metrics/main.ts'),
        starter: join(fixtures, 'starter.ts'),
      },
      outdir: directory,
      bundle: true,
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      logLevel: 'error',
    });
    return directory;
  })();
  return bundles;
}

export interface AgentSpec {
  readonly port?: number;
  readonly healthPort?: number;
  readonly dependencies?: readonly string[];
  readonly required?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  /** Further lines of its entry, e.g. `restart: never`. */
  readonly extra?: readonly string[];
  readonly script?: string;
  /** Instead of a script. */
  readonly command?: string;
}

/** A startup file in a folder of its own, and everything that was started from it. */
export class TestStack {
  readonly directory = mkdtempSync(join(tmpdir(), 'preflight-stack-'));
  readonly file = join(this.directory, 'startup.yaml');
  readonly environment: NodeJS.ProcessEnv;
  readonly paths: StackPaths;
  readonly #connections: StackConnection[] = [];

  constructor(agents: Readonly<Record<string, AgentSpec>>, environment: NodeJS.ProcessEnv = {}) {
    this.environment = { ...process.env, [HOME_VARIABLE]: join(this.directory, 'home'), ...environment };
    this.write(agents);
    this.paths = stackPaths(this.file, this.environment);
  }

  write(agents: Readonly<Record<string, AgentSpec>>): void {
    const lines = ['agent_groups:', '  test:'];
    for (const [name, spec] of Object.entries(agents)) {
      const script = spec.script ?? join(fixtures, 'agent.py');
      lines.push(`    ${name}:`, `      ${spec.command ? `command: ${spec.command}` : `script_path: ${script}`}`);
      if (spec.port) lines.push(`      port: ${spec.port}`);
      if (spec.healthPort) lines.push(`      health_check_port: ${spec.healthPort}`);
      if (spec.required === false) lines.push('      required: false');
      lines.push(`      dependencies: [${(spec.dependencies ?? []).join(', ')}]`);
      const entries = Object.entries(spec.environment ?? {});
      if (entries.length > 0)
        lines.push('      env_vars:', ...entries.map(([key, value]) => `        ${key}: "${value}"`));
      lines.push(...(spec.extra ?? []).map((line) => `      ${line}`));
    }
    mkdirSync(this.directory, { recursive: true });
    writeFileSync(this.file, `${lines.join('\n')}\n`);
  }

  async options(extra: Partial<AttachOptions> = {}): Promise<AttachOptions> {
    const bundle = join(await bundleDirectory(), 'supervisor.js');
    const tuning = ['--idle-ms', '1000', '--health', JSON.stringify({ intervalMs: 300, settleMs: 300 })];
    const command = [process.execPath, bundle, ...tuning];
    return { client: 'test', environment: this.environment, supervisor: { command }, ...extra };
  }

  async connect(extra: Partial<AttachOptions> = {}): Promise<StackConnection> {
    const connection = await attachOrStart(this.file, await this.options(extra));
    this.#connections.push(connection);
    return connection;
  }

  /** As `status` does: null when there is nothing. */
  async attach(extra: Partial<AttachOptions> = {}): Promise<StackConnection | null> {
    const connection = await attach(this.file, await this.options(extra));
    if (connection) this.#connections.push(connection);
    return connection;
  }

  async up(extra: Partial<AttachOptions> = {}): Promise<StackConnection> {
    const connection = await this.connect(extra);
    await connection.start();
    await connection.untilSettled(undefined, AbortSignal.timeout(15_000));
    return connection;
  }

  /** Processes that carry this stack's mark; none of them may be left in the end. */
  async processes(): Promise<ProcessInfo[]> {
    const marked: ProcessInfo[] = [];
    for (const info of await readProcessTable()) {
      if (info.state === 'Z') continue;
      if (await processEnvironmentHas(info.pid, `${STACK_VARIABLE}=${this.paths.stackId}`)) marked.push(info);
    }
    return marked;
  }

  supervisorLog(): string {
    return readFileSync(this.paths.supervisorLog, 'utf8');
  }

  /** Ends whatever is left, whether the test passed or not. */
  async clean(): Promise<void> {
    for (const connection of this.#connections) connection.dispose();
    const supervisor = await lockHolder(this.paths.supervisorLock);
    if (supervisor) process.kill(supervisor.pid, 'SIGKILL');
    for (let round = 0; round < 20; round++) {
      const left = await this.processes();
      if (left.length === 0) break;
      for (const { pid } of left) process.kill(pid, 'SIGKILL');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

export function agentOf(snapshot: StackSnapshot, name: string): AgentSnapshot {
  const found = snapshot.agents.find((agent) => agent.name === name);
  if (!found) throw new Error(`no agent ${name}`);
  return found;
}

/** Waits until one agent is as described; the error tells how it was instead. */
export async function untilAgent(
  connection: StackConnection,
  name: string,
  fits: (agent: AgentSnapshot) => boolean,
  timeoutMs = 15_000,
): Promise<AgentSnapshot> {
  try {
    const snapshot = await connection.until((now) => fits(agentOf(now, name)), AbortSignal.timeout(timeoutMs));
    return agentOf(snapshot, name);
  } catch (error) {
    throw new Error(`${name} is ${JSON.stringify(agentOf(connection.snapshot(), name), null, 1)}`, { cause: error });
  }
}

/** Waits for a condition that nobody announces. */
export async function eventually(
  fits: () => boolean | Promise<boolean>,
  what: string,
  timeoutMs = 10_000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await fits())) {
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
