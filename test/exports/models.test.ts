import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fetchArgument, fetchScript } from '@agent-preflight/stack/export/models-script';

const BYTES = randomBytes(3 << 20);
const SHA256 = createHash('sha256').update(BYTES).digest('hex');

describe('models, as exports fetch them', () => {
  let folder: string;
  let server: Server;
  let requests: IncomingMessage[];
  /** Bytes after which the next answer breaks off. */
  let breaks: number[];
  let bytes: Buffer;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'models-'));
    requests = [];
    breaks = [];
    bytes = BYTES;
    server = createServer((request, response) => {
      requests.push(request);
      const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
      if (start >= bytes.length) return void response.writeHead(416).end();
      response.writeHead(start > 0 ? 206 : 200, { 'Content-Length': bytes.length - start });
      const end = breaks.shift();
      if (end === undefined) return void response.end(bytes.subarray(start));
      response.write(bytes.subarray(start, start + end), () => response.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const target = () => path.join(folder, 'models/voice.gguf');
  async function fetch(sha256: string | null = SHA256, token?: string): Promise<number | null> {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/voice.gguf`;
    const model = {
      name: 'voice',
      url,
      sha256,
      path: 'models/voice.gguf',
      required: true,
      isFromHub: token !== undefined,
    };
    const env = { PATH: process.env['PATH'], ...(token === undefined ? {} : { HF_TOKEN: token }) };
    const child = spawn('python3', ['-c', fetchScript(), fetchArgument(model, folder)], { stdio: 'ignore', env });
    const [code] = (await once(child, 'close')) as [number | null];
    return code;
  }

  it('are fetched whole, once', async () => {
    assert.equal(await fetch(), 0);
    assert.ok(readFileSync(target()).equals(BYTES));
    assert.equal(await fetch(), 0);
    assert.equal(requests.length, 1);
    assert.ok(!existsSync(`${target()}.part`));
  });

  it('go on where they broke off', async () => {
    breaks = [2 << 20];
    assert.equal(await fetch(), 0);
    assert.ok(readFileSync(target()).equals(BYTES));
    assert.match(requests.at(-1)?.headers.range ?? '', /^bytes=[1-9]/);
  });

  it('are put in their place only when they are what was asked for', async () => {
    mkdirSync(path.dirname(target()), { recursive: true });
    writeFileSync(`${target()}.part`, 'something else');
    assert.equal(await fetch(), 0, 'a wrong piece is thrown away');
    assert.ok(readFileSync(target()).equals(BYTES));
    rmSync(target());
    bytes = randomBytes(100);
    assert.notEqual(await fetch(), 0);
    assert.ok(!existsSync(target()));
  });

  it('are asked for with the token of a hub, where they come from one', async () => {
    const token = ['hub', 'token'].join('-');
    await fetch(null, token);
    assert.equal(requests[0]?.headers.authorization, `Bearer ${token}`);
    rmSync(target());
    await fetch(null);
    assert.equal(requests.at(-1)?.headers.authorization, undefined);
  });
});
