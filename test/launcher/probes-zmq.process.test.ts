import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { createProber } from '@agent-preflight/stack/probes/probe';

/** One of each kind of ZeroMQ socket an agent might have on its port, by the real library. */
const PEERS = `
import json, threading, zmq
context = zmq.Context()

def rep(socket):
    while True:
        request = socket.recv_json()
        known = request.get("action") == "health_check"
        socket.send_json({"status": "ok", "health_status": "degraded"} if known else {"status": "error"})

def router(socket):
    while True:
        client, empty, body = socket.recv_multipart()
        assert json.loads(body)["action"] == "health_check"
        socket.send_multipart([client, empty, b'{"status": "healthy", "padding": "' + b"x" * 70000 + b'"}'])

def dealer(socket):
    while True:
        assert socket.recv_json()["action"] == "health_check"
        socket.send_json({"status": "running"})

def heartbeat(socket):
    rep(socket)

def idle(socket):
    threading.Event().wait()

def start(name, kind, serve, prepare=lambda socket: None):
    socket = context.socket(kind)
    prepare(socket)
    port = socket.bind_to_random_port("tcp://127.0.0.1")
    threading.Thread(target=serve, args=(socket,), daemon=True).start()
    return name, port

def curve(socket):
    _, socket.curve_secretkey = zmq.curve_keypair()
    socket.curve_server = True

def beat(socket):
    socket.setsockopt(zmq.HEARTBEAT_IVL, 20)
    socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, 100)

peers = [
    start("rep", zmq.REP, rep), start("router", zmq.ROUTER, router), start("dealer", zmq.DEALER, dealer),
    start("heartbeat", zmq.REP, heartbeat, beat), start("pub", zmq.PUB, idle), start("pull", zmq.PULL, idle),
    start("deaf", zmq.REP, idle),
]
if zmq.has("curve"):
    peers.append(start("curve", zmq.REP, rep, curve))
print(json.dumps(dict(peers)), flush=True)
threading.Event().wait()
`;

const candidates = ['python3', '/usr/bin/python3'];
const python = candidates.find((program) => spawnSync(program, ['-c', 'import zmq']).status === 0);

describe('the ZeroMQ probe and the real library', function () {
  let child: ChildProcess;
  let ports: Record<string, number>;

  before(async function () {
    if (!python) return this.skip();
    const started = spawn(python, ['-c', PEERS], { stdio: ['ignore', 'pipe', 'inherit'] });
    child = started;
    const [line] = (await once(createInterface({ input: started.stdout }), 'line')) as [string];
    ports = JSON.parse(line) as Record<string, number>;
  });
  after(() => child?.kill('SIGKILL'));

  const check = (name: string, kind: 'zmq' | 'auto', timeoutMs = 3000) =>
    createProber({ port: ports[name]!, healthPort: null, definition: { kind } }, { timeoutMs }).check();

  for (const [name, verdict] of [
    ['rep', 'degraded'],
    ['router', 'healthy'],
    ['dealer', 'healthy'],
    ['heartbeat', 'degraded'],
  ] as const) {
    it(`${name} answers ${verdict}, asked outright or found out`, async () => {
      for (const kind of ['zmq', 'auto'] as const) {
        const result = await check(name, kind);
        assert.deepEqual([result.verdict, result.kind], [verdict, 'zmq'], result.detail);
      }
    });
  }

  it('asks again and again without upsetting the agent', async () => {
    const prober = createProber({ port: ports.rep!, healthPort: null, definition: null });
    for (let round = 0; round < 50; round++) assert.equal((await prober.check()).verdict, 'degraded');
  });

  for (const name of ['pub', 'pull', 'curve']) {
    it(`${name} is open and cannot be asked`, async function () {
      if (!(name in ports)) this.skip();
      const result = await check(name, 'auto');
      assert.equal(result.verdict, 'open', result.detail);
    });
  }

  it('an agent that never answers is unhealthy within the time limit', async () => {
    const result = await check('deaf', 'zmq', 300);
    assert.equal(result.verdict, 'unhealthy');
    assert.ok(result.latencyMs < 1000);
  });
});
