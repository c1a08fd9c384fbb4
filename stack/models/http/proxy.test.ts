import assert from 'node:assert/strict';
import { createServer, request as forward } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { sampleBytes, serveModel } from '../testing/model-server';
import type { Body } from './body';
import { openResponse } from './open-response';
import { proxyFor } from './proxy';

const chosen = (url: string, environment: Record<string, string>): string | null =>
  proxyFor(new URL(url), environment)?.host ?? null;

describe('proxies of the environment', () => {
  it('are chosen by the scheme of the address', () => {
    const environment = { http_proxy: 'http://plain:1', HTTPS_PROXY: 'secure:2' };
    assert.equal(chosen('http://models.example.org/a', environment), 'plain:1');
    assert.equal(chosen('https://models.example.org/a', environment), 'secure:2');
    assert.equal(chosen('https://models.example.org/a', { ALL_PROXY: 'http://all:3' }), 'all:3');
    assert.equal(chosen('https://models.example.org/a', { https_proxy: '' }), null);
  });

  it('are left out where no_proxy says so, and for this machine', () => {
    const through = (host: string, list: string): boolean =>
      chosen(`http://${host}/a`, { http_proxy: 'http://p:1', no_proxy: list }) !== null;
    for (const [host, list, expected] of [
      ['models.example.org', '', true],
      ['localhost:8000', '', false],
      ['127.0.0.1', '', false],
      ['[::1]:80', '', false],
      ['models.example.org', 'example.org', false],
      ['models.example.org', '.example.org', false],
      ['models.example.org', '*.example.org', false],
      ['notexample.org', 'example.org', true],
      ['models.example.org', 'other.org, models.example.org:80', false],
      ['models.example.org', 'models.example.org:8080', true],
      ['models.example.org', '*', false],
      ['10.1.2.3', '10.0.0.0/8', false],
      ['11.1.2.3', '10.0.0.0/8', true],
      ['192.168.1.5', '192.168.1.5', false],
      ['[fd00::1]', 'fd00::/8', false],
      ['MODELS.example.org', 'models.EXAMPLE.org', false],
    ] as const) {
      assert.equal(through(host, list), expected, `${host} with no_proxy=${list}`);
    }
  });

  it('that are no address, or speak something else, are told', () => {
    assert.throws(() => chosen('http://a.example.org', { http_proxy: 'socks5://p:1' }), /must be http:\/\/host:port/);
    assert.throws(() => chosen('http://a.example.org', { http_proxy: 'http://' }), /must be http:\/\/host:port/);
  });

  it('are asked for what is fetched, with who asks', async () => {
    const body = sampleBytes(10_000);
    const server = await serveModel(body);
    const seen: string[] = [];
    const proxy = createServer((incoming, outgoing) => {
      seen.push(`${incoming.url} ${incoming.headers['proxy-authorization']}`);
      const { port } = new URL(server.url);
      forward({ host: '127.0.0.1', port, path: '/weights.gguf' }, (answer) => answer.pipe(outgoing)).end();
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    try {
      const { body: got } = await openResponse({
        url: new URL('http://models.internal/weights.gguf?x=1'),
        headers: {},
        environment: { http_proxy: `http://me:word@127.0.0.1:${port}` },
        pinned: false,
        answerMs: 5_000,
        signal: new AbortController().signal,
      });
      assert.deepEqual(await collect(got), body);
      assert.deepEqual(seen, [
        `http://models.internal/weights.gguf?x=1 Basic ${Buffer.from('me:word').toString('base64')}`,
      ]);
    } finally {
      proxy.closeAllConnections();
      proxy.close();
      await server.close();
    }
  });

  it('are given a tunnel to ask for, and no more, where the address is https', async () => {
    const asked: string[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, socket) => {
      asked.push(String(request.url));
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    try {
      const asking = openResponse({
        url: new URL('https://models.internal/weights.gguf'),
        headers: {},
        environment: { https_proxy: `http://127.0.0.1:${port}` },
        pinned: false,
        answerMs: 5_000,
        signal: new AbortController().signal,
      });
      await assert.rejects(asking, /the proxy .* answers 407 for models\.internal:443/);
      assert.deepEqual(asked, ['models.internal:443']);
    } finally {
      proxy.closeAllConnections();
      proxy.close();
    }
  });

  it('carry what is said to the server behind them', async () => {
    // The end of the tunnel speaks no TLS: what arrives there must be the beginning of a TLS conversation.
    let first: number | null = null;
    const behind = createServer();
    behind.on('connection', (socket) => socket.on('error', () => undefined));
    behind.on('clientError', (error: Error & { rawPacket?: Buffer }, socket) => {
      first ??= error.rawPacket?.[0] ?? null;
      socket.destroy();
    });
    await new Promise<void>((resolve) => behind.listen(0, '127.0.0.1', resolve));
    const proxy = createServer();
    proxy.on('connect', (_request, socket) => {
      const through = connect((behind.address() as AddressInfo).port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        through.pipe(socket).pipe(through);
      });
      for (const one of [through, socket]) one.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    try {
      const asking = openResponse({
        url: new URL('https://models.internal/weights.gguf'),
        headers: {},
        environment: { https_proxy: `127.0.0.1:${(proxy.address() as AddressInfo).port}` },
        pinned: false,
        answerMs: 5_000,
        signal: new AbortController().signal,
      });
      await assert.rejects(asking, /models\.internal/);
      assert.equal(first, 22); // a TLS handshake
    } finally {
      for (const server of [proxy, behind]) {
        server.closeAllConnections();
        server.close();
      }
    }
  });
});

async function collect(body: Body): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of body.pieces()) pieces.push(piece);
  return Buffer.concat(pieces);
}
