import assert from 'node:assert/strict';
import { observePod, PodBook } from './kubernetes-pods';

interface Shape {
  readonly name?: string;
  readonly service?: string;
  readonly created?: string;
  readonly deleted?: string;
  readonly phase?: string;
  readonly status?: object;
  readonly container?: object;
  readonly probe?: object;
}

function pod({
  name = 'registry-5d9c7c7b8f-abcde',
  service = 'registry',
  created = '2026-05-20T08:00:00Z',
  deleted,
  phase = 'Running',
  status,
  container,
  probe,
}: Shape) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      uid: `uid-${name}`,
      creationTimestamp: created,
      ...(deleted ? { deletionTimestamp: deleted } : {}),
      labels: { 'app.kubernetes.io/name': service, 'app.kubernetes.io/part-of': 'voice' },
    },
    spec: { containers: [{ name: 'agent', image: 'voice:1.0.0', ...(probe ? { readinessProbe: probe } : {}) }] },
    status: {
      phase,
      ...(container ? { containerStatuses: [{ name: 'agent', restartCount: 0, ...container }] } : {}),
      ...status,
    },
  };
}

const RUNNING = { running: { startedAt: '2026-05-20T08:00:05Z' } };
const see = (shape: Shape) => observePod(pod(shape), 1000);

describe('a pod, in the words of our launcher', () => {
  it('is ready when Kubernetes says so, and tells what was asked', () => {
    const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-05-20T08:00:09Z' }];
    const ready = see({
      container: { ready: true, started: true, restartCount: 2, state: RUNNING },
      status: { conditions },
      probe: { httpGet: { port: 8200, path: '/health' } },
    });
    assert.deepEqual([ready.state, ready.restarts, ready.readyAt], ['ready', 2, Date.UTC(2026, 4, 20, 8, 0, 9)]);
    assert.deepEqual(ready.probe, { kind: 'http', port: 8200, detail: 'GET /health', weak: false });
  });

  it('starts, or has stopped answering', () => {
    assert.equal(see({ container: { ready: false, started: false, state: RUNNING } }).state, 'starting');
    assert.equal(see({ container: { ready: false, started: true, state: RUNNING } }).state, 'unhealthy');
    assert.equal(
      see({ phase: 'Pending', container: { state: { waiting: { reason: 'ContainerCreating' } } } }).state,
      'starting',
    );
  });

  it('waits for others and for models', () => {
    const init = (name: string, state: object) => ({ initContainerStatuses: [{ name, state }] });
    assert.equal(see({ phase: 'Pending', status: init('wait-for-agents', { running: {} }) }).state, 'waiting');
    assert.equal(see({ phase: 'Pending', status: init('wait-for-models', { running: {} }) }).state, 'prefetching');
    const waiting = { waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image "voice:1.0.0"' } };
    assert.deepEqual(
      [see({ phase: 'Pending', status: init('wait-for-agents', waiting) })].map(({ state, reason }) => [state, reason]),
      [['blocked', 'Back-off pulling image "voice:1.0.0"']],
    );
  });

  it('is held up by what somebody has to change', () => {
    const message = 'secret "voice-env" not found';
    const blocked = see({
      phase: 'Pending',
      container: { state: { waiting: { reason: 'CreateContainerConfigError', message } } },
    });
    assert.deepEqual([blocked.state, blocked.reason], ['blocked', message]);
    const unscheduled = '0/3 nodes are available: 3 Insufficient nvidia.com/gpu.';
    const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: unscheduled }];
    assert.deepEqual(
      [see({ phase: 'Pending', status: { conditions } })].map(({ state, reason }) => [state, reason]),
      [['blocked', unscheduled]],
    );
  });

  it('crashes, and tells why', () => {
    const lastState = { terminated: { reason: 'OOMKilled', exitCode: 137, finishedAt: '2026-05-20T08:01:00Z' } };
    const starved = see({
      container: { ready: false, restartCount: 6, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState },
    });
    assert.deepEqual([starved.state, starved.restarts, starved.cause?.kind], ['backoff', 6, 'out-of-memory']);
    const failed = see({
      phase: 'Failed',
      status: { reason: 'Evicted', message: 'The node was low on resource: memory.' },
    });
    assert.deepEqual([failed.state, failed.reason], ['failed', 'The node was low on resource: memory.']);
    assert.equal(see({ phase: 'Succeeded' }).state, 'stopped');
  });
});

describe('the pods of a stack', () => {
  const ready = { container: { ready: true, state: RUNNING } };

  it('come as a list, one by one, and with what happened to them', () => {
    const book = new PodBook();
    assert.ok(book.take({ kind: 'List', items: [pod(ready)] }));
    assert.equal(book.observations(0).get('registry')?.state, 'ready');
    assert.ok(book.take(pod({ service: 'hub', name: 'hub-1', phase: 'Pending' })));
    assert.equal(book.observations(0).get('hub')?.state, 'starting');
    assert.ok(book.take({ type: 'DELETED', object: pod(ready) }));
    assert.equal(book.observations(0).get('registry'), undefined);
    assert.equal(book.take({ kind: 'Status', status: 'Failure' }), false);
  });

  it('count by the one that comes, not by the one that goes', () => {
    const book = new PodBook();
    book.take(pod({ ...ready, name: 'old', created: '2026-05-20T07:00:00Z', deleted: '2026-05-20T09:00:00Z' }));
    assert.equal(book.observations(0).get('registry')?.state, 'stopping');
    book.take(pod({ name: 'new', created: '2026-05-20T08:00:00Z', phase: 'Pending' }));
    assert.equal(book.observations(0).get('registry')?.state, 'starting');
  });
});
