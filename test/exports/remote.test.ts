import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { StackSnapshot } from '@agent-preflight/stack/protocol/snapshot';
import { watchCompose } from '@agent-preflight/stack/remote/compose-stack';
import { watchKubernetes } from '@agent-preflight/stack/remote/kubernetes-stack';
import { watchedAgents } from '@agent-preflight/stack/remote/watched-agents';
import { RemoteUnreachable, type WatchedStack } from '@agent-preflight/stack/remote/watched-stack';
import { StackProject } from './support/stack-project';

const STARTUP = `agents:
  Registry: { script_path: agents/registry.py, port: 7200, health_check_port: 8200 }
  VoiceHub: { script_path: agents/hub.py, port: 7201, dependencies: [Registry] }
`;

/** Programs by the names of real ones, that print what lies in files. */
class FakePrograms {
  readonly environment: NodeJS.ProcessEnv;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    this.environment = { PATH: `${folder}:/usr/bin:/bin` };
  }

  install(name: string, script: string): void {
    const file = path.join(this.#folder, name);
    writeFileSync(file, `#!/bin/sh\ncd '${this.#folder}'\n${script}`);
    chmodSync(file, 0o755);
  }

  /** In one piece: a reader finds the old text or the new one. */
  answer(file: string, text: string): void {
    const target = path.join(this.#folder, file);
    writeFileSync(`${target}.new`, text);
    renameSync(`${target}.new`, target);
  }
}

function until(stack: WatchedStack, fits: (snapshot: StackSnapshot) => boolean): Promise<StackSnapshot> {
  return new Promise((resolve) => {
    if (fits(stack.snapshot())) return resolve(stack.snapshot());
    const off = stack.onDidChange((snapshot) => {
      if (!fits(snapshot)) return;
      off();
      resolve(snapshot);
    });
  });
}

const states = ({ agents }: StackSnapshot) => agents.map(({ name, state }) => `${name} ${state}`);

describe('a stack that somebody else runs', () => {
  let project: StackProject;
  let programs: FakePrograms;
  let stack: WatchedStack | undefined;
  const begin = async () => {
    const identity = {
      file: project.plan.file,
      stackId: 'x',
      machine: null,
      projectRoot: project.root,
      watchedSince: 0,
    };
    return [identity, watchedAgents(project.plan, await project.handover())] as const;
  };

  beforeEach(() => {
    project = new StackProject(STARTUP);
    programs = new FakePrograms(path.join(project.root, 'bin'));
  });
  afterEach(() => {
    stack?.dispose();
    stack = undefined;
    project.remove();
  });

  it('is shown as Compose tells of it, and again after Docker was away', async () => {
    programs.install(
      'docker',
      'case "$1" in compose) cat ps.json || { echo "Cannot connect to the Docker daemon" >&2; exit 1; } ;; inspect) cat inspect.json ;; esac\n',
    );
    const container = (service: string, health: string) =>
      JSON.stringify({ ID: `${service}0000000`, Service: service, State: 'running', Health: health, ExitCode: 0 });
    programs.answer('ps.json', `${container('registry', 'healthy')}\n${container('voice-hub', 'starting')}\n`);
    programs.answer(
      'inspect.json',
      JSON.stringify([
        { Id: 'registry0000000', RestartCount: 3, State: { Pid: 42, StartedAt: '2026-05-20T08:00:00Z' } },
      ]),
    );
    const [identity, agents] = await begin();
    stack = await watchCompose(identity, agents, {
      project: 'voice',
      intervalMs: 20,
      environment: programs.environment,
    });
    assert.deepEqual(states(stack.snapshot()), ['Registry ready', 'VoiceHub starting']);
    assert.equal(stack.snapshot().state, 'starting');
    assert.deepEqual([stack.snapshot().agents[0]?.restarts, stack.snapshot().agents[0]?.pid], [3, 42]);

    programs.answer('ps.json', `${container('registry', 'healthy')}\n${container('voice-hub', 'healthy')}\n`);
    assert.equal((await until(stack, ({ state }) => state === 'ready')).issues.length, 0);

    programs.answer('ps.json.away', '');
    renameSync(path.join(project.root, 'bin/ps.json'), path.join(project.root, 'bin/ps.json.away'));
    const lost = await until(stack, ({ issues }) => issues.length > 0);
    assert.match(lost.issues[0]!.message, /Docker daemon/);
    assert.deepEqual(states(lost), ['Registry ready', 'VoiceHub ready'], 'what was seen last stays');

    programs.answer('ps.json', '[]');
    const gone = await until(stack, ({ wanted }) => !wanted);
    assert.deepEqual([gone.state, gone.issues.length], ['stopped', 0]);
  });

  it('is shown as Kubernetes tells of it, and again after its watch ended', async () => {
    programs.install(
      'kubectl',
      'case "$*" in *--watch*) cat watch.json; mv watch.next watch.json 2>/dev/null ;; *) cat list.json ;; esac\n',
    );
    const pod = (service: string, ready: boolean) => ({
      kind: 'Pod',
      metadata: { name: `${service}-1`, uid: service, labels: { 'app.kubernetes.io/name': service } },
      spec: { containers: [{ name: 'agent' }] },
      status: {
        phase: 'Running',
        containerStatuses: [{ name: 'agent', ready, started: ready, restartCount: 0, state: { running: {} } }],
      },
    });
    const event = (type: string, object: object) => JSON.stringify({ type, object }, null, 4);
    programs.answer('list.json', JSON.stringify({ kind: 'List', items: [pod('registry', true)] }));
    programs.answer(
      'watch.json',
      `${event('ADDED', pod('registry', true))}\n${event('ADDED', pod('voice-hub', false))}\n`,
    );
    programs.answer(
      'watch.next',
      `${event('ADDED', pod('registry', true))}\n${event('ADDED', pod('voice-hub', true))}\n`,
    );
    const [identity, agents] = await begin();
    stack = await watchKubernetes(identity, agents, { stack: 'voice', environment: programs.environment });
    const first = stack.snapshot();
    assert.equal(first.agents[0]?.state, 'ready');
    const ready = await until(stack, ({ state }) => state === 'ready');
    assert.deepEqual(states(ready), ['Registry ready', 'VoiceHub ready']);
  });

  it('cannot be shown by programs that are not there, or that nobody answers', async () => {
    const [identity, agents] = await begin();
    const nowhere = { PATH: path.join(project.root, 'nothing') };
    await assert.rejects(watchCompose(identity, agents, { project: 'voice', environment: nowhere }), RemoteUnreachable);
    await assert.rejects(
      watchKubernetes(identity, agents, { stack: 'voice', environment: nowhere }),
      /kubectl is not installed/,
    );
    programs.install('kubectl', 'echo "The connection to the server localhost:8080 was refused" >&2; exit 1\n');
    await assert.rejects(
      watchKubernetes(identity, agents, { stack: 'voice', environment: programs.environment }),
      /refused/,
    );
    programs.install('docker', 'echo "docker: \'compose\' is not a docker command." >&2; exit 1\n');
    await assert.rejects(
      watchCompose(identity, agents, { project: 'voice', environment: programs.environment }),
      /2\.0 or newer/,
    );
  });
});
