import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOME_VARIABLE } from '../../stack/rendezvous/stack-paths';
import { CliProcess } from './cli-harness';
import { eventually, freePorts, TestStack, type AgentSpec } from './harness';

describe('the command line in odd surroundings', function () {
  this.timeout(60_000);
  let stack: TestStack;
  afterEach(() => stack.clean());

  const start = (args: readonly string[], cwd = stack.directory, env: NodeJS.ProcessEnv = {}) =>
    CliProcess.start(args, { cwd, env: { ...stack.environment, NO_COLOR: '1', ...env } });
  const run = async (...parameters: Parameters<typeof start>) => (await start(...parameters)).ended;

  async function one(overrides: AgentSpec = {}): Promise<void> {
    const [healthPort] = await freePorts(1);
    stack = new TestStack({ Hub: { healthPort: healthPort!, ...overrides } });
  }

  it('finds the stack from a subfolder of its project, and from elsewhere by name', async () => {
    await one();
    const below = join(stack.directory, 'docs', 'with späce');
    mkdirSync(below, { recursive: true });
    writeFileSync(join(stack.directory, '.agent-preflight.yaml'), '');
    const up = await run(['up'], below);
    assert.equal(up.code, 0, up.stdout + up.stderr);
    assert.match((await run(['status', stack.file], '/')).stdout, /^Hub\s+ready/m);
  });

  it('leaves the start under way when Ctrl-C ends the waiting', async () => {
    await one({ environment: { FIXTURE_SLOW_START: '60' } });
    const up = await start(['up']);
    await eventually(() => up.stdout.includes('Hub starting'), 'the start', 20_000);
    up.child.kill('SIGINT');
    const { code, stderr } = await up.ended;
    assert.deepEqual([code, stderr], [1, '']);
    assert.ok((await stack.processes()).length > 0);
    assert.equal((await run(['down'])).code, 0);
    assert.deepEqual(await stack.processes(), []);
  });

  it('says what to do where its directories cannot be made', async function () {
    if (process.platform !== 'linux') this.skip();
    await one();
    const nowhere = { [HOME_VARIABLE]: '', XDG_RUNTIME_DIR: '/proc/nowhere' };
    const { code, stderr } = await run(['up'], stack.directory, nowhere);
    assert.equal(code, 1);
    assert.match(stderr, /^agent-preflight: \/proc\/nowhere\/.* cannot be made .*AGENT_PREFLIGHT_HOME/);
  });

  it('does not mind a reader that has seen enough', async () => {
    await one();
    const help = await start(['--help']);
    help.child.stdout?.destroy();
    const { code, stderr } = await help.ended;
    assert.deepEqual([code, stderr], [0, '']);
  });
});
