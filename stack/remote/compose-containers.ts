import type { AgentProbe } from '../protocol/snapshot';
import { causeOf } from './cause';
import { JsonStream, field, listField, numberField, textField, timeField } from './json-stream';
import type { Observation } from './watched-stack';

/** One container of a Compose project. */
export interface ComposeContainer {
  readonly id: string;
  readonly service: string;
  /** `running`, `exited`, `restarting`, …, in small letters. */
  readonly state: string;
  /** `starting`, `healthy`, `unhealthy`; '' where nobody asks. */
  readonly health: string;
  readonly exitCode: number;
}

/**
 * Reads `docker compose ps --all --format json`: one list, as it was until Compose 2.20, or an object a line, as it has been since. Jobs that somebody started
 * by hand (`run`) are left out.
 */
export function readComposePs(output: string): ComposeContainer[] {
  const values = new JsonStream()
    .push(output)
    .flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : [value]));
  return values.flatMap((value): ComposeContainer[] => {
    const id = textField(value, 'ID');
    const service = textField(value, 'Service');
    if (id === null || service === null || /oneoff=True/i.test(textField(value, 'Labels') ?? '')) return [];
    const status = textField(value, 'Status') ?? '';
    // `Up 2 minutes (healthy)`: some versions tell the health only there.
    const told = /\((?:health: )?(starting|healthy|unhealthy)\)/.exec(status)?.[1] ?? '';
    return [
      {
        id,
        service,
        state: (textField(value, 'State') ?? '').toLowerCase().replace(/ .*$/, ''),
        health: textField(value, 'Health')?.toLowerCase() ?? told,
        exitCode: numberField(value, 'ExitCode') ?? 0,
      },
    ];
  });
}

/** What `docker inspect` adds to a container: when it started, how often, and why it ended. */
export interface ContainerDetail {
  readonly pid: number | null;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly restarts: number;
  readonly isOutOfMemory: boolean;
  readonly error: string | null;
  /** What the last health check said. */
  readonly lastCheck: string | null;
  readonly healthySince: number | null;
}

/** Reads `docker inspect ID…`, by the full and by the short identifier. */
export function readInspect(output: string): Map<string, ContainerDetail> {
  const [list] = new JsonStream().push(output);
  const details = new Map<string, ContainerDetail>();
  for (const entry of Array.isArray(list) ? (list as unknown[]) : []) {
    const id = textField(entry, 'Id');
    if (id === null) continue;
    const checks = listField(entry, 'State', 'Health', 'Log');
    const detail: ContainerDetail = {
      pid: numberField(entry, 'State', 'Pid') || null,
      startedAt: timeField(entry, 'State', 'StartedAt'),
      finishedAt: timeField(entry, 'State', 'FinishedAt'),
      restarts: numberField(entry, 'RestartCount') ?? 0,
      isOutOfMemory: field(entry, 'State', 'OOMKilled') === true,
      error: textField(entry, 'State', 'Error'),
      lastCheck: lastLine(textField(checks.at(-1), 'Output')),
      healthySince: timeField(
        checks.find((check) => numberField(check, 'ExitCode') === 0),
        'End',
      ),
    };
    details.set(id, detail).set(id.slice(0, 12), detail);
  }
  return details;
}

/** Tracebacks say at their end what was wrong. */
function lastLine(text: string | null): string | null {
  return text?.trim().split('\n').at(-1)?.slice(0, 200) || null;
}

/** A container as our launcher would tell of it. `now` stands in where nothing says when. */
export function observeContainer(
  container: ComposeContainer,
  detail: ContainerDetail | undefined,
  now: number,
): Observation {
  const { state, health, exitCode } = container;
  const common = {
    reason: null,
    cause: null,
    probe: null,
    pid: detail?.pid ?? null,
    startedAt: detail?.startedAt ?? null,
    readyAt: null,
    restarts: detail?.restarts ?? 0,
  };
  const cause = () => causeOf(exitCode, detail?.isOutOfMemory ?? false, detail?.finishedAt ?? now);
  switch (state) {
    case 'running':
      return { ...common, ...running(health, detail) };
    case 'created':
      return { ...common, state: 'waiting', reason: 'waits for what it depends on' };
    case 'restarting':
      return { ...common, state: 'backoff', reason: 'is started again', cause: cause() };
    case 'paused':
      return { ...common, state: 'unhealthy', reason: 'is paused' };
    case 'removing':
      return { ...common, state: 'stopping' };
    case 'dead':
      return { ...common, state: 'failed', reason: detail?.error ?? 'Docker could not remove it', cause: cause() };
    default:
      if (detail?.error)
        return { ...common, state: 'failed', reason: detail.error, cause: { ...cause(), kind: 'spawn-failed' } };
      // Ended on request: by `docker compose stop`, whose signals agents may pass on as their exit code.
      if ([0, 130, 137, 143].includes(exitCode) && !detail?.isOutOfMemory) return { ...common, state: 'stopped' };
      return { ...common, state: 'failed', cause: cause() };
  }
}

function running(
  health: string,
  detail: ContainerDetail | undefined,
): Pick<Observation, 'state' | 'reason' | 'probe' | 'readyAt'> {
  const asked: AgentProbe = { kind: 'exec', port: null, detail: 'health check of its container', weak: false };
  switch (health) {
    case 'healthy':
      return { state: 'ready', reason: null, probe: asked, readyAt: detail?.healthySince ?? null };
    case 'starting':
      return { state: 'starting', reason: null, probe: null, readyAt: null };
    case 'unhealthy':
      return { state: 'unhealthy', reason: detail?.lastCheck ?? 'its health check fails', probe: asked, readyAt: null };
    default:
      return {
        state: 'ready',
        reason: null,
        probe: { kind: 'process', port: null, detail: null, weak: true },
        readyAt: detail?.startedAt ?? null,
      };
  }
}
