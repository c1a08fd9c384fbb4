import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttp2 } from 'node:http2';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProbeDefinition } from '../definition/model';
import { createProber, type ProbeTarget } from './probe';
import { RECORDED } from './zmtp-recorded';

type Close = () => void;
const open: Close[] = [];

async function listen(server: Server, port = 0): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  open.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}

const http = (answer: (request: IncomingMessage, response: ServerResponse) => void, port = 0) =>
  listen(createHttp(answer), port);
const json = (status: number, body: object) =>
  http((request, response) => {
    response.statusCode = request.url === '/health' ? status : 404;
    response.end(JSON.stringify(body));
  });

/** A ZeroMQ peer that plays back recorded bytes; `reply` null never answers. */
function zmq(ready: Buffer, reply: Buffer | null, greeting = RECORDED.greeting): Promise<number> {
  return listen(
    createServer((socket) => {
      let heard = 0;
      socket.write(greeting.subarray(0, 10));
      socket.on('data', (chunk) => {
        const before = heard;
        heard += chunk.length;
        if (before < 64 && heard >= 64) socket.write(Buffer.concat([greeting.subarray(10), ready]));
        // Everything behind the greeting is READY and question in one write.
        else if (before >= 64 && reply) for (const byte of reply) socket.write(Buffer.from([byte]));
      });
    }),
  );
}

function prober(target: Partial<ProbeTarget>, definition: ProbeDefinition | null = null, timeoutMs = 1500) {
  return createProber({ port: null, healthPort: null, definition, ...target }, { timeoutMs });
}

const check = async (target: Partial<ProbeTarget>, definition: ProbeDefinition | null = null, timeoutMs = 1500) =>
  prober(target, definition, timeoutMs).check();

describe('probes', () => {
  afterEach(() => open.splice(0).forEach((close) => close()));

  describe('http', () => {
    const asHttp: ProbeDefinition = { kind: 'http' };

    it('believes status code and body together', async () => {
      for (const [status, body, verdict] of [
        [200, { status: 'ok' }, 'healthy'],
        [200, { uptime: 3 }, 'healthy'],
        [200, { status: 'degraded' }, 'degraded'],
        [200, { status: 'degraded', health_status: 'unhealthy' }, 'unhealthy'],
        [503, { status: 'ok' }, 'unhealthy'],
        [500, {}, 'unhealthy'],
        [401, {}, 'open'],
      ] as const) {
        const result = await check({ port: await json(status, body) }, asHttp);
        assert.equal(result.verdict, verdict, `${status} ${JSON.stringify(body)}: ${result.detail}`);
      }
    });

    it('tries the usual paths, and calls a server that knows none alive but not healthy', async () => {
      const asked: string[] = [];
      const port = await http((request, response) => {
        asked.push(request.url ?? '');
        response.statusCode = request.url === '/ready' ? 200 : 404;
        response.end('ready');
      });
      assert.equal((await check({ port }, asHttp)).verdict, 'healthy');
      assert.deepEqual(asked, ['/health', '/healthz', '/ready']);
      const none = await check({ port: await http((_, response) => response.writeHead(404).end()) }, asHttp);
      assert.equal(none.verdict, 'open');
      assert.match(none.detail, /404 on \/health, \/healthz, \/ready/);
    });

    it('asks the path the startup file names, and follows a redirect only to the same server', async () => {
      const port = await http((request, response) => {
        if (request.url === '/api/alive') response.writeHead(307, { location: '/api/alive/' }).end();
        else if (request.url === '/api/alive/') response.end('ok');
        else response.writeHead(404).end();
      });
      assert.equal((await check({ port }, { kind: 'http', path: '/api/alive' })).verdict, 'healthy');
      let elsewhere = 0;
      const other = await http((_, response) => (elsewhere++, response.end('ok')));
      const away = await http((_, response) =>
        response.writeHead(302, { location: `http://127.0.0.1:${other}/health` }).end(),
      );
      assert.equal((await check({ port: away }, asHttp)).verdict, 'open');
      assert.equal(elsewhere, 0);
    });

    it('reads no more of an endless body than it needs, and gives up in time', async () => {
      const endless = await http((_, response) => {
        const more = () => void (response.destroyed || response.write('x'.repeat(8192), () => setImmediate(more)));
        more();
      });
      assert.equal((await check({ port: endless }, asHttp)).verdict, 'healthy');
      const silent = await http(() => undefined);
      const result = await check({ port: silent }, asHttp, 100);
      assert.equal(result.verdict, 'unhealthy');
      assert.ok(result.latencyMs < 1000);
    });

    it('says so when the peer speaks something else, or is not there', async () => {
      const foreign = await listen(createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')));
      assert.equal((await check({ port: foreign }, asHttp)).verdict, 'open');
      open.splice(0).forEach((close) => close());
      assert.equal((await check({ port: foreign }, asHttp)).verdict, 'unreachable');
    });
  });

  describe('zmq', () => {
    const asZmq: ProbeDefinition = { kind: 'zmq' };

    it('reads the status in the reply of a REP, a ROUTER and a DEALER', async () => {
      const router = Buffer.from(
        RECORDED.readyRep.toString('hex').replace('190552', '1c0552').replace('03524550', '06524f55544552'),
        'hex',
      );
      for (const ready of [RECORDED.readyRep, router, RECORDED.readyDealer]) {
        const result = await check({ port: await zmq(ready, RECORDED.reply) }, asZmq);
        assert.equal(result.verdict, 'healthy', result.detail);
      }
    });

    it('does not disturb sockets that answer no questions', async () => {
      const result = await check({ port: await zmq(RECORDED.readyPub, RECORDED.reply) }, asZmq);
      assert.equal(result.verdict, 'open');
      assert.match(result.detail, /PUB socket/);
    });

    it('says which security the peer asks for', async () => {
      const greeting = Buffer.from(RECORDED.greeting);
      greeting.write('CURVE', 12, 'ascii');
      const result = await check({ port: await zmq(RECORDED.readyRep, null, greeting) }, asZmq);
      assert.equal(result.verdict, 'open');
      assert.match(result.detail, /CURVE security/);
    });

    it('takes silence as illness and a foreign protocol as open', async () => {
      assert.equal((await check({ port: await zmq(RECORDED.readyRep, null) }, asZmq, 100)).verdict, 'unhealthy');
      const port = await listen(createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
      assert.equal((await check({ port }, asZmq)).verdict, 'open');
    });
  });

  it('tcp: an open port is open, never healthy', async () => {
    const port = await listen(createServer());
    assert.equal((await check({ port }, { kind: 'tcp' })).verdict, 'open');
  });

  it('grpc: serving, not serving, without the service, and not gRPC at all', async () => {
    const grpc = (status: number, body: number[]) => {
      const server = createHttp2();
      server.on('stream', (stream) => {
        stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
        stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': String(status) }));
        stream.end(Buffer.from(body));
      });
      return listen(server);
    };
    const asGrpc: ProbeDefinition = { kind: 'grpc' };
    assert.equal((await check({ port: await grpc(0, [0, 0, 0, 0, 2, 8, 1]) }, asGrpc)).verdict, 'healthy');
    assert.equal((await check({ port: await grpc(0, [0, 0, 0, 0, 2, 8, 2]) }, asGrpc)).verdict, 'unhealthy');
    assert.equal((await check({ port: await grpc(12, []) }, asGrpc)).verdict, 'open');
    assert.equal((await check({ port: await grpc(0, [0, 0, 0, 0, 2, 8, 1]) })).kind, 'grpc', 'found out by auto');
    assert.equal((await check({ port: await json(200, {}) }, asGrpc)).verdict, 'open');
  });

  describe('exec', () => {
    const exec = (script: string): ProbeDefinition => ({ kind: 'exec', command: [process.execPath, '-e', script] });

    it('goes by the exit code and quotes the last line', async () => {
      assert.equal((await check({}, exec(''))).verdict, 'healthy');
      const failed = await check({}, exec('console.log("first"); console.error("no model"); process.exitCode = 3'));
      assert.equal(failed.verdict, 'unhealthy');
      assert.match(failed.detail, /exits with 3: no model/);
      assert.equal((await check({}, { kind: 'exec', command: ['/no/such/program'] })).verdict, 'unhealthy');
      assert.equal((await check({}, { kind: 'exec' })).verdict, 'unhealthy');
    });

    it('ends a command that takes too long, even when its child holds the pipe', async () => {
      const result = await check({}, exec('require("child_process").spawn("sleep", ["60"], {stdio: "inherit"})'), 400);
      assert.match(result.detail, /did not end within/);
      assert.ok(result.latencyMs < 3000);
    });
  });

  it('log: healthy once the pattern was written in this start, across chunks and truncation', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'log-probe-'));
    try {
      const logFile = join(folder, 'a.log');
      writeFileSync(logFile, 'Server ready\n');
      const definition: ProbeDefinition = { kind: 'log', pattern: 'Server ready' };
      const asked = prober({ logFile, logOffset: 13 }, definition);
      assert.equal((await asked.check()).verdict, 'unreachable');
      appendFileSync(logFile, 'loading\nServer re');
      assert.equal((await asked.check()).verdict, 'unreachable');
      appendFileSync(logFile, 'ady\n');
      assert.equal((await asked.check()).verdict, 'healthy');
      writeFileSync(logFile, '');
      assert.equal((await asked.check()).verdict, 'healthy');
      const later = prober({ logFile, logOffset: 13, logSeen: true }, definition);
      assert.equal((await later.check()).verdict, 'healthy', 'seen before by another supervisor');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('log: finds what a rotation took away between two looks, even when it cut it in two', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'log-probe-'));
    try {
      const logFile = join(folder, 'a.log');
      writeFileSync(logFile, 'loading, for a long time\n');
      const definition: ProbeDefinition = { kind: 'log', pattern: 'Server ready' };
      const [first, second] = [prober({ logFile }, definition), prober({ logFile }, definition)];
      for (const asked of [first, second]) assert.equal((await asked.check()).verdict, 'unreachable');
      writeFileSync(`${logFile}.1`, 'loading, for a long time\nServer ready\n');
      writeFileSync(logFile, '');
      assert.equal((await first.check()).verdict, 'healthy');
      writeFileSync(`${logFile}.1`, 'loading, for a long time\nServer r');
      writeFileSync(logFile, 'eady\n');
      assert.equal((await second.check()).verdict, 'healthy');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  describe('auto', () => {
    it('prefers the health port, and says which question was answered', async () => {
      const port = await json(200, { status: 'degraded' });
      const healthPort = await json(200, { status: 'ok' });
      const result = await check({ port, healthPort });
      assert.deepEqual([result.verdict, result.kind, result.port], ['healthy', 'http', healthPort]);
    });

    it('finds HTTP on the port after a ZeroMQ health port', async () => {
      for (let attempt = 0; attempt < 20; attempt++) {
        const healthPort = await zmq(RECORDED.readyRep, RECORDED.reply);
        try {
          await http((_, response) => response.end('degraded'), healthPort + 1);
        } catch {
          continue; // the next port is taken; find another pair
        }
        const result = await check({ port: null, healthPort });
        assert.deepEqual([result.verdict, result.kind, result.port], ['degraded', 'http', healthPort + 1]);
        const owned = await check({ port: null, healthPort, ownedPorts: () => [healthPort] });
        assert.deepEqual([owned.verdict, owned.kind], ['healthy', 'zmq'], 'a neighbour on the next port is not asked');
        return;
      }
      assert.fail('no two ports in a row');
    });

    it('asks by ZeroMQ where a ZeroMQ peer greets', async () => {
      const result = await check({ port: await zmq(RECORDED.readyRep, RECORDED.reply) });
      assert.deepEqual([result.verdict, result.kind], ['healthy', 'zmq']);
    });

    it('goes on to the main port when the health port is closed or mute', async () => {
      const port = await json(200, { status: 'ok' });
      const mute = await listen(createServer());
      assert.equal((await check({ port, healthPort: mute })).port, port);
      const result = await check({ port, healthPort: await zmq(RECORDED.readyPub, null) });
      assert.deepEqual([result.verdict, result.port], ['healthy', port]);
    });

    it('also finds a port the file does not declare, when the agent owns it', async () => {
      const actual = await json(200, { status: 'ok' });
      const result = await check({ port: 1, healthPort: 2, ownedPorts: () => [actual] });
      assert.deepEqual([result.verdict, result.port], ['healthy', actual]);
    });

    it('asks nobody else when the agent owns no port yet', async () => {
      const port = await json(200, { status: 'ok' });
      const result = await check({ port, ownedPorts: () => [] });
      assert.equal(result.verdict, 'unreachable');
      assert.match(result.detail, new RegExp(`does not listen on port ${port} yet`));
    });

    it('calls a port open that cannot be asked', async () => {
      const result = await check({ port: await listen(createServer((socket) => socket.write('hello'))) });
      assert.deepEqual([result.verdict, result.kind], ['open', 'tcp']);
    });

    it('remembers who answered, and takes later silence from there as illness', async () => {
      let mute = false;
      let asked = 0;
      const healthPort = await http((_, response) => (asked++, mute || response.end('ok')));
      const port = await json(200, { status: 'ok' });
      const agent = prober({ port, healthPort }, null, 200);
      assert.equal((await agent.check()).verdict, 'healthy');
      assert.equal((await agent.check()).verdict, 'healthy');
      assert.equal(asked, 2);
      mute = true;
      const silent = await agent.check();
      assert.deepEqual([silent.verdict, silent.port], ['unhealthy', healthPort]);
    });

    it('looks again when the one who answered is gone', async () => {
      const first = await json(200, { status: 'ok' });
      const agent = prober({ port: null, healthPort: first });
      assert.equal((await agent.check()).verdict, 'healthy');
      open.splice(0).forEach((close) => close());
      assert.equal((await agent.check()).verdict, 'unreachable');
      await http((_, response) => response.end('degraded'), first);
      assert.equal((await agent.check()).verdict, 'degraded');
    });

    it('rejects with the reason when it is aborted', async () => {
      const stop = new AbortController();
      const port = await http(() => undefined);
      const pending = prober({ port }).check(stop.signal);
      setTimeout(() => stop.abort(new Error('enough')), 100);
      await assert.rejects(pending, /enough/);
    });
  });
});
