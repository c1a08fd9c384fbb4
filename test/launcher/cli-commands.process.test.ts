import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { StackSnapshot } from '../../stack/protocol/snapshot';
import { CliProcess, type Ran } from './cli-harness';
import { eventually, freePorts, TestStack, type AgentSpec } from './harness';

interface UpResult {
  readonly outcome: string;
  readonly stacks: readonly {
    readonly snapshot: StackSnapshot;
    readonly issues: readonly { code: string; line: number; severity: string }[];
  }[];
}

describe('the launcher on the command line', function () {
  this.timeout(60_000);
  let stack: TestStack;
  afterEach(() => stack.clean());

  const options = () => ({ cwd: stack.directory, env: { ...stack.environment, NO_COLOR: '1' } });
  const run = (...args: string[]): Promise<Ran> => CliProcess.run(args, options());

  async function pair(overrides: AgentSpec = {}): Promise<void> {
    const [port, healthPort, second] = await freePorts(3);
    stack = new TestStack({
      Registry: { port: port!, healthPort: healthPort! },
      Hub: { healthPort: second!, dependencies: ['Registry'], ...overrides },
    });
  }

  it('up, status, logs, restart and down do what they say', async () => {
    const canary = ['canary', 'of', String(Date.now())].join('-');
    await pair({ environment: { FIXTURE_PRINT: 'HUB_TOKEN', HUB_TOKEN: canary } });

    const up = await run('up');
    assert.equal(up.code, 0, up.stdout + up.stderr);
    assert.match(up.stdout, /startup\.yaml: preflight of 2 agents passed/);
    assert.match(up.stdout, /^Registry ready after/m);
    assert.match(up.stdout, /^Hub\s+ready\s+http :\d+/m);
    assert.match(up.stdout, /Next: agent-preflight logs/);

    const status = JSON.parse((await run('status', '--format', 'json')).stdout) as {
      stacks: { snapshot: StackSnapshot }[];
    };
    const pids = status.stacks[0]!.snapshot.agents.map(({ pid }) => pid);

    process.kill(status.stacks[0]!.snapshot.supervisorPid, 'SIGKILL');
    const adopted = await run('status');
    assert.equal(adopted.code, 0, adopted.stdout + adopted.stderr);
    assert.match(adopted.stdout, /^Hub\s+ready.*adopted/m);

    const again = await run('up', '--format', 'json');
    const result = JSON.parse(again.stdout) as UpResult;
    assert.deepEqual([again.code, result.outcome], [0, 'settled'], 'a stack that runs holds its own ports');
    assert.deepEqual(
      result.stacks[0]!.snapshot.agents.map(({ pid }) => pid),
      pids,
    );

    const logs = await run('logs', 'Hub', '--lines', '500');
    assert.match(logs.stdout, /^value •••$/m);
    const grep = await run('logs', '--grep', '/^VALUE/i');
    assert.match(grep.stdout, /^Hub\s+\| value •••\n$/);

    const restart = await run('restart', 'Hub', '--format', 'json');
    const [restarted] = (JSON.parse(restart.stdout) as UpResult).stacks;
    const hub = restarted!.snapshot.agents.find(({ name }) => name === 'Hub');
    assert.equal(hub?.state, 'ready');
    assert.ok(hub?.pid !== null && !pids.includes(hub.pid));

    const down = await run('down');
    assert.equal(down.code, 0, down.stderr);
    assert.match(down.stdout, /startup\.yaml: stopped, 2 agents ended/);
    assert.deepEqual(await stack.processes(), []);
    assert.match((await run('status')).stdout, /startup\.yaml {2}2 agents, not running/);
    const resting = await run('logs', 'Hub', '--grep', 'value');
    assert.match(resting.stdout, /^value •••$/m, 'the log outlives the stack');
    for (const { stdout, stderr } of [resting, up, adopted, again, logs, grep, restart, down]) {
      assert.ok(!(stdout + stderr).includes(canary));
    }
  });

  it('refuses to start what cannot run, names the place, and starts nothing', async () => {
    const held = createServer();
    await new Promise<void>((resolve) => held.listen(0, '127.0.0.1', resolve));
    try {
      const port = (held.address() as { port: number }).port;
      await pair({ port, dependencies: ['Registry', 'Gone'] });
      const refused = await run('up');
      assert.equal(refused.code, 1);
      const line =
        1 +
        (await import('node:fs'))
          .readFileSync(stack.file, 'utf8')
          .split('\n')
          .findIndex((text) => text.includes(`port: ${port}`));
      assert.match(
        refused.stdout,
        new RegExp(`^startup\\.yaml:${line}:13: error: Hub: port ${port} is held by process ${process.pid} `, 'm'),
      );
      assert.match(
        refused.stdout,
        /error: Hub depends on Gone, which no startup file declares.*\[unknown-dependency\]/,
      );
      assert.match(refused.stdout, /2 errors keep the stack from starting; nothing was started/);
      assert.deepEqual(await stack.processes(), []);
      const json = JSON.parse((await run('up', '--format', 'json')).stdout) as UpResult;
      assert.equal(json.outcome, 'refused');
      assert.deepEqual(
        json.stacks[0]!.issues.filter(({ severity }) => severity === 'error').map(({ code }) => code),
        ['unknown-dependency', 'port'],
      );
    } finally {
      held.close();
    }
  });

  it('refuses cycles and two agents on one port by the rules that the editor underlines', async () => {
    const [port, other] = await freePorts(2);
    stack = new TestStack({
      A: { port: port!, dependencies: ['B'] },
      B: { port: other!, dependencies: ['A'] },
      C: { port: port! },
    });
    const refused = await run('up');
    assert.equal(refused.code, 1);
    assert.match(refused.stdout, /\[dependency-cycle\]/);
    assert.match(refused.stdout, new RegExp(`Port ${port} is the port of C and the port of A .*\\[port-conflict\\]`));
  });

  it('--dry-run prints the order and starts nothing; --only takes what is depended on along', async () => {
    await pair();
    const dry = await run('up', '--dry-run');
    assert.equal(dry.code, 0, dry.stdout + dry.stderr);
    assert.match(dry.stdout, /1\.\n {2}Registry .*\n {6}probe auto[^]*\n\n2\.\n {2}Hub .*after Registry/);
    assert.deepEqual(await stack.processes(), []);
    const only = await run('up', '--only', 'Registry', '--format', 'json');
    const { agents } = (JSON.parse(only.stdout) as UpResult).stacks[0]!.snapshot;
    assert.deepEqual(
      agents.map(({ name, state }) => [name, state]),
      [
        ['Registry', 'ready'],
        ['Hub', 'stopped'],
      ],
    );
  });

  it('exits with 1 when a required agent fails, with 0 when an optional one does', async () => {
    await pair({ environment: { FIXTURE_RAISE: 'no model' }, extra: ['restart: never'] });
    const failed = await run('up');
    assert.equal(failed.code, 1);
    assert.match(failed.stdout, /^Hub\s+failed.*no model/m);
    assert.match(failed.stdout, /To find out more: agent-preflight logs Hub/);
    assert.equal((await run('status')).code, 1);
    await run('down');
    await stack.clean();
    await pair({ environment: { FIXTURE_RAISE: 'no model' }, extra: ['restart: never'], required: false });
    assert.equal((await run('up')).code, 0);
  });

  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    it(`--foreground leaves nothing behind after ${signal}`, async () => {
      await pair();
      const cli = await CliProcess.start(['up', '--foreground'], options());
      await eventually(() => cli.stdout.includes('Press Ctrl-C'), 'the stack is up', 20_000);
      assert.ok((await stack.processes()).length >= 2);
      cli.child.kill(signal);
      const { code } = await cli.ended;
      if (signal === 'SIGINT') assert.equal(code, 0, cli.stderr);
      await eventually(async () => (await stack.processes()).length === 0, 'nothing is left', 20_000);
    });
  }

  it('logs -f shows what is written until it is interrupted', async () => {
    await pair({ environment: { FIXTURE_PRINT: 'AGENT_NAME' } });
    await run('up');
    const follow = await CliProcess.start(['logs', 'Hub', '-f', '-n', '0'], options());
    await run('restart', 'Hub');
    await eventually(() => follow.stdout.includes('value Hub'), 'the new line');
    follow.child.kill('SIGINT');
    assert.equal((await follow.ended).code, 0);
  });

  it('explains misuse in one line, with exit code 2', async () => {
    await pair();
    mkdirSync(join(stack.directory, 'other'));
    writeFileSync(join(stack.directory, 'other', 'agents.yaml'), 'agents:\n  - {name: X, path: x.py, port: 1234}\n');
    writeFileSync(join(stack.directory, 'other', 'x.py'), '');
    const cases: [string[], RegExp][] = [
      [['up', 'nothing.yaml'], /there is no nothing\.yaml/],
      [['up', 'startup.yaml', '--only', 'Nobody'], /there is no agent Nobody; there are Registry, Hub/],
      [['up', '--timeout', 'soon'], /must be a number of seconds/],
      [['status', '--format', 'xml'], /Allowed choices are text, json/],
      [['logs', '--grep', '/(/'], /--grep/],
    ];
    for (const [args, message] of cases) {
      const { code, stderr } = await run(...args);
      assert.equal(code, 2, args.join(' '));
      assert.match(stderr, message);
    }
    writeFileSync(join(stack.directory, 'broken.yaml'), 'agent_groups: [}\n');
    const broken = await run('up', 'broken.yaml');
    assert.ok(broken.code === 1 || broken.code === 2, `${broken.code} ${broken.stderr}`);
  });

  it('doctor finds what is wrong and what to do', async () => {
    await pair();
    const well = await run('doctor', '--format', 'json');
    const examined = (JSON.parse(well.stdout) as { examinations: { subject: string; verdict: string }[] }).examinations;
    assert.equal(examined.find(({ subject }) => subject === 'startup.yaml')?.verdict, 'ok', well.stdout);
    stack.write({ Lost: { script: 'lost.py' } });
    const ill = await run('doctor');
    assert.equal(ill.code, 1);
    assert.match(ill.stdout, /✗ startup\.yaml .*1 error would keep it from starting/);
    assert.match(ill.stdout, /lost\.py/);
  });
});
