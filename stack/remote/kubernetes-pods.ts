import type { AgentProbe } from '../protocol/snapshot';
import { causeOf } from './cause';
import { field, listField, numberField, textField, timeField } from './json-stream';
import { GONE, type Observation, type Observations } from './watched-stack';

const NAME = 'app.kubernetes.io/name';
/** Nothing will come of it until somebody changes something. */
const BLOCKED = new Set([
  'CreateContainerConfigError',
  'CreateContainerError',
  'ErrImageNeverPull',
  'ErrImagePull',
  'ImageInspectError',
  'ImagePullBackOff',
  'InvalidImageName',
  'RunContainerError',
]);

interface SeenPod {
  readonly service: string;
  readonly createdAt: number;
  readonly isLeaving: boolean;
  readonly pod: unknown;
}

/** The pods of a stack as `kubectl get pods -o json -w` tells of them, one after the other. */
export class PodBook {
  readonly #pods = new Map<string, SeenPod>();

  /** Takes a pod, a list of pods, or an event around either. Returns whether it was one. */
  take(value: unknown): boolean {
    const type = textField(value, 'type');
    if (type !== null && field(value, 'object') !== undefined)
      return this.#takeOne(field(value, 'object'), type === 'DELETED');
    const items = listField(value, 'items');
    if (textField(value, 'kind')?.endsWith('List')) return items.map((item) => this.#takeOne(item, false)).length >= 0;
    return this.#takeOne(value, false);
  }

  /** Forgets what it knows: a new watch begins with all that is there. */
  clear(): void {
    this.#pods.clear();
  }

  observations(now: number): Observations {
    const newest = new Map<string, SeenPod>();
    for (const pod of this.#pods.values()) {
      const other = newest.get(pod.service);
      // One that goes gives way to the one that comes.
      const isBetter =
        !other || (pod.isLeaving === other.isLeaving ? pod.createdAt >= other.createdAt : other.isLeaving);
      if (isBetter) newest.set(pod.service, pod);
    }
    return new Map(
      [...newest].map(([service, { pod, isLeaving }]) => [service, isLeaving ? leaving(pod) : observePod(pod, now)]),
    );
  }

  #takeOne(pod: unknown, isDeleted: boolean): boolean {
    const name = textField(pod, 'metadata', 'name');
    const service = textField(pod, 'metadata', 'labels', NAME);
    if (textField(pod, 'kind') !== 'Pod' || name === null || service === null) return false;
    const key = textField(pod, 'metadata', 'uid') ?? name;
    if (isDeleted) this.#pods.delete(key);
    else {
      const createdAt = timeField(pod, 'metadata', 'creationTimestamp') ?? 0;
      this.#pods.set(key, {
        service,
        createdAt,
        isLeaving: textField(pod, 'metadata', 'deletionTimestamp') !== null,
        pod,
      });
    }
    return true;
  }
}

function leaving(pod: unknown): Observation {
  return { ...GONE, ...timesOf(pod), state: 'stopping' };
}

/** A pod as our launcher would tell of its agent. `now` stands in where nothing says when. */
export function observePod(pod: unknown, now: number): Observation {
  const common = { ...GONE, ...timesOf(pod) };
  const status = containerStatus(pod);
  const phase = textField(pod, 'status', 'phase');
  const waiting = textField(status, 'state', 'waiting', 'reason');
  const ended =
    terminated(field(status, 'state', 'terminated'), now) ?? terminated(field(status, 'lastState', 'terminated'), now);
  if (phase === 'Succeeded') return { ...common, state: 'stopped' };
  if (phase === 'Failed') {
    const reason = textField(pod, 'status', 'message') ?? textField(pod, 'status', 'reason');
    return { ...common, state: 'failed', reason, cause: ended };
  }
  if (waiting !== null && BLOCKED.has(waiting)) {
    return {
      ...common,
      state: 'blocked',
      reason: textField(status, 'state', 'waiting', 'message') ?? waiting,
      cause: ended,
    };
  }
  if (waiting === 'CrashLoopBackOff')
    return { ...common, state: 'backoff', reason: 'crashes again and again', cause: ended };
  const preparing = initReason(pod);
  if (preparing !== null) return { ...common, ...preparing };
  if (field(status, 'state', 'running') === undefined) return { ...common, ...notStarted(pod), cause: ended };
  return { ...common, ...running(pod, status), cause: ended };
}

function containerStatus(pod: unknown): unknown {
  const statuses = listField(pod, 'status', 'containerStatuses');
  return statuses.find((status) => textField(status, 'name') === 'agent') ?? statuses[0];
}

function timesOf(pod: unknown): Pick<Observation, 'startedAt' | 'readyAt' | 'restarts'> {
  const status = containerStatus(pod);
  const ready = condition(pod, 'Ready');
  return {
    startedAt: timeField(status, 'state', 'running', 'startedAt'),
    readyAt: textField(ready, 'status') === 'True' ? timeField(ready, 'lastTransitionTime') : null,
    restarts: numberField(status, 'restartCount') ?? 0,
  };
}

function condition(pod: unknown, type: string): unknown {
  return listField(pod, 'status', 'conditions').find((one) => textField(one, 'type') === type);
}

function terminated(state: unknown, now: number): Observation['cause'] {
  const exitCode = numberField(state, 'exitCode');
  if (exitCode === null) return null;
  const lines = textField(state, 'message')?.trim().split('\n').slice(-20) ?? [];
  return causeOf(exitCode, textField(state, 'reason') === 'OOMKilled', timeField(state, 'finishedAt') ?? now, lines);
}

/** What its init containers do before it: ours wait for agents and models. */
function initReason(pod: unknown): Pick<Observation, 'state' | 'reason'> | null {
  const open = listField(pod, 'status', 'initContainerStatuses').find(
    (status) => numberField(status, 'state', 'terminated', 'exitCode') !== 0,
  );
  if (open === undefined || textField(condition(pod, 'PodScheduled'), 'status') === 'False') return null;
  const reason = textField(open, 'state', 'waiting', 'reason');
  if (reason !== null && (BLOCKED.has(reason) || reason === 'CrashLoopBackOff')) {
    const name = textField(open, 'name') ?? 'an init container';
    return { state: 'blocked', reason: textField(open, 'state', 'waiting', 'message') ?? `${name}: ${reason}` };
  }
  if (textField(open, 'name') === 'wait-for-models') return { state: 'prefetching', reason: 'waits for its models' };
  return { state: 'waiting', reason: 'waits for what it depends on' };
}

function notStarted(pod: unknown): Pick<Observation, 'state' | 'reason'> {
  const scheduled = condition(pod, 'PodScheduled');
  if (textField(scheduled, 'status') === 'False') {
    return { state: 'blocked', reason: textField(scheduled, 'message') ?? 'no node has room for it' };
  }
  return { state: 'starting', reason: null };
}

function running(pod: unknown, status: unknown): Pick<Observation, 'state' | 'reason' | 'probe'> {
  const containers = listField(pod, 'spec', 'containers');
  const container = containers.find((one) => textField(one, 'name') === 'agent') ?? containers[0];
  const probe = probeOf(field(container, 'readinessProbe'));
  if (field(status, 'ready') === true) return { state: 'ready', reason: null, probe };
  if (field(status, 'started') === false) return { state: 'starting', reason: null, probe: null };
  return { state: 'unhealthy', reason: 'its readiness probe fails', probe };
}

function probeOf(probe: unknown): AgentProbe {
  const port = (kind: string) => numberField(probe, kind, 'port');
  if (field(probe, 'httpGet') !== undefined) {
    return {
      kind: 'http',
      port: port('httpGet'),
      detail: `GET ${textField(probe, 'httpGet', 'path') ?? '/'}`,
      weak: false,
    };
  }
  if (field(probe, 'grpc') !== undefined) return { kind: 'grpc', port: port('grpc'), detail: null, weak: false };
  if (field(probe, 'tcpSocket') !== undefined)
    return { kind: 'tcp', port: port('tcpSocket'), detail: null, weak: true };
  if (field(probe, 'exec') !== undefined) return { kind: 'exec', port: null, detail: 'readiness probe', weak: false };
  return { kind: 'process', port: null, detail: null, weak: true };
}
