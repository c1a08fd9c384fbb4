import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { processEnvironmentHas } from '../../stack/machine/process-table';
import { agentOf, freePorts, TestStack, untilAgent } from './harness';

describe('agents whose Python is a shim', function () {
  this.timeout(30_000);
  let folder: string;
  let stack: TestStack;
  /** None that is a shim itself. */
  let python: string;

  before(() => {
    python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
  });
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'preflight-shims-'))));
  afterEach(async () => {
    await stack.clean();
    rmSync(folder, { recursive: true, force: true });
  });

  /** As pyenv installs it: a script of this name, which finds the version out and notes here what it was run with. */
  function install(version: string): NodeJS.ProcessEnv {
    const shims = join(folder, 'shims');
    mkdirSync(shims, { recursive: true });
    const text = `#!/bin/sh\necho "$@" >>${folder}/runs\nexport PYENV_VERSION=${version}\nexec ${python} "$@"\n`;
    writeFileSync(join(shims, 'python3'), text);
    chmodSync(join(shims, 'python3'), 0o755);
    const { VIRTUAL_ENV: _outer, ...environment } = process.env;
    return { ...environment, PATH: `${shims}${delimiter}${process.env['PATH']}` };
  }

  const runsOf = (word: string) =>
    readFileSync(join(folder, 'runs'), 'utf8')
      .split('\n')
      .filter((line) => line.includes(word));

  it('are started with what the shim stands for, which is asked once', async () => {
    const environment = install('3.12.1');
    const ports = await freePorts(3);
    const names = ['First', 'Second', 'Third'];
    stack = new TestStack(Object.fromEntries(names.map((name, at) => [name, { healthPort: ports[at]! }])), environment);
    const connection = await stack.up();
    const pids = names.map((name) => agentOf(connection.snapshot(), name).pid!);
    for (const pid of pids) assert.equal(await processEnvironmentHas(pid, 'PYENV_VERSION=3.12.1'), true);
    process.kill(pids[0]!, 'SIGKILL');
    const again = await untilAgent(connection, 'First', ({ state, pid }) => state === 'ready' && pid !== pids[0]);
    assert.equal(await processEnvironmentHas(again.pid!, 'PYENV_VERSION=3.12.1'), true);
    assert.equal(runsOf('json').length, 1, 'the shim was asked once');
    assert.equal(runsOf('agent.py').length, 0, 'no agent was started through it');
  });

  it('are started through it where their entries decide otherwise than the rest, and where it does not answer', async () => {
    const environment = install('3.12.1');
    const ports = await freePorts(2);
    stack = new TestStack(
      {
        Plain: { healthPort: ports[0]! },
        Chosen: { healthPort: ports[1]!, environment: { PYENV_ROOT: '/elsewhere' } },
      },
      environment,
    );
    const connection = await stack.up();
    assert.equal(runsOf('json').length, 2, 'asked for each of the two');
    const { pid } = agentOf(connection.snapshot(), 'Chosen');
    assert.equal(await processEnvironmentHas(pid!, 'PYENV_ROOT=/elsewhere'), true);

    await connection.stop();
    const silent = `#!/bin/sh\necho "$@" >>${folder}/runs\n[ "$1" = -I ] && exit 1\nexec ${python} "$@"\n`;
    writeFileSync(join(folder, 'shims', 'python3'), silent);
    await connection.shutdown();
    const other = await stack.up();
    await untilAgent(other, 'Plain', ({ state }) => state === 'ready');
    assert.equal(runsOf('agent.py').length, 2, 'both agents');
  });
});
