import assert from 'node:assert/strict';
import { readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StackConnection } from '../../stack/attach/stack-connection';
import { CliProcess } from './cli-harness';
import { agentOf, eventually, fixtures, freePorts, TestStack, untilAgent } from './harness';

describe('up --watch', function () {
  this.timeout(60_000);
  let stack: TestStack;
  let cli: CliProcess;
  let connection: StackConnection;

  const at = (file: string) => join(stack.directory, file);
  const write = (file: string, text: string) => writeFileSync(at(file), text);
  const script = (...lines: string[]) =>
    [...lines, `import runpy; runpy.run_path("${fixtures}/agent.py")`, ''].join('\n');
  const pidOf = (name: string) => agentOf(connection.snapshot(), name).pid;
  const said = (what: RegExp) => eventually(() => what.test(cli.stdout), `${String(what)} in ${cli.stdout}`, 15_000);
  /** Resolves with the new pid once it is ready under another one than before. */
  const restarted = (name: string, before: number | null) =>
    untilAgent(connection, name, ({ state, pid }) => state === 'ready' && pid !== before);

  beforeEach(async () => {
    const ports = await freePorts(3);
    stack = new TestStack({
      One: { script: 'one.py', healthPort: ports[0]! },
      Two: { script: 'two.py', healthPort: ports[1]! },
    });
    write('.agent-preflight.yaml', '{}\n');
    write('shared.py', 'VALUE = 1\n');
    write('one.py', script('import shared'));
    write('two.py', script());
    const env = { ...stack.environment, NO_COLOR: '1' };
    cli = await CliProcess.start(['up', '--watch'], { cwd: stack.directory, env });
    await said(/Watching the sources/);
    connection = await stack.connect();
  });
  afterEach(async () => {
    cli.child.kill('SIGKILL');
    await cli.ended;
    await stack.clean();
  });

  it('restarts the agents that run what changed, and no others', async () => {
    const [one, two] = [pidOf('One'), pidOf('Two')];
    write('shared.py', 'VALUE = 2\n');
    await restarted('One', one);
    await said(/shared\.py changed: restarting One\n/);
    assert.equal(pidOf('Two'), two);

    // An editor that writes a new file and puts it in place; the import is new as well.
    write('two.py.tmp', script('import shared'));
    renameSync(at('two.py.tmp'), at('two.py'));
    await restarted('Two', two);
    const before = { one: pidOf('One'), two: pidOf('Two') };
    write('shared.py', 'VALUE = 3\n');
    await restarted('Two', before.two);
    await restarted('One', before.one);
  });

  it('leaves alone what was only touched, and ends with Ctrl-C while the stack goes on', async () => {
    const [one, two] = [pidOf('One'), pidOf('Two')];
    utimesSync(at('shared.py'), new Date(), new Date());
    write('two.py', readFileSync(at('two.py'), 'utf8'));
    write('.env', 'GREETING=hello\n'); // this one counts, for all
    await said(/\.env changed: restarting One, Two\n/);
    await restarted('One', one);
    await restarted('Two', two);
    assert.equal(cli.stdout.match(/restarting/g)?.length, 1);
    cli.child.kill('SIGINT');
    assert.equal((await cli.ended).code, 0, cli.stderr);
    assert.equal(agentOf(connection.snapshot(), 'One').state, 'ready');
  });

  it('keeps the old process while the new text does not parse', async () => {
    const one = pidOf('One');
    write('shared.py', 'VALUE = (\n');
    await said(/shared\.py:1.*error: .*\n[^]*One goes on; what runs is left alone until that is mended/);
    assert.equal(pidOf('One'), one);
    write('shared.py', 'VALUE = 4\n');
    await restarted('One', one);
  });

  it('takes over what changed in the startup file, and leaves everything alone while that is broken', async () => {
    const [one, two] = [pidOf('One'), pidOf('Two')];
    const text = readFileSync(stack.file, 'utf8');
    writeFileSync(stack.file, text.replace('One:', 'One: ['));
    await said(/startup\.yaml does not parse/);
    assert.deepEqual([pidOf('One'), pidOf('Two')], [one, two]);
    const more = '    Three:\n      script_path: two.py\n';
    writeFileSync(
      stack.file,
      text.replace('script_path: one.py', 'script_path: one.py\n      env_vars: {A: b}') + more,
    );
    await restarted('One', one);
    await untilAgent(connection, 'Two', ({ pid }) => pid === two);
    await connection.until(({ agents }) => agents.some(({ name, state }) => name === 'Three' && state === 'ready'));
    await said(/startup file.* changed: restarting One\n|startup\.yaml changed: restarting One\n/);
  });
});
