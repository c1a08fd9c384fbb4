import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { rule } from '../../rules/lifecycle/legacy-agent';
import { RuleWorkspace } from '../../rules/testing/rule-workspace';

const EXAMPLE = path.join(__dirname, '..', '..', '..', 'examples', 'legacy-stack');
/** Where an agent that answers has to have answered by, in milliseconds. */
const DEADLINE = 10_000;

// What a migration is worth shows when the migrated agent runs: it starts, answers health and ends on SIGTERM.
describe('migrated agents of the example', () => {
  let folder = '';
  const children: ChildProcess[] = [];

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'migrated-'));
    const files = await readExample();
    // Ports of their own, so that the example may run beside the test.
    const prefix = String(200 + Math.floor(Math.random() * 200));
    for (const [file, text] of Object.entries(files)) {
      files[file] = text.replace(/\b173(\d\d)\b/g, `${prefix}$1`).replace(/"\/home\/[^"]*\/memory\.db"/, '":memory:"');
    }
    let workspace = await RuleWorkspace.create([rule], files);
    for (const finding of workspace.findings()) {
      const [fix] = finding.fixes;
      assert.ok(fix, finding.message);
      workspace = workspace.apply(fix.edits());
    }
    assert.deepEqual(workspace.findings(), []);
    for (const [file, text] of Object.entries(workspace.files)) {
      await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
      await writeFile(path.join(folder, file), text);
    }
  });

  after(async () => {
    for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  for (const script of ['service_registry', 'memory_agent', 'transcript_bus', 'remote_connector']) {
    it(`${script} starts, answers health and ends on SIGTERM`, async () => {
      // Below the numbers that systems give to outgoing connections.
      const health = 14_000 + Math.floor(Math.random() * 10_000);
      const environment = {
        ...process.env,
        PYTHONPATH: folder,
        HEALTH_CHECK_PORT: String(health),
        BIND_ADDRESS: '127.0.0.1',
      };
      const child = spawn('python3', [`agents/${script}.py`], {
        cwd: folder,
        env: environment,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      children.push(child);
      let output = '';
      child.stdout.on('data', (data: Buffer) => (output += data.toString()));
      child.stderr.on('data', (data: Buffer) => (output += data.toString()));
      const answer = await healthOf(child, health + 1, () => output);
      assert.equal(answer['status'], 'ok');
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      assert.equal(child.exitCode, 0, output);
    });
  }
});

async function readExample(): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const entry of await readdir(EXAMPLE, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile() && /\.(py|ya?ml|tsv)$/.test(entry.name))
      files[path.relative(EXAMPLE, file)] = await readFile(file, 'utf8');
  }
  return files;
}

async function healthOf(child: ChildProcess, port: number, output: () => string): Promise<Record<string, unknown>> {
  const end = Date.now() + DEADLINE;
  for (;;) {
    assert.equal(child.exitCode, null, output());
    try {
      const answer = (await (await fetch(`http://127.0.0.1:${port}/health`)).json()) as Record<string, unknown>;
      if (answer['status'] === 'ok' || Date.now() > end) return answer;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await pause(50);
  }
}
