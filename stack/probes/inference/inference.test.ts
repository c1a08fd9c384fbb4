import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { InferenceDefinition } from '../../definition/model';
import { createProber } from '../probe';
import type { Prober, ProbeResult } from '../probe-result';
import { Engine } from './engine';
import { InferenceProber } from './inference-prober';
import { valueAt } from './json-path';

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: Record<string, unknown>;
  readonly headers: IncomingMessage['headers'];
}

/** Status and body of an answer; undefined is a 404, `silence` none at all. */
type Answer = readonly [number, unknown] | 'silence' | undefined;

describe('asking a model server', () => {
  let server: Server;
  let port: number;
  let asked: Asked[];
  let answer: (asked: Asked) => Answer;

  beforeEach(async () => {
    asked = [];
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
        const entry = { method: request.method ?? '', path: request.url ?? '', body, headers: request.headers };
        asked.push(entry);
        const given = answer(entry);
        if (given === 'silence') return;
        const [status, content] = given ?? [404, { detail: 'Not Found' }];
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(typeof content === 'string' ? content : JSON.stringify(content));
      });
    });
    port = await new Promise((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
    );
  });
  afterEach((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });

  const engine = (
    definition: Partial<InferenceDefinition> = {},
    environment: Record<string, string> = {},
    timeoutMs = 5_000,
  ) => new Engine({ host: '127.0.0.1', port, definition: { api: 'auto', ...definition }, environment, timeoutMs });
  const ask = (...parameters: Parameters<typeof engine>) => engine(...parameters).ask(new AbortController().signal);
  const posts = () => asked.filter(({ method }) => method === 'POST');

  const completion = { choices: [{ index: 0, text: ' pong', finish_reason: 'length' }] };
  const chat = { choices: [{ message: { role: 'assistant', content: 'pong' }, finish_reason: 'stop' }] };
  const catalogue = { object: 'list', data: [{ id: 'phi-3-mini', object: 'model' }] };

  it('finds out by itself how a server wants to be asked, and which model it has', async () => {
    const servers: [string, Record<string, unknown>, string, (body: Record<string, unknown>) => unknown][] = [
      [
        'completions',
        { '/v1/models': catalogue, '/v1/completions': completion },
        '/v1/completions',
        ({ model }) => model,
      ],
      [
        'chat only',
        { '/v1/models': catalogue, '/v1/chat/completions': chat },
        '/v1/chat/completions',
        ({ model }) => model,
      ],
      [
        'embeddings',
        { '/v1/models': catalogue, '/v1/embeddings': { data: [{ embedding: [0.1] }] } },
        '/v1/embeddings',
        ({ model }) => model,
      ],
      [
        'ollama',
        { '/api/tags': { models: [{ name: 'phi-3-mini' }] }, '/api/generate': { response: '', done: true } },
        '/api/generate',
        ({ model }) => model,
      ],
      [
        'tgi',
        { '/info': { model_id: 'phi-3-mini' }, '/generate': { generated_text: 'pong' } },
        '/generate',
        ({ inputs }) => inputs && 'phi-3-mini',
      ],
      [
        'llama.cpp',
        {
          '/props': { default_generation_settings: {}, model_path: 'a.gguf' },
          '/completion': { content: 'p', stop: true },
        },
        '/completion',
        ({ prompt }) => prompt && 'phi-3-mini',
      ],
    ];
    for (const [name, routes, path, model] of servers) {
      asked = [];
      answer = (request) => (request.path in routes ? [200, routes[request.path]] : undefined);
      const verdict = await ask();
      assert.equal(verdict.kind, 'works', `${name}: ${verdict.detail}`);
      assert.equal(posts().at(-1)?.path, path, name);
      assert.equal(model(posts().at(-1)!.body), 'phi-3-mini', name);
    }
  });

  it('asks for one token, remembers what worked, and asks no more than that', async () => {
    answer = ({ path }) =>
      path === '/v1/models' ? [200, catalogue] : path === '/v1/chat/completions' ? [200, chat] : undefined;
    const one = engine();
    await one.ask(new AbortController().signal);
    asked = [];
    await one.ask(new AbortController().signal);
    assert.deepEqual(
      asked.map(({ path }) => path),
      ['/v1/chat/completions'],
    );
    assert.equal(asked[0]?.body['max_tokens'], 1);
    assert.equal(asked[0]?.body['stream'], false);
  });

  it('tells a dead engine from one that may not, or cannot be asked', async () => {
    const only = (status: number, content: unknown) => {
      answer = ({ path }) =>
        path === '/v1/models' ? [200, catalogue] : path === '/v1/completions' ? [status, content] : undefined;
      return ask();
    };
    const cases: [number, unknown, string, RegExp][] = [
      [500, { detail: 'EngineDeadError: engine core died' }, 'broken', /answers 500, EngineDeadError/],
      [503, { error: { message: 'Loading model', code: 503 } }, 'broken', /Loading model/],
      [200, { error: { message: 'CUDA out of memory' } }, 'broken', /with an error: .*CUDA out of memory/],
      [200, {}, 'broken', /without an answer at choices\.0\.text/],
      [200, '<html>sign in</html>', 'broken', /without JSON/],
      [429, { error: 'queue is full' }, 'unasked', /too busy/],
      [401, { error: { message: 'no key' } }, 'unasked', /asks for authentication \(header_env\)/],
      [404, { error: { message: 'The model `x` does not exist.' } }, 'unasked', /does not exist/],
    ];
    for (const [status, content, kind, detail] of cases) {
      const verdict = await only(status, content);
      assert.equal(verdict.kind, kind, `${status}: ${verdict.detail}`);
      assert.match(verdict.detail, detail);
    }
    answer = () => undefined;
    assert.match((await ask()).detail, /no way to ask its model was found/);
    answer = () => [503, 'loading'];
    assert.equal((await ask()).kind, 'broken', 'a server that is still loading is no server of an unknown kind');
  });

  it('does not wait for ever, and takes a closed port and a broken connection for what they are', async () => {
    answer = ({ method }) => (method === 'POST' ? 'silence' : [200, catalogue]);
    const slow = await ask({}, {}, 150);
    assert.deepEqual([slow.kind, /no answer on port \d+ within 0\.15 s/.test(slow.detail)], ['broken', true]);
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    const closed = await ask();
    assert.deepEqual([closed.kind, /nothing listens on port/.test(closed.detail)], ['broken', true]);
  });

  it('asks what the file says, and looks for what it expects', async () => {
    answer = ({ path, body }) =>
      path === '/act' ? [200, { result: { items: [{ text: `Echo ${String(body['say'])}` }] } }] : undefined;
    const definition = {
      api: 'custom',
      path: '/act',
      body: '{"say": "hello"}',
      jsonPath: '$.result.items[0].text',
    } as const;
    assert.equal((await ask({ ...definition, expect: 'ECHO HELLO' })).kind, 'works');
    const other = await ask({ ...definition, expect: 'goodbye' });
    assert.deepEqual([other.kind, /without "goodbye": Echo hello/.test(other.detail)], ['broken', true]);
    assert.equal((await ask({ ...definition, jsonPath: 'result.none' })).kind, 'broken');
    answer = ({ method }) => [200, method];
    assert.equal((await ask({ api: 'custom', path: '/act', expect: 'get' })).kind, 'works');
  });

  it('takes keys from the environment, and shows them nowhere', async () => {
    const key = ['sk', 'not', 'a', 'real', 'key'].join('-');
    answer = ({ headers }) => [401, { error: { message: `wrong key: ${headers.authorization ?? 'none'}` } }];
    const definition = { api: 'openai', model: 'm', headerEnv: { Authorization: 'MODEL_KEY' } } as const;
    const verdict = await ask(definition, { MODEL_KEY: key });
    assert.equal(asked.at(-1)?.headers.authorization, `Bearer ${key}`);
    assert.match(verdict.detail, /wrong key: \*\*\*/);
    assert.equal(verdict.detail.includes(key), false);
    assert.match((await ask(definition)).detail, /needs MODEL_KEY, which is not set/);
    await ask({ ...definition, headerEnv: { 'X-Api-Key': 'MODEL_KEY' } }, { MODEL_KEY: key });
    assert.equal(asked.at(-1)?.headers['x-api-key'], key);
  });

  it('asks nothing unless the file says so', async () => {
    answer = () => [200, { status: 'ok' }];
    const target = { port, healthPort: null, definition: null };
    assert.equal((await createProber(target).check()).verdict, 'healthy');
    assert.deepEqual(posts(), []);
    const inference = { api: 'openai-chat', model: 'm' } as const;
    const broken = await createProber({ ...target, definition: { kind: 'auto', inference } }).check();
    assert.equal(broken.verdict, 'unhealthy');
    assert.match(
      broken.detail,
      /^answers, but its engine does not: POST \/v1\/chat\/completions answers 200 without an answer/,
    );
  });
});

describe('a question to the model behind a probe of health', () => {
  let now: number;
  let health: ProbeResult['verdict'];
  let verdicts: ('works' | 'broken' | 'unasked')[];
  let questions: number;
  let prober: Prober;

  beforeEach(() => {
    now = 0;
    health = 'healthy';
    verdicts = [];
    questions = 0;
    const healthProber: Prober = {
      check: async () => ({ verdict: health, kind: 'http', port: 1, latencyMs: 1, detail: 'GET /health answers 200' }),
    };
    const engine = {
      ask: async () => {
        questions++;
        return { kind: verdicts.shift() ?? 'works', detail: 'detail' };
      },
    } as unknown as Engine;
    prober = new InferenceProber(healthProber, engine, { intervalMs: 60_000, retryMs: 10_000 }, () => now);
  });
  const check = async () => (await prober.check()).verdict;

  it('waits for good health, and for the first answer', async () => {
    health = 'unhealthy';
    assert.equal(await check(), 'unhealthy');
    assert.equal(questions, 0);
    health = 'healthy';
    verdicts = ['broken', 'works'];
    assert.equal(await check(), 'unhealthy');
    assert.equal(await check(), 'healthy');
  });

  it('asks rarely while the engine works, and again at once when it does not', async () => {
    await check();
    now = 59_000;
    await check();
    assert.equal(questions, 1);
    now = 61_000;
    verdicts = ['broken', 'broken', 'works'];
    assert.equal(await check(), 'healthy', 'nobody waits for an engine that works');
    assert.equal(await check(), 'unhealthy');
    assert.equal(questions, 3);
    assert.equal(await check(), 'healthy');
    assert.equal(await check(), 'healthy');
    assert.equal(questions, 4);
  });

  it('calls an agent degraded whose engine cannot be asked, and improves what is merely open', async () => {
    verdicts = ['unasked', 'works'];
    assert.equal(await check(), 'degraded');
    assert.equal(await check(), 'degraded');
    assert.equal(questions, 1);
    now = 10_001;
    health = 'open';
    assert.equal(await check(), 'healthy');
    health = 'degraded';
    assert.equal(await check(), 'degraded');
  });
});

describe('a place in JSON', () => {
  it('is found by dots, brackets and both', () => {
    const json = { choices: [{ message: { content: 'x' } }], 'a.b': 1, list: [[7]] };
    assert.equal(valueAt(json, 'choices.0.message.content'), 'x');
    assert.equal(valueAt(json, '$.choices[0].message["content"]'), 'x');
    assert.equal(valueAt(json, "['a.b']"), 1);
    assert.equal(valueAt(json, 'list[0][0]'), 7);
    assert.equal(valueAt(json, 'choices.3.text'), undefined);
    assert.equal(valueAt(null, 'a'), undefined);
    assert.equal(valueAt({}, 'constructor'), undefined);
  });
});
