import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** A web site on this machine: a page that is given, and the files of a folder beside it. */
export class LoopbackSite {
  private constructor(
    private readonly server: Server,
    readonly origin: string,
    /** Paths asked for, in order. */
    readonly asked: readonly string[],
  ) {}

  static async open(page: string, folder: string): Promise<LoopbackSite> {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      const name = new URL(request.url ?? '/', 'http://site').pathname;
      asked.push(name);
      const body = name === '/' ? Promise.resolve(Buffer.from(page)) : readFile(path.join(folder, path.basename(name)));
      body.then(
        (bytes) => {
          response.writeHead(200, { 'content-type': TYPES[path.extname(name)] ?? TYPES['.html'] }).end(bytes);
        },
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return new LoopbackSite(server, `http://127.0.0.1:${port}`, asked);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
