import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { StackSnapshot } from '../../stack/protocol/snapshot';
import { CliProcess, commandLine } from './cli-harness';
import { eventually, fixtures, freePorts, TestStack } from './harness';

const ESCAPE = '\u001b';
const ESCAPES = new RegExp(`${ESCAPE}\\[[?\\d;]*[A-Za-z]`, 'g');

/** A command on a terminal of its own. */
class OnTerminal {
  output = '';
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;

  constructor(columns: number, rows: number, command: readonly string[], cwd: string, env: NodeJS.ProcessEnv) {
    const args = [join(fixtures, 'terminal.py'), String(columns), String(rows), ...command];
    this.child = spawn('python3', args, { cwd, env, stdio: ['pipe', 'pipe', 'inherit'] });
    this.child.stdout!.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
  }

  /** What was drawn last, line by line. */
  get picture(): string[] {
    const last = this.output.slice(this.output.lastIndexOf('\u001b[H'));
    return last.replace(ESCAPES, '').split('\r\n');
  }
}

describe('status --watch', function () {
  this.timeout(60_000);
  let stack: TestStack;
  let terminal: OnTerminal | null = null;

  async function up(): Promise<void> {
    const ports = await freePorts(3);
    stack = new TestStack({
      Registry: { healthPort: ports[0]! },
      MemoryOrchestrationService: { healthPort: ports[1]! },
      Hub: { healthPort: ports[2]!, environment: { FIXTURE_EXIT: '3' }, extra: ['restart: never'], required: false },
    });
    await stack.up();
  }
  const open = async (columns: number, rows: number, env: NodeJS.ProcessEnv = {}) => {
    const command = [process.execPath, await commandLine(), 'status', '--watch'];
    terminal = new OnTerminal(columns, rows, command, stack.directory, { ...stack.environment, TERM: 'xterm', ...env });
    await eventually(() => terminal!.picture.some((line) => /Registry +ready/.test(line)), 'the table', 15_000);
    return terminal;
  };

  afterEach(async () => {
    terminal?.child.kill('SIGKILL');
    await terminal?.ended;
    terminal = null;
    await stack.clean();
  });

  it('keeps one picture up to date, fits it to the terminal, and gives the terminal back', async () => {
    await up();
    const shown = await open(130, 24);
    assert.match(shown.picture[0]!, /^startup\.yaml {2}3 agents: 2 ready, 1 failed/);
    assert.match(shown.picture[2]!, /^AGENT +STATE +HEALTH +PORTS +UP/);
    assert.ok(shown.picture.some((line) => /^Hub +failed .*exit code 3/.test(line)));
    assert.ok(shown.output.includes('\u001b[?1049h'), 'a screen of its own');
    assert.ok(!shown.output.includes('\u001b[2J'), 'nothing is erased to be written again');

    shown.child.kill('SIGUSR1'); // narrow and low
    await eventually(
      () => shown.picture.length <= 9 && shown.picture.every((line) => line.length <= 44),
      'a smaller picture',
    );
    assert.match(shown.picture.join('\n'), /^Hub +failed/m, 'what needs attention is still there');

    shown.child.stdin!.write('q');
    assert.equal(await shown.ended, 0);
    assert.ok(shown.output.includes('\u001b[?1049l') && shown.output.includes('\u001b[?25h'));
  });

  it('shows a change within a moment, obeys NO_COLOR, and ends with Ctrl-C or with the stack', async () => {
    await up();
    const shown = await open(100, 30, { NO_COLOR: '1' });
    const connection = await stack.connect();
    await connection.stop(['Registry']);
    await eventually(() => shown.picture.some((line) => /^Registry +stopped/.test(line)), 'the change', 5_000);
    assert.ok(!new RegExp(`${ESCAPE}\\[3[0-9]m`).test(shown.output));
    shown.child.stdin!.write('\u0003');
    assert.equal(await shown.ended, 0);

    await connection.start(['Registry']);
    const again = await open(100, 30);
    await connection.shutdown();
    assert.equal(await again.ended, 0);
  });

  it('without a terminal prints a line for each change, or a document', async () => {
    await up();
    const options = { cwd: stack.directory, env: { ...stack.environment, NO_COLOR: '1' } };
    const lines = await CliProcess.start(['status', '--watch'], options);
    const documents = await CliProcess.start(['status', '--watch', '--format', 'json'], options);
    await eventually(
      () => /^Hub failed/m.test(lines.stdout) && documents.stdout.includes('\n'),
      'the beginning',
      15_000,
    );
    const connection = await stack.connect();
    await connection.stop(['Registry']);
    await eventually(() => /^\d\d:\d\d:\d\d Registry stopped$/m.test(lines.stdout), 'the change');
    await eventually(() => documents.stdout.includes('"stopped"'), 'the change as a document');
    await connection.shutdown();
    assert.deepEqual([(await lines.ended).code, (await documents.ended).code], [0, 0]);
    for (const line of documents.stdout.trimEnd().split('\n')) {
      const { stacks } = JSON.parse(line) as { stacks: { snapshot: StackSnapshot }[] };
      assert.equal(stacks[0]?.snapshot.agents.length, 3);
    }
    assert.ok(!lines.stdout.includes(ESCAPE));
  });
});
