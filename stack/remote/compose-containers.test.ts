import assert from 'node:assert/strict';
import { observeContainer, readComposePs, readInspect } from './compose-containers';

/** As Compose printed it until 2.20. */
const LIST = JSON.stringify([
  {
    ID: 'aba85f638641033254a353baf0f73ac2bce302d46d843c0037849005171a4238',
    Name: 'voice-registry-1',
    Command: 'python3 /app/agents/registry.py',
    Project: 'voice',
    Service: 'registry',
    State: 'running',
    Health: 'healthy',
    ExitCode: 0,
    Publishers: [{ URL: '127.0.0.1', TargetPort: 7200, PublishedPort: 7200, Protocol: 'tcp' }],
  },
  {
    ID: '0b2c27f68631033254a353baf0f73ac2bce302d46d843c0037849005171a4238',
    Name: 'voice-hub-1',
    Command: 'python3 /app/agents/hub.py',
    Project: 'voice',
    Service: 'hub',
    State: 'exited',
    Health: '',
    ExitCode: 1,
    Publishers: null,
  },
]);

const line = (fields: object) =>
  JSON.stringify({
    Command: '"python3 /app/agents/…"',
    CreatedAt: '2026-05-20 08:20:18 +0000 UTC',
    ExitCode: 0,
    Health: '',
    ID: '01e1a16f5752',
    Image: 'voice:local',
    Labels: 'com.docker.compose.oneoff=False,com.docker.compose.project=voice',
    LocalVolumes: '0',
    Mounts: '',
    Name: 'voice-registry-1',
    Names: 'voice-registry-1',
    Networks: 'voice_default',
    Ports: '',
    Project: 'voice',
    Publishers: null,
    RunningFor: '2 hours ago',
    Service: 'registry',
    Size: '0B',
    State: 'running',
    Status: 'Up 2 hours',
    ...fields,
  });

describe('what docker compose ps tells', () => {
  it('is read as a list, as it was', () => {
    assert.deepEqual(
      readComposePs(LIST).map(({ service, state, health, exitCode }) => [service, state, health, exitCode]),
      [
        ['registry', 'running', 'healthy', 0],
        ['hub', 'exited', '', 1],
      ],
    );
    assert.deepEqual(readComposePs('[]'), []);
    assert.deepEqual(readComposePs('null\n'), []);
  });

  it('is read line by line, as it is, with warnings between', () => {
    const output = `time="2026-05-20" level=warning msg="version is obsolete"\n${line({ Health: 'starting' })}\n${line({ Service: 'hub', State: 'restarting', ExitCode: 137 })}\n`;
    assert.deepEqual(
      readComposePs(output).map(({ service, state, health }) => [service, state, health]),
      [
        ['registry', 'running', 'starting'],
        ['hub', 'restarting', ''],
      ],
    );
    assert.deepEqual(readComposePs(''), []);
  });

  it('knows the health from the status, where that alone tells it, and leaves jobs of a person out', () => {
    const output = [
      line({ Status: 'Up 2 minutes (unhealthy)' }),
      line({ Service: 'hub', Status: 'Up 1 second (health: starting)' }),
      line({ Service: 'job', Labels: 'com.docker.compose.oneoff=True' }),
    ].join('\n');
    assert.deepEqual(
      readComposePs(output).map(({ service, health }) => [service, health]),
      [
        ['registry', 'unhealthy'],
        ['hub', 'starting'],
      ],
    );
  });
});

describe('a container, in the words of our launcher', () => {
  const observe = (state: string, health = '', exitCode = 0, inspect: object = {}) => {
    const details = readInspect(JSON.stringify([{ Id: '01e1a16f5752ffff', State: {}, ...inspect }]));
    return observeContainer(
      { id: '01e1a16f5752', service: 'a', state, health, exitCode },
      details.get('01e1a16f5752'),
      1000,
    );
  };

  it('is as healthy as its check says', () => {
    assert.equal(observe('running', 'healthy').state, 'ready');
    assert.equal(observe('running', 'healthy').probe?.weak, false);
    assert.equal(observe('running', 'starting').state, 'starting');
    assert.equal(observe('running').state, 'ready');
    assert.equal(observe('running').probe?.weak, true, 'that it runs says nothing about its health');
    const Log = [
      {
        ExitCode: 1,
        Output: 'Traceback (most recent call last):\n  …\nRuntimeError: it says error\n',
        End: '2026-05-20T08:20:18Z',
      },
    ];
    const unhealthy = observe('running', 'unhealthy', 0, { State: { Health: { Log } } });
    assert.equal(unhealthy.state, 'unhealthy');
    assert.equal(unhealthy.reason, 'RuntimeError: it says error');
  });

  it('waits, comes back, or is gone', () => {
    assert.equal(observe('created').state, 'waiting');
    assert.equal(observe('removing').state, 'stopping');
    assert.equal(observe('exited', '', 0).state, 'stopped');
    assert.equal(observe('exited', '', 143).state, 'stopped', 'as it was told to');
    assert.equal(observe('exited', '', 3).cause?.text, 'exit code 3');
    const again = observe('restarting', '', 139, { RestartCount: 4 });
    assert.deepEqual([again.state, again.restarts, again.cause?.signal], ['backoff', 4, 'SIGSEGV']);
  });

  it('ran out of memory, or could not be started at all', () => {
    const starved = observe('exited', '', 137, { State: { OOMKilled: true, FinishedAt: '2026-05-20T08:20:18Z' } });
    assert.equal(starved.state, 'failed');
    assert.equal(starved.cause?.kind, 'out-of-memory');
    assert.equal(starved.cause?.at, Date.UTC(2026, 4, 20, 8, 20, 18));
    const unknown = observe('exited', '', 127, {
      State: { Error: 'exec: "python3": executable file not found in $PATH' },
    });
    assert.equal(unknown.cause?.kind, 'spawn-failed');
    assert.match(unknown.reason ?? '', /executable file not found/);
  });
});
