import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, freePorts, TestStack, untilAgent } from './harness';

/** A model server whose health is always good, and whose engine is not. */
describe('asking the model behind an agent', () => {
  let stack: TestStack;
  let engine: (answer: string) => void;
  let questions: () => { path: string; body: Record<string, unknown> }[];

  beforeEach(async () => {
    const [port] = await freePorts(1);
    stack = new TestStack({});
    const [state, log] = [join(stack.directory, 'engine'), join(stack.directory, 'asked')];
    engine = (answer) => writeFileSync(state, answer);
    questions = () =>
      existsSync(log)
        ? readFileSync(log, 'utf8')
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line) as ReturnType<typeof questions>[number])
        : [];
    stack.write({
      Model: {
        port,
        script: join(__dirname, 'fixtures/model_server.py'),
        environment: { ENGINE_FILE: state, ENGINE_LOG: log },
        extra: ['probe: {kind: inference, interval: 500ms, timeout: 2s}', 'health_check: {path: /health, retries: 2}'],
      },
    });
  });
  afterEach(() => stack.clean());

  it('is ready when the model answers, unhealthy when it does not although health is good, and ready again', async () => {
    engine('503');
    const connection = await stack.connect();
    await connection.start();
    await eventually(() => questions().length > 0, 'the model is asked');
    assert.equal((await untilAgent(connection, 'Model', () => true)).state, 'starting', 'good health is not enough');

    engine('200');
    const ready = await untilAgent(connection, 'Model', ({ state }) => state === 'ready');
    assert.match(ready.probe?.detail ?? '', /GET :\d+\/health answers 200.*its engine answered within \d+ ms/);
    assert.equal(questions().at(-1)?.path, '/v1/completions');
    assert.deepEqual([questions().at(-1)?.body['model'], questions().at(-1)?.body['max_tokens']], ['tiny', 1]);

    engine('500');
    const dead = await untilAgent(connection, 'Model', ({ state }) => state === 'unhealthy');
    assert.match(
      dead.reason ?? '',
      /answers, but its engine does not: POST \/v1\/completions answers 500, EngineDeadError/,
    );
    assert.equal(dead.pid, ready.pid);
    engine('200');
    await untilAgent(connection, 'Model', ({ state }) => state === 'ready');
  });
});
