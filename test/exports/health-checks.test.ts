import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttp, type Server as HttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import {
  nodeProbe,
  probeArguments,
  pythonProbe,
  pythonWait,
  type ProbeKind,
} from '@agent-preflight/stack/export/probe-script';
import type { Question } from '@agent-preflight/stack/export/handover';

/** One that knows pyzmq: Debian's, where it has python3-zmq. */
const PYTHON = process.env['AGENT_PREFLIGHT_ZMQ_PYTHON'] ?? '/usr/bin/python3';
const ZMQ_AGENT = `import sys, zmq
socket = zmq.Context().socket(zmq.REP)
port = socket.bind_to_random_port("tcp://127.0.0.1")
print(port, flush=True)
while True:
    assert socket.recv_json() == {"action": "health_check"}
    socket.send_json({"status": sys.argv[1]})
`;

interface Verdict {
  readonly code: number | null;
  readonly said: string;
}

async function run(program: string, args: readonly string[]): Promise<Verdict> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (said += piece));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said: said.trim().split('\n').at(-1) ?? '' };
}

const ask = (question: Question, limit = 2): Promise<Verdict> =>
  run(PYTHON, ['-c', pythonProbe(question.kind)!, String(limit), ...probeArguments(question)]);
const wait = (question: Question, seconds: number): Promise<Verdict> =>
  run(PYTHON, ['-c', pythonWait(question.kind)!, '1', ...probeArguments(question), String(seconds)]);
const askWithNode = (question: Question): Promise<Verdict> =>
  run(process.execPath, ['-e', nodeProbe(question.kind)!, '2', ...probeArguments(question)]);

describe('health checks of exports', () => {
  const servers: (Server | HttpServer)[] = [];
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  async function listening(server: Server | HttpServer): Promise<number> {
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }
  const http = (status: number, body: string, path = '/health') =>
    listening(
      createHttp((request, response) => {
        response.writeHead(request.url === path ? status : 404).end(body);
      }),
    );
  async function zmq(status: string): Promise<number> {
    const child = spawn(PYTHON, ['-c', ZMQ_AGENT, status], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    return Number(line.toString());
  }
  const closedPort = async () => {
    const server = createServer();
    const port = await listening(server);
    servers.pop();
    server.close();
    await once(server, 'close');
    return port;
  };

  it('believe what an agent says over HTTP, not that it says something', async () => {
    const question = async (status: number, body: string): Promise<Question> => ({
      kind: 'http',
      port: await http(status, body),
      path: '/health',
    });
    assert.equal((await ask(await question(200, '{"status": "ok"}'))).code, 0);
    assert.equal((await ask(await question(200, 'fine'))).code, 0);
    const ill = await ask(await question(200, '{"status": "ok", "health_status": "Unhealthy"}'));
    assert.deepEqual([ill.code, ill.said], [1, 'RuntimeError: it says Unhealthy']);
    assert.equal((await ask(await question(503, '{"status": "ok"}'))).code, 1);
    assert.equal((await ask({ kind: 'http', port: await closedPort(), path: '/health' })).code, 1);
  });

  it('speak ZeroMQ', async () => {
    assert.equal((await ask({ kind: 'zmq', port: await zmq('ok') })).code, 0);
    assert.equal((await ask({ kind: 'zmq', port: await zmq('error') })).code, 1);
    // A port that answers HTTP is no ZeroMQ agent.
    assert.equal((await ask({ kind: 'zmq', port: await http(200, 'ok') }, 0.3)).code, 1);
  });

  it('find out what an agent answers', async () => {
    const any = (...ports: number[]): Question => ({ kind: 'any', ports, path: null });
    assert.equal((await ask(any(await closedPort(), await http(200, '{"status": "ready"}', '/healthz')))).code, 0);
    assert.equal((await ask(any(await http(200, '{"status": "error"}')))).code, 1);
    assert.equal((await ask(any(await zmq('ok')))).code, 0);
    assert.equal((await ask(any(await zmq('error')))).code, 1);
    const silent = createServer((socket) => socket.on('error', () => undefined));
    assert.equal((await ask(any(await listening(silent)), 0.3)).code, 0, 'open is all that can be known');
    assert.equal((await ask(any(await closedPort()))).code, 1);
  });

  it('see whether a port is open', async () => {
    const port = await listening(createServer((socket) => socket.end()));
    for (const asked of [ask, askWithNode]) {
      assert.equal((await asked({ kind: 'tcp', port })).code, 0);
      assert.equal((await asked({ kind: 'tcp', port: await closedPort() })).code, 1);
    }
  });

  it('ask with Node, where there is no Python', async () => {
    assert.equal((await askWithNode({ kind: 'http', port: await http(200, 'ok'), path: '/health' })).code, 0);
    assert.equal((await askWithNode({ kind: 'http', port: await http(500, 'no'), path: '/health' })).code, 1);
  });

  it('wait for an agent that comes up, and not for ever', async () => {
    let healthy = false;
    const server = createHttp((_, response) => response.writeHead(healthy ? 200 : 503).end());
    const waiting = wait({ kind: 'http', port: await listening(server), path: '/health' }, 30);
    await once(server, 'request');
    healthy = true;
    assert.equal((await waiting).code, 0);
    const { code, said } = await wait({ kind: 'tcp', port: await closedPort() }, 0.2);
    assert.equal(code, 1);
    assert.match(said, /refused/i);
  });

  it('hold nothing that targets would take for something of theirs', () => {
    const kinds: ProbeKind[] = ['http', 'tcp', 'zmq', 'grpc', 'any', 'process'];
    for (const text of kinds.flatMap((kind) => [pythonProbe(kind), pythonWait(kind)])) {
      if (text !== null) assert.doesNotMatch(text, /[$%\\']/);
    }
    for (const kind of kinds) {
      const compiled = spawnSync(PYTHON, ['-c', 'import sys; compile(sys.stdin.read(), "probe", "exec")'], {
        input: pythonProbe(kind) ?? '',
      });
      assert.equal(compiled.status, 0, compiled.stderr.toString());
    }
  });
});
