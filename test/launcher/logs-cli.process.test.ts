import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLog } from '../../stack/logs/log-file';
import { MASK } from '../../stack/logs/mask';
import { CliProcess, commandLine, type Ran } from './cli-harness';
import { agentOf, eventually, freePorts, TestStack, untilAgent } from './harness';
import { SmallDisk } from './small-disk';

describe('logs on the command line', function () {
  this.timeout(60_000);
  let stack: TestStack;
  afterEach(() => stack.clean());

  const options = () => ({ cwd: stack.directory, env: { ...stack.environment, NO_COLOR: '1' } });
  const logs = (...args: string[]): Promise<Ran> => CliProcess.run(['logs', ...args], options());
  const lines = async (...args: string[]) => {
    const { code, stdout, stderr } = await logs(...args);
    assert.equal(code, 0, stderr);
    return stdout.split('\n').slice(0, -1);
  };
  const logOf = (agent: string) => join(stack.paths.logDirectory, `${agent}.log`);

  it('are searched over rotated files, by time, and put in order over agents', async () => {
    const canary = ['canary', 'of', 'logs', String(Date.now())].join('-');
    stack = new TestStack({ Hub: { environment: { HUB_TOKEN: canary } }, Other: {} });
    const connection = await stack.up();
    for (const agent of ['Hub', 'Other']) {
      await eventually(() => readFileSync(logOf(agent), 'utf8').includes('started'), `${agent} has written its line`);
    }
    writeFileSync(
      `${logOf('Hub')}.1`,
      '2026-01-01T10:00:00Z old needle\n2026-01-01T10:00:02Z foo(bar)\n2026-01-01T10:00:04Z cut nee',
    );
    appendFileSync(logOf('Hub'), `dle here\n2026-01-01T10:00:06Z token ${canary} needle\n`);
    appendFileSync(logOf('Other'), '2026-01-01T10:00:01Z NEEDLE of another\n2026-01-01T10:00:05Z needless\n');
    const started = readFileSync(logOf('Hub'), 'utf8').split('\n')[0]!; // what the agent wrote at its start
    const cut = `2026-01-01T10:00:04Z cut nee${started}`;

    for (const state of ['running', 'stopped']) {
      assert.deepEqual(
        await lines('--grep', 'needle\\b'),
        [
          'Hub   | 2026-01-01T10:00:00Z old needle',
          'Other | 2026-01-01T10:00:01Z NEEDLE of another',
          `Hub   | 2026-01-01T10:00:06Z token ${MASK} needle`,
        ],
        state,
      );
      assert.deepEqual(await lines('Hub', '--grep', 'foo(', '--fixed'), ['2026-01-01T10:00:02Z foo(bar)'], state);
      assert.deepEqual(await lines('--agent', 'Other', '--grep', 'needle', '--case-sensitive'), [
        '2026-01-01T10:00:05Z needless',
      ]);
      assert.deepEqual(await lines('Hub', '--grep', canary), [], 'a secret is not there to be found');
      const window = ['--since', '2026-01-01T10:00:01Z', '--until', '2026-01-01T10:00:06Z'];
      assert.deepEqual(
        (await lines(...window, '--format', 'json')).map((line) => {
          const { agent, time, line: text } = JSON.parse(line) as Record<string, string>;
          return [agent, time, text];
        }),
        [
          ['Other', '2026-01-01T10:00:01.000Z', '2026-01-01T10:00:01Z NEEDLE of another'],
          ['Hub', '2026-01-01T10:00:02.000Z', '2026-01-01T10:00:02Z foo(bar)'],
          ['Hub', '2026-01-01T10:00:04.000Z', cut],
          ['Hub', '2026-01-01T10:00:04.000Z', 'dle here'],
          ['Other', '2026-01-01T10:00:05.000Z', '2026-01-01T10:00:05Z needless'],
        ],
        state,
      );
      assert.deepEqual(await lines('Hub', '-n', '1', '--grep', '.'), [`2026-01-01T10:00:06Z token ${MASK} needle`]);
      if (state === 'running') await connection.shutdown();
    }
  });

  it('hide the secrets of an agent that has not run under this supervisor', async () => {
    const canary = ['canary', 'of', 'rest', String(Date.now())].join('-');
    stack = new TestStack({ Hub: { environment: { HUB_TOKEN: canary, FIXTURE_PRINT: 'HUB_TOKEN' } }, Other: {} });
    const first = await stack.up();
    await first.shutdown();
    const second = await stack.connect();
    await second.start(['Other']);
    const { lines: found } = await second.logs('Hub');
    assert.ok(found.includes(`value ${MASK}`), found.join('\n'));
    assert.ok(!found.join('\n').includes(canary));
  });

  it('are followed through a rotation without missing a line', async () => {
    stack = new TestStack({ Hub: {} });
    writeFileSync(join(stack.directory, '.agent-preflight.yaml'), 'stack:\n  logs: {max-size: 500000, files: 3}\n');
    await stack.up();
    const follow = await CliProcess.start(['logs', 'Hub', '-f', '-n', '0', '--grep', 'number'], options());
    await eventually(async () => {
      appendFileSync(logOf('Hub'), 'number is being looked for\n');
      return follow.stdout !== '';
    }, 'it follows');
    const from = follow.stdout.length;
    const writer = await openLog(logOf('Hub'));
    const written: string[] = [];
    try {
      // More than three times the limit, by a writer that knows nothing of rotation.
      for (let number = 0; number < 4000; number++) {
        written.push(`number ${number}`);
        await writer.write(`number ${number}\n${'-'.repeat(1000)}\n`);
        if (number % 1000 === 999)
          await eventually(() => statSync(logOf('Hub')).size < 900_000, 'it is rotated', 20_000);
      }
    } finally {
      await writer.close();
    }
    await eventually(() => follow.stdout.endsWith('number 3999\n'), 'all of it is shown', 20_000);
    const shown = follow.stdout
      .slice(from)
      .split('\n')
      .filter((line) => /^number \d/.test(line));
    assert.deepEqual(shown, written);
    follow.child.kill('SIGINT');
    assert.equal((await follow.ended).code, 0);
  });

  it('are followed from one supervisor to the next, and no further than the stack', async () => {
    stack = new TestStack({ Hub: {} });
    const connection = await stack.up();
    const follow = await CliProcess.start(['logs', 'Hub', '-f', '-n', '0'], options());
    await eventually(() => {
      appendFileSync(logOf('Hub'), 'looked for\n');
      return follow.stdout !== '';
    }, 'it follows');
    appendFileSync(logOf('Hub'), 'before\n');
    await eventually(() => follow.stdout.endsWith('before\n'), 'the last line before');
    process.kill(connection.snapshot().supervisorPid, 'SIGKILL');
    appendFileSync(logOf('Hub'), 'while nobody looked\n');
    await eventually(
      () => follow.stdout.endsWith('before\nwhile nobody looked\n'),
      'what was written meanwhile',
      20_000,
    );
    appendFileSync(logOf('Hub'), 'after\n');
    await eventually(() => follow.stdout.endsWith('while nobody looked\nafter\n'), 'what comes after');
    await CliProcess.run(['down'], options());
    assert.equal((await follow.ended).code, 0, follow.stderr);
  });

  it('do nothing to the terminal, end with the pipe they go to, and take binary output as it comes', async () => {
    stack = new TestStack({ Hub: {} });
    const connection = await stack.up();
    appendFileSync(logOf('Hub'), Buffer.from([0x62, 0xff, 0xfe, 0x00, 0x07, 0x1b, 0x5d, 0x30, 0x3b, 0x78, 0x07, 0x0a]));
    appendFileSync(logOf('Hub'), 'x'.repeat(1_000_000));
    const [binary, long] = (await lines('Hub', '-n', '2')) as [string, string];
    assert.equal(binary, 'b\ufffd\ufffd\u2400\u2407');
    assert.match(long, /^x{16384}… \(983616 more\)$/);
    appendFileSync(logOf('Hub'), `\n${'line\n'.repeat(50_000)}`);
    const program = [process.execPath, await commandLine(), 'logs', 'Hub', '-n', '10000'];
    const script = 'set -o pipefail; "$@" | head -n 1';
    const piped = spawnSync('bash', ['-c', script, 'bash', ...program], { ...options(), encoding: 'utf8' });
    assert.deepEqual([piped.status, piped.stdout, piped.stderr], [0, 'line\n', '']);
    assert.equal(agentOf(connection.snapshot(), 'Hub').state, 'ready');
  });

  // Without the right to make a disk, only the log keeper's own tests try this.
  const fullDisk = SmallDisk.canBeMade() ? it : () => undefined;
  fullDisk('on a full disk cost neither agents nor supervisor their lives, and the disk is named', async () => {
    stack = new TestStack({ Hub: { healthPort: (await freePorts(1))[0]! } });
    const home = stack.environment['AGENT_PREFLIGHT_HOME']!;
    const disk = new SmallDisk(join(home, 'state'), '24m');
    try {
      const connection = await stack.up();
      const { pid } = agentOf(connection.snapshot(), 'Hub');
      writeFileSync(`${logOf('Hub')}.1`, Buffer.alloc(8_000_000, 'x\n'));
      disk.fill();
      assert.throws(() => appendFileSync(join(home, 'state', 'more'), 'x'.repeat(100_000)), /ENOSPC/);
      await eventually(
        () => connection.snapshot().issues.some(({ message }) => /disk of .* is nearly full/.test(message)),
        'people are told',
        20_000,
      );
      const status = await CliProcess.run(['status'], options());
      assert.match(status.stdout, /^warning: the disk of .* is nearly full/m);
      appendFileSync(logOf('Hub'), 'there is room for this again\n');
      await connection.stop(['Hub']);
      await connection.start(['Hub']);
      const again = await untilAgent(connection, 'Hub', (agent) => agent.state === 'ready');
      assert.notEqual(again.pid, pid);
      assert.equal((await stack.attach())?.hello.pid, connection.hello.pid, 'the supervisor is the same');
    } finally {
      disk.unmount();
    }
  });
});
