import { mkdir } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import type { ComposedEnvironment } from '../environment/compose';
import { openLog } from '../logs/log-file';
import type { PlannedAgent } from '../plan/launch-plan';
import { cookieEnvironment, newCookie } from '../process/cookie';
import { ProcessFamily } from '../process/family';
import { spawnAgent, type ExitStatus } from '../process/spawn-agent';
import type { AgentRun } from './agent-run';
import type { AgentServices } from './agent-services';
import { kernelKills } from './kernel-kills';
import { sizeOf } from './log-lines';

export type Launched =
  | { readonly kind: 'started'; readonly run: AgentRun }
  /** `permanent`: trying again would not help (no such program, no permission). */
  | { readonly kind: 'failed'; readonly text: string; readonly permanent: boolean };

const PERMANENT = new Set(['ENOENT', 'EACCES', 'EPERM', 'ENOEXEC', 'ENOTDIR', 'E2BIG']);

/**
 * Starts one incarnation of an agent. Its cookie is on disk before its first process exists, so that a supervisor killed at any
 * instant leaves nothing behind that the next one cannot find. `conditional` are variables that the conditions of its start brought
 * along; the startup file's own words win over them. `onBorn` is called as soon as there is a run to show.
 */
export async function launchRun(
  plan: PlannedAgent,
  services: AgentServices,
  conditional: Readonly<Record<string, string>>,
  onBorn: (run: AgentRun, secrets: readonly string[]) => void,
): Promise<Launched> {
  const { clock, view, logFile, persist, log } = services;
  const cookie = newCookie();
  const family = new ProcessFamily(cookie, null);
  const file = logFile(plan.name);
  try {
    const composed = services.environment(plan);
    const [program = '', ...args] = plan.command ?? [];
    const target = await services.shims.targetOf(program, plan.cwd, composed.env);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    let settle: (exit: ExitStatus | null) => void = () => undefined;
    const run: AgentRun = {
      id: randomUUID(),
      family,
      adopted: false,
      exited: new Promise((resolve) => (settle = resolve)),
      startedAt: clock.now(),
      startedWall: clock.wallTime(),
      logOffset: await sizeOf(file),
      fingerprint: plan.fingerprint,
      environmentNames: Object.keys(composed.env).sort(),
      kernelKills: kernelKills(),
      gpu: services.gpus.takePlace(plan.name),
      readyAt: null,
      readyWall: null,
      lastProbe: null,
    };
    view.add(family);
    onBorn(run, secretValues(composed));
    // A full disk must not keep agents from running; it costs the adoption of this one.
    await persist().catch((error: unknown) => log(`state not written: ${String(error)}`));
    const output = await openLog(file);
    try {
      const environment = {
        ...conditional,
        ...(target?.environment ?? composed.env),
        ...cookieEnvironment(services.stackId, plan.name, cookie),
      };
      const command = [target?.program ?? program, ...args];
      const spawned = await spawnAgent({ command, cwd: plan.cwd, environment, logFd: output.fd });
      family.leader = spawned.identity;
      void spawned.exited.then((exit) => settle(exit));
    } finally {
      await output.close();
    }
    void persist().catch((error: unknown) => log(`state not written: ${String(error)}`));
    return { kind: 'started', run };
  } catch (error) {
    view.remove(family);
    const { code, message } = error as NodeJS.ErrnoException;
    return {
      kind: 'failed',
      text: describe(plan, code, message),
      permanent: code !== undefined && PERMANENT.has(code),
    };
  }
}

function describe(plan: PlannedAgent, code: string | undefined, message: string): string {
  const program = plan.command?.[0] ?? 'nothing';
  if (code === 'ENOENT') return `cannot be started: there is no program ${program}, or no folder ${plan.cwd}`;
  if (code === 'EACCES') return `cannot be started: ${program} is not executable for this user`;
  return `cannot be started: ${message}`;
}

/** The values that must be hidden wherever this agent's words are shown. */
export function secretValues({ env, secretNames }: ComposedEnvironment): string[] {
  return secretNames.flatMap((name) => env[name] ?? []);
}
