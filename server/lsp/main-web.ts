import {
  BrowserMessageReader,
  BrowserMessageWriter,
  type Connection,
  createConnection,
} from 'vscode-languageserver/browser';
import { MemoryFileSystem } from '../host/memory-file-system';
import type { ServerHost } from './host';
import { createServer } from './server';

// The server as a web worker. It sees the documents that are open; WebAssembly files are fetched from beside the script.

interface WorkerScope {
  readonly location: { readonly href: string };
  /** As the client named the worker; empty where it did not. */
  readonly name: string;
}

const scope = globalThis as unknown as WorkerScope;
/** The library names it by a type of the browser, which no other part of the server is to see. */
type Port = ConstructorParameters<typeof BrowserMessageReader>[0];

/**
 * Where the files are. A worker started from a blob does not know: the client names the worker by the script's address, or puts that behind
 * a `#` (which browsers cut off blobs).
 */
function baseUrl(): string {
  const { href } = scope.location;
  if (/^(?:https?|file|vscode-[\w-]+):/.test(scope.name)) return scope.name;
  const named = new URL(href).hash.slice(1);
  return named === '' ? href : decodeURIComponent(named);
}

const host: ServerHost = {
  fileSystem: new MemoryFileSystem(),
  loadWasm: async (fileName) => {
    const response = await fetch(new URL(fileName, baseUrl()));
    if (!response.ok) throw new Error(`cannot load ${fileName}: ${response.status} ${response.statusText}`);
    return new Uint8Array(await response.arrayBuffer());
  },
  boundaries: new Set(),
  documentation: null,
  soon: (work) => void setTimeout(work, 0),
};

// eslint-disable-next-line @typescript-eslint/no-unsafe-assignment -- the type resolves only where the DOM's types are loaded
const port = globalThis as unknown as Port;
const connection: Connection = createConnection(new BrowserMessageReader(port), new BrowserMessageWriter(port));
createServer(connection, host);
connection.listen();
