import type { CodeModel } from '../../languages/code-model';
import {
  endlessLoops,
  mainBlock,
  mainStatement,
  runsInFramework,
  serverCalls,
} from '../../languages/python/agent-shape';
import { importPythonName } from '../../fixes/python-imports';
import { indentOf, statementsOf } from '../../fixes/migration/statements';
import type { SyntaxNode } from '../../languages/syntax-node';
import type { FileEdit, Fix } from '../finding';
import { type CodeContext, defineRule } from '../rule';
import { agentClassOf, isArchived, usesBaseAgent } from './agent-class';
import { type UnstoppedServer, unstoppedNodeServers, unstoppedRustServers } from './server-shutdown';
import { terminationHandling } from './shutdown-signals';

export const rule = defineRule({
  id: 'missing-graceful-shutdown',
  topic: 'lifecycle',
  severity: 'warning',
  impact: 6,
  effort: 2,
  triggers: ['__main__', 'listen(', 'serve('],
  crossFile: true,
  documentation: {
    summary: 'Reports agent processes that do not meet SIGTERM.',
    whatItDoes:
      'Reports a script that serves or loops until it is ended and installs no handler for SIGTERM, or one that only logs. Handling `KeyboardInterrupt` does not count: supervisors, containers and systemd send SIGTERM. In Node and Rust: a server started in an entry file (`server.ts`, `main.rs`) with no handler for SIGTERM. Silent for heirs of the base agent, for agents that `legacy-agent` reports, and for services of a framework that does it (uvicorn, aiohttp, gRPC, Flask under a server).',
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
    python(context) {
      const { code, document, project } = context;
      const named = project.agentsForScript(document.path).length > 0;
      const main = mainStatement(code);
      if (main === null || (!named && isArchived(document.path))) return;
      if (!isProcess(code, named) || runsInFramework(code) || usesBaseAgent(project, document.path)) return;
      if (project.baseAgent?.path === document.path) return;
      // The migration brings the base agent's handlers along.
      if (project.baseAgent !== null && agentClassOf(code, named) !== null) return;
      const handling = terminationHandling(code);
      if (handling === 'handled') return;
      const fix = handling === 'none' ? handlerFix(context) : null;
      const condition = main.childForField('condition') ?? main;
      context.report({
        range: { start: main.start, end: condition.end },
        message:
          handling === 'ignored'
            ? 'The handler for SIGTERM does not end this process: the supervisor has to kill it, and nothing is cleaned up; let the handler stop and clean up'
            : 'This process does not meet SIGTERM: the supervisor ends it on the spot, without finally blocks or clean-up; install a handler that stops and cleans up',
        fixes: fix === null || code.root.hasError ? [] : [fix],
      });
    },
    typescript(context) {
      const { code, document } = context;
      reportServers(context, unstoppedNodeServers(code, document.uri, document.path, document.lineEnding));
    },
    rust(context) {
      reportServers(context, unstoppedRustServers(context.code, context.document.path));
    },
  },
});

function reportServers(context: CodeContext, servers: readonly UnstoppedServer[]): void {
  for (const { node, fixes } of servers) {
    context.report({
      range: node,
      message:
        'This server does not meet SIGTERM: the supervisor ends it on the spot and cuts off requests; close it on the signal and let them finish',
      fixes,
    });
  }
}

/** True for scripts that go on until somebody ends them. */
function isProcess(code: CodeModel, named: boolean): boolean {
  return endlessLoops(code, code.root).some((loop) => !leavesByItself(loop)) && (named || serverCalls(code).length > 0);
}

/** `while True: try: …; break`: a loop with a way out is no main loop. */
function leavesByItself(loop: SyntaxNode): boolean {
  if (loop.type !== 'while_statement') return false;
  const known = leaving.get(loop);
  if (known !== undefined) return known;
  let leaves = false;
  loop.walk((node) => {
    if (node !== loop && /^(?:while_statement|for_statement|function_definition|except_clause)$/.test(node.type))
      return false;
    if (node.type === 'break_statement') leaves = true;
    return true;
  });
  leaving.set(loop, leaves);
  return leaves;
}

/** Loops that no edit touched are the same nodes in the next version of the file. */
const leaving = new WeakMap<SyntaxNode, boolean>();

function handlerFix(context: CodeContext): Fix | null {
  const { code, document } = context;
  const block = mainBlock(code);
  const [first] = statementsOf(block);
  if (block === null || first === undefined) return null;
  // On one line with `if` there is no room for a handler.
  if (!code.text.slice(mainStatement(code)?.start ?? 0, block.start).includes('\n')) return null;
  const indent = indentOf(code, first);
  const eol = document.lineEnding;
  if (/\bKeyboardInterrupt\b/.test(code.text)) {
    return {
      title: 'Let SIGTERM end the process as Ctrl-C does',
      safety: 'safe',
      edits: () => {
        const { reference, edits } = importPythonName(code, document.uri, { module: 'signal' });
        return [
          insert(
            document.uri,
            first.start,
            `${reference}.signal(${reference}.SIGTERM, ${reference}.default_int_handler)${eol}${indent}`,
          ),
          ...edits,
        ];
      },
    };
  }
  const owner = ownerIn(code, block);
  return {
    title: owner === null ? 'Exit cleanly on SIGTERM' : `Call ${owner.name}.${owner.method}() on SIGTERM`,
    safety: 'safe',
    edits: () => {
      const signals = importPythonName(code, document.uri, { module: 'signal' });
      const system = importPythonName(code, document.uri, { module: 'sys' });
      const [s, y] = [signals.reference, system.reference];
      const own =
        owner === null
          ? insert(document.uri, first.start, `${s}.signal(${s}.SIGTERM, lambda *_: ${y}.exit(0))${eol}${indent}`)
          : insert(
              document.uri,
              lineEnd(code, owner.statement),
              `${eol}${eol}${indent}def stop_on_signal(signum, frame):${eol}${indent}${unitOf(indent)}${owner.name}.${owner.method}()${eol}${indent}${unitOf(indent)}${y}.exit(0)${eol}${eol}${indent}${s}.signal(${s}.SIGTERM, stop_on_signal)`,
            );
      return [own, ...signals.edits, ...system.edits];
    },
  };
}

/** The agent that the main block creates, when its class can clean up. */
function ownerIn(code: CodeModel, block: SyntaxNode): { name: string; method: string; statement: SyntaxNode } | null {
  for (const statement of statementsOf(block)) {
    const assignment = statement.namedChildren[0];
    if (statement.type !== 'expression_statement' || assignment?.type !== 'assignment') continue;
    const target = assignment.childForField('left');
    const value = assignment.childForField('right');
    const made = value?.type === 'call' ? value.childForField('function') : null;
    if (target?.type !== 'identifier' || !made) continue;
    const definition = code.classes.find(({ name }) => name === code.textOf(made));
    const method = ['cleanup', 'shutdown', 'close', 'stop'].find((name) =>
      definition?.methods.some((one) => one.name === name && !one.async && one.parameters.length === 1),
    );
    if (method !== undefined) return { name: code.textOf(target), method, statement };
  }
  return null;
}

function unitOf(indent: string): string {
  return indent === '' ? '    ' : indent;
}

function lineEnd(code: CodeModel, node: SyntaxNode): number {
  const feed = code.text.indexOf('\n', node.end);
  if (feed === -1) return code.text.length;
  return code.text[feed - 1] === '\r' ? feed - 1 : feed;
}

function insert(uri: string, at: number, newText: string): FileEdit {
  return { uri, range: { start: at, end: at }, newText };
}
