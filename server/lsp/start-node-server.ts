import { connect } from 'node:net';
import {
  type Connection,
  createConnection,
  IPCMessageReader,
  IPCMessageWriter,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { nodeHost } from './node-host';
import { createServer } from './server';

export type Transport =
  | { readonly kind: 'stdio' }
  | { readonly kind: 'ipc' }
  /** The port, on this machine, on which the client is listening. */
  | { readonly kind: 'socket'; readonly port: number };

/** Serves one client until it says `exit` or is gone. */
export function startNodeServer(transport: Transport, folder: string): void {
  const connection = open(transport);
  createServer(connection, nodeHost(folder));
  connection.listen();
}

function open(transport: Transport): Connection {
  switch (transport.kind) {
    case 'ipc':
      return createConnection(ProposedFeatures.all, new IPCMessageReader(process), new IPCMessageWriter(process));
    case 'stdio': {
      // Whatever a library prints must not end up between the messages.
      console.log = console.error;
      endWithParent(process.stdin);
      return createConnection(ProposedFeatures.all, process.stdin, process.stdout);
    }
    case 'socket': {
      const socket = connect(transport.port, '127.0.0.1');
      socket.on('error', (error) => {
        process.stderr.write(`agent-preflight: no client at port ${transport.port}: ${error.message}\n`);
        process.exit(1);
      });
      endWithParent(socket);
      return createConnection(ProposedFeatures.all, new StreamMessageReader(socket), new StreamMessageWriter(socket));
    }
  }
}

/** A client that dies without a word takes its end of the line with it. */
function endWithParent(stream: NodeJS.ReadableStream): void {
  stream.on('end', () => process.exit(1));
  stream.on('close', () => process.exit(1));
}
