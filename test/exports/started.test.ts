import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parse } from 'yaml';
import { runProgram } from '../../server/cli/program';

interface Process {
  readonly command: string;
  readonly working_dir: string;
  readonly environment?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly readiness_probe: { readonly exec: { readonly command: string } };
}

const PATIENCE_MS = 60_000;

/** Plays the part of process-compose: a shell for each process, when those it waits for are healthy. */
describe('an exported stack', () => {
  const children: ChildProcess[] = [];
  let folder: string;
  beforeEach(() => (folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'started-')))));
  afterEach(async () => {
    for (const child of children) {
      const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
      if (child.pid !== undefined && ended !== null) process.kill(-child.pid, 'SIGKILL');
      await ended;
    }
    children.length = 0;
    rmSync(folder, { recursive: true, force: true });
  });

  it('starts in order and is healthy, by nothing but what was exported', async () => {
    const project = path.join(folder, 'voice-stack');
    cpSync(path.resolve(__dirname, '../../examples/voice-stack'), project, { recursive: true });
    const surroundings = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
    // Another run of the tests may hold the example's own ports.
    const offset = String(12_000 + (process.pid % 300) * 100);
    let exported = '';
    await runProgram(
      {
        cwd: project,
        env: { ...surroundings, PORT_OFFSET: offset, AGENT_PREFLIGHT_HOME: path.join(folder, 'home') },
        isTerminal: false,
        showsProgress: false,
        color: false,
        stdout: (text) => (exported += text),
        stderr: () => undefined,
        readStdin: () => Promise.resolve(new Uint8Array()),
        exit: (code) => assert.equal(code, 0),
      },
      ['export', 'process-compose', 'config/startup.yaml'],
    );
    const { environment, processes } = parse(exported.replaceAll('$$', '$')) as {
      environment: string[];
      processes: Record<string, Process>;
    };
    const variables = (entries: readonly string[] = []) =>
      Object.fromEntries(
        entries.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
      );
    const started: string[] = [];
    const healthy = new Set<string>();
    const end = performance.now() + PATIENCE_MS;
    while (healthy.size < Object.keys(processes).length) {
      assert.ok(performance.now() < end, `healthy: ${[...healthy].join(', ')}; started: ${started.join(', ')}`);
      for (const [name, entry] of Object.entries(processes)) {
        const isFree = Object.keys(entry.depends_on ?? {}).every((other) => healthy.has(other));
        if (started.includes(name) || !isFree) continue;
        started.push(name);
        const env = { ...surroundings, ...variables(environment), ...variables(entry.environment) };
        children.push(
          spawn('sh', ['-c', entry.command], { cwd: entry.working_dir, env, detached: true, stdio: 'ignore' }),
        );
      }
      for (const name of started.filter((one) => !healthy.has(one))) {
        const { readiness_probe: probe, working_dir: cwd } = processes[name]!;
        if (spawnSync('sh', ['-c', probe.exec.command], { cwd, env: surroundings }).status === 0) healthy.add(name);
      }
      await delay(50);
    }
    assert.equal(started[0], 'service-registry');
    assert.ok(healthy.has('voice-hub'));
    assert.ok(
      readFileSync(path.join(project, 'config/startup.yaml'), 'utf8').includes('17200'),
      'the project is as it was',
    );
  });
});
