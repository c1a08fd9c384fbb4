import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProcessTable } from '../../stack/machine/process-table';
import { agentOf, freePorts, TestStack, untilAgent } from './harness';

describe('a secret', function () {
  this.timeout(40_000);
  let stack: TestStack;
  afterEach(() => stack.clean());

  function filesBelow(directory: string): string[] {
    return readdirSync(directory).flatMap((name) => {
      const path = join(directory, name);
      const found = statSync(path);
      return found.isDirectory() ? filesBelow(path) : found.isFile() ? [path] : [];
    });
  }

  it('reaches the agent and is in no argument, state, answer or log of ours', async () => {
    const canary = `canary-${randomBytes(9).toString('hex')}`;
    const [port, healthPort] = await freePorts(2);
    stack = new TestStack({}, { SERVICE_API_KEY: canary });
    writeFileSync(join(stack.directory, '.env'), `DATABASE_PASSWORD=${canary}2\n`);
    stack.write({
      Keeper: {
        port: port!,
        healthPort: healthPort!,
        environment: { FIXTURE_PRINT: 'DATABASE_PASSWORD', OTHER_TOKEN: '${SERVICE_API_KEY}' },
      },
      Thrower: {
        environment: { FIXTURE_RAISE: 'bad key ${SERVICE_API_KEY}' },
        extra: ['restart: never'],
        required: false,
      },
    });
    const connection = await stack.up();
    await untilAgent(connection, 'Thrower', ({ state }) => state === 'failed');
    const answers = [
      connection.hello,
      connection.snapshot(),
      await connection.logs('Keeper'),
      await connection.logs('Thrower'),
    ];
    const arguments_ = (await readProcessTable()).map(({ command }) => command);
    assert.match(agentOf(connection.snapshot(), 'Thrower').cause?.text ?? '', /bad key •••/);
    assert.match((await connection.logs('Keeper')).lines.join('\n'), /^value •••$/m);

    // The agent itself was given the value: its own log, which it writes into directly, proves it.
    const ownLogs = new Set(connection.snapshot().agents.map(({ logFile }) => logFile));
    assert.match(
      readFileSync(agentOf(connection.snapshot(), 'Keeper').logFile, 'utf8'),
      new RegExp(`value ${canary}2`),
    );
    const ours = filesBelow(join(stack.directory, 'home')).filter((file) => !ownLogs.has(file));
    assert.ok(ours.includes(stack.paths.stateFile) && ours.includes(stack.paths.supervisorLog));
    for (const text of [...answers.map((answer) => JSON.stringify(answer)), ...arguments_]) {
      assert.ok(!text.includes(canary), text);
    }
    for (const file of ours) assert.ok(!readFileSync(file, 'utf8').includes(canary), file);
  });
});
