import type { PlannedAgent } from '../plan/launch-plan';
import { endFamily } from '../process/end-family';
import type { ProcessIdentity } from '../process/identity';
import type { ExitStatus } from '../process/spawn-agent';
import type { AgentCause } from '../protocol/snapshot';
import type { AgentRun } from './agent-run';
import type { AgentServices } from './agent-services';
import { describeProcesses } from './conflicts';
import { explainExit } from './exit-cause';
import { kernelKills } from './kernel-kills';
import { linesSince } from './log-lines';

/** How long a stop may take before the processes it waits for are named, in milliseconds. */
const QUIET_STOP_MS = 300;
/** What a signal after the first one gets: a second chance, not a second full grace. */
const SECOND_GRACE_MS = 5_000;

/**
 * Ends every process of a run by the agent's own signals and grace. `onRemaining` hears what is still there, once that takes longer
 * than it should. Returns what could not be ended, normally nothing.
 */
export function endRun(
  run: AgentRun,
  plan: PlannedAgent,
  { clock, view }: AgentServices,
  /** How its main process ended, when it did so by itself; null when it still runs, or nobody knows. */
  exit: ExitStatus | null,
  onRemaining: (what: string, signal: string) => void,
): Promise<readonly ProcessIdentity[]> {
  const startedAt = clock.now();
  const steps = plan.stopSignals.map((signal, index) => ({
    signal,
    graceMs: index === 0 ? plan.graceMs : Math.min(plan.graceMs, SECOND_GRACE_MS),
  }));
  const killAt = startedAt + steps.reduce((sum, { graceMs }) => sum + graceMs, 0);
  const isLeader = ({ pid }: ProcessIdentity) => pid === run.family.leader?.pid;
  let reported = '';
  return endFamily(run.family, {
    steps,
    // A main process struck down cannot have told its workers anything; whoever waits for the agent should not wait for them.
    withoutAsking: exit !== null && exit.signal !== null,
    clock,
    refresh: () => view.refreshProcesses(),
    onRemaining: (remaining, signal) => {
      // What outlives its main process gets a grace of its own.
      const left = signal !== 'SIGKILL' && remaining.some(isLeader) ? Math.ceil((killAt - clock.now()) / 1000) : null;
      const key = `${signal} ${remaining.map(({ pid }) => pid).join(' ')} ${left}`;
      if (remaining.length === 0 || key === reported || clock.now() - startedAt < QUIET_STOP_MS) return;
      reported = key;
      void describeProcesses(remaining).then((what) =>
        onRemaining(left === null || left <= 0 ? what : `${what}; ${left} s to SIGKILL`, signal),
      );
    },
  });
}

/** What a run wrote last, oldest line first; empty when nothing can be read. */
export async function lastLines(run: AgentRun, plan: PlannedAgent, services: AgentServices): Promise<string[]> {
  return linesSince(services.logFile(plan.name), run.logOffset, run.startedWall).catch(() => []);
}

/** Why a run ended by itself. `lines` are its last ones, secrets masked. */
export function causeOfExit(
  run: AgentRun,
  exit: ExitStatus | null,
  lines: readonly string[],
  lifeMs: number,
  at: number,
): AgentCause {
  const struck = kernelKills();
  const kernelKilled = run.kernelKills !== null && struck !== null && struck > run.kernelKills;
  return explainExit({ exit, lines, lifeMs, kernelKilled, at });
}
