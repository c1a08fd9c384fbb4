import { type CodeContext, defineRule } from '../rule';
import { unstoppedNodeServers } from './node-shutdown';
import { checkPythonProcess } from './python-shutdown';
import { unstoppedRustServers } from './rust-shutdown';
import type { UnstoppedServer } from './unstopped-server';

export const rule = defineRule({
  id: 'missing-graceful-shutdown',
  topic: 'lifecycle',
  severity: 'warning',
  impact: 6,
  effort: 2,
  triggers: [
    '__main__',
    'listen(',
    'serve(',
    'Server::',
    '.accept()',
    'WebSocketServer',
    'WebSocket.Server',
    '@grpc/',
    'zeromq',
    'bullmq',
    'kafkajs',
    'amqplib',
    'startStandaloneServer',
  ],
  crossFile: true,
  documentation: {
    summary: 'Reports agent processes that do not meet SIGTERM.',
    whatItDoes:
      'Reports a script that serves or loops until it is ended and installs no handler for SIGTERM, or one that only logs. Handling `KeyboardInterrupt` does not count: supervisors, containers and systemd send SIGTERM. In Node and Rust: a server or worker started in an entry file (`server.ts`, `main.rs`) or in a script that a startup file names, with no handler for SIGTERM, one that does nothing, or a shutdown that waits for Ctrl-C only. Silent for heirs of the base agent, for agents that `legacy-agent` reports, and for services of a framework that does it (uvicorn, aiohttp, gRPC, Flask under a server).',
    whyItMatters:
      'Without a handler SIGTERM ends Python on the spot: no `finally`, no `cleanup()`. Requests are cut off, files and databases stay half written, and ports can stay taken.',
    examples: [
      {
        path: 'agents/exporter.py',
        bad: `import logging
from http.server import BaseHTTPRequestHandler, HTTPServer


def serve():
    server = HTTPServer(("0.0.0.0", 9100), BaseHTTPRequestHandler)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        logging.info("interrupted")
    finally:
        server.server_close()


if __name__ == "__main__":
    serve()
`,
        good: `import logging
import signal
from http.server import BaseHTTPRequestHandler, HTTPServer


def serve():
    server = HTTPServer(("0.0.0.0", 9100), BaseHTTPRequestHandler)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        logging.info("interrupted")
    finally:
        server.server_close()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    serve()
`,
      },
      {
        path: 'agents/worker.py',
        bad: `import zmq


class Worker:
    def __init__(self):
        self.context = zmq.Context()
        self.socket = self.context.socket(zmq.PULL)
        self.socket.bind("tcp://*:5600")

    def run(self):
        while True:
            print(self.socket.recv_json())

    def cleanup(self):
        self.socket.close()
        self.context.term()


if __name__ == "__main__":
    worker = Worker()
    worker.run()
`,
        good: `import signal
import sys

import zmq


class Worker:
    def __init__(self):
        self.context = zmq.Context()
        self.socket = self.context.socket(zmq.PULL)
        self.socket.bind("tcp://*:5600")

    def run(self):
        while True:
            print(self.socket.recv_json())

    def cleanup(self):
        self.socket.close()
        self.context.term()


def stop(signum, frame):
    worker.cleanup()
    sys.exit(0)


if __name__ == "__main__":
    worker = Worker()
    signal.signal(signal.SIGTERM, stop)
    worker.run()
`,
      },
      {
        path: 'gateway/server.ts',
        bad: `import http from 'node:http';

const server = http.createServer((request, response) => response.end('ok'));
server.listen(8080);
`,
        good: `import http from 'node:http';

const server = http.createServer((request, response) => response.end('ok'));
server.listen(8080);
process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
});
`,
      },
    ],
    fixSafety:
      'Safe: where the program deals with Ctrl-C, SIGTERM takes the same way; else a handler calls the agent’s own clean-up and exits. Nothing else changes.',
    references: [
      'https://docs.python.org/3/library/signal.html#signal.default_int_handler',
      'https://12factor.net/disposability',
    ],
    remediation: {
      steps: [
        'Install a handler for SIGTERM that ends the main loop and cleans up.',
        'Better: inherit from the base agent.',
      ],
      test: 'Send SIGTERM to the running agent: it says goodbye, releases its ports and exits within seconds.',
      rollback: 'Remove the handler.',
      dependsOn: ['legacy-agent'],
    },
  },
  checks: {
    python: checkPythonProcess,
    typescript(context) {
      reportServers(context, unstoppedNodeServers(context));
    },
    rust(context) {
      reportServers(context, unstoppedRustServers(context));
    },
  },
});

const FAULTS: Readonly<Record<UnstoppedServer['handling'], string>> = {
  none: 'This server does not meet SIGTERM: the supervisor ends it on the spot and cuts off requests',
  ignored: 'The handler for SIGTERM does not end this server: the supervisor has to kill it, which cuts off requests',
  interrupt: 'This server waits for Ctrl-C only: supervisors and containers send SIGTERM, which cuts off requests',
};

function reportServers(context: CodeContext, servers: readonly UnstoppedServer[]): void {
  for (const { node, handling, fixes } of servers) {
    context.report({
      range: node,
      message: `${FAULTS[handling]}; close it on the signal and let them finish`,
      fixes,
    });
  }
}
