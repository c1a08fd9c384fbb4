import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StackSnapshot } from '../../stack/protocol/snapshot';
import { CliProcess, type Ran } from './cli-harness';
import { agentOf, eventually, fixtures, freePorts, TestStack } from './harness';

describe('rollback', function () {
  this.timeout(60_000);
  let stack: TestStack;
  afterEach(() => stack.clean());

  const run = (...args: string[]): Promise<Ran> =>
    CliProcess.run(args, { cwd: stack.directory, env: { ...stack.environment, NO_COLOR: '1' } });
  const at = (file: string) => join(stack.directory, file);
  const read = (file: string) => readFileSync(at(file), 'utf8');
  const write = (file: string, text: string) => writeFileSync(at(file), text);

  /** Up and ready once, and kept as such. */
  async function ready(canary = ''): Promise<void> {
    const ports = await freePorts(2);
    const environment: Record<string, string> = canary === '' ? {} : { WORKER_TOKEN: canary };
    stack = new TestStack({
      Worker: { script: 'worker.py', healthPort: ports[0]!, environment },
      Other: { healthPort: ports[1]! },
    });
    write('.agent-preflight.yaml', 'stack: {restart: {attempts: 0}}\n');
    write('settings.py', 'MODE = "fast"\n');
    write('worker.py', `import settings, runpy\nassert settings.MODE\nrunpy.run_path("${fixtures}/agent.py")\n`);
    assert.equal((await run('up')).code, 0);
    await eventually(async () => (await run('rollback', '--list')).code === 0, 'the configuration is kept');
  }
  const snapshot = async (): Promise<StackSnapshot> => (await stack.connect()).snapshot();

  it('is offered when a change does not become ready, shows what it would do, and does it', async () => {
    await ready();
    const other = agentOf(await snapshot(), 'Other').pid;
    write('settings.py', 'MODE = ""\n');
    const broken = await run('restart', 'Worker');
    assert.equal(broken.code, 1);
    assert.match(broken.stdout, /since then changed: settings\.py\nTo go back to that: agent-preflight rollback/);

    const dry = await run('rollback', '--dry-run');
    assert.equal(dry.code, 0, dry.stderr);
    assert.match(dry.stdout, /^settings\.py\n {2}@@ line 1 @@\n {2}-MODE = ""\n {2}\+MODE = "fast"$/m);
    assert.equal(read('settings.py'), 'MODE = ""\n');

    const back = await run('rollback');
    assert.equal(back.code, 0, back.stdout + back.stderr + stack.supervisorLog());
    assert.equal(read('settings.py'), 'MODE = "fast"\n');
    const now = await snapshot();
    assert.deepEqual(
      [agentOf(now, 'Worker').state, agentOf(now, 'Other').pid],
      ['ready', other],
      'only what is concerned',
    );
    const backup = /what was there is in (\S+)/.exec(back.stdout)?.[1] ?? '';
    const [copy] = readdirSync(backup, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.py'));
    assert.equal(readFileSync(join(backup, copy!), 'utf8'), 'MODE = ""\n');
    assert.match(
      (await run('rollback')).stdout,
      /MODE = ""|Everything is as it was/,
      'there is nothing newer to go back to',
    );
  });

  it('overwrites nothing that was never started, unless it is told to', async () => {
    await ready();
    write('settings.py', 'MODE = "an afternoon of work"\n');
    const refused = await run('rollback');
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /settings\.py changed since anything was started with it; .*--force/);
    assert.match(read('settings.py'), /afternoon/);
    const forced = JSON.parse((await run('rollback', '--force', '--format', 'json')).stdout) as { backup: string };
    assert.match(read('settings.py'), /fast/);
    assert.ok(readdirSync(forced.backup, { recursive: true }).length > 0);
  });

  it('mends a startup file that cannot be read any more, and shows no secret on the way', async () => {
    const canary = ['canary', 'of', String(Date.now())].join('-');
    await ready(canary);
    const before = read('startup.yaml');
    write('startup.yaml', `${before.replace('Worker:', 'Worker: [')}\n# WORKER_TOKEN: ${canary}\n`);
    assert.notEqual((await run('up')).code, 0);
    const back = await run('rollback', '--force');
    assert.equal(back.code, 0, back.stdout + back.stderr);
    assert.equal(read('startup.yaml'), before);
    assert.match(back.stdout, /WORKER_TOKEN: •••/);
    assert.ok(!(back.stdout + back.stderr).includes(canary));
    assert.equal((await run('status')).code, 0);
  });

  it('restores what was deleted, also while nothing runs', async () => {
    await ready();
    await run('down');
    writeFileSync(at('settings.py.moved'), read('settings.py'));
    (await import('node:fs')).rmSync(at('settings.py'));
    const back = await run('rollback');
    assert.equal(back.code, 0, back.stderr);
    assert.match(back.stdout, /settings\.py {2}is written anew/);
    assert.match(back.stdout, /Nothing runs here\. Start it with: agent-preflight up startup\.yaml/);
    assert.equal(read('settings.py'), 'MODE = "fast"\n');
  });

  it('explains what it cannot do', async () => {
    stack = new TestStack({ A: {} });
    const nothing = await run('rollback');
    assert.equal(nothing.code, 2);
    assert.match(nothing.stderr, /none was ready yet/);
    await stack.clean();
    await ready();
    const unknown = await run('rollback', '--to', '9');
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /there is no configuration 9; agent-preflight rollback --list/);
    assert.match(
      (await run('rollback', '--list')).stdout,
      /^ 1 {2}[0-9a-f]{12} {2}ready .* ago \(2 agents\) {2}as it is now$/m,
    );
  });
});
