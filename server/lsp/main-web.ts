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
}

const scope = globalThis as unknown as WorkerScope;
/** The library names it by a type of the browser, which no other part of the server is to see. */
type Port = ConstructorParameters<typeof BrowserMessageReader>[0];

/** The client may say where the files are: a worker started from a blob does not know. */
function baseUrl(): string {
  const named = new URL(scope.location.href).hash.slice(1);
  return named === '' ? scope.location.href : decodeURIComponent(named);
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
