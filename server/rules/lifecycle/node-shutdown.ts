import type { Call, CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import type { Fix } from '../finding';
import type { CodeContext } from '../rule';
import { nodeTermination } from './node-signals';
import type { UnstoppedServer } from './unstopped-server';

/** Files that are started themselves; a server in a library is ended by whoever uses it. */
const NODE_ENTRY = /(^|\/)(index|server|main|app|start|bin|www|cli|gateway|worker|agent)(\.\w+)?\.[cm]?[jt]s$/;

/** What opens a port or takes work for good, and how it is ended. */
const SERVERS: readonly { readonly callee: RegExp; readonly close: Closing }[] = [
  { callee: /^fastify(?:\.default)?\.listen$/, close: 'receiver-promise' },
  { callee: /^@nestjs\/core\.NestFactory\.create(?:Microservice)?\.listen$/, close: 'nest' },
  {
    callee: /^(?:express(?:\.default)?|koa(?:\.default)?|polka|connect)\.listen$|^@hono\/node-server\.serve$/,
    close: 'result',
  },
  {
    callee: /^(?:https?|http2|net|tls)\.create(?:Secure)?Server\.listen$|^restify\.createServer\.listen$/,
    close: 'receiver',
  },
  {
    callee: /^(?:ws\.(?:WebSocketServer|Server|default\.Server|WebSocket\.Server)|ws\.WebSocketServer)$/,
    close: 'result',
  },
  { callee: /^socket\.io\.Server\.listen$/, close: 'receiver' },
  { callee: /^@grpc\/grpc-js\.Server\.bindAsync$/, close: 'grpc' },
  { callee: /^bullmq\.Worker$/, close: 'result-promise' },
  { callee: /^@hapi\/hapi\.(?:server|Server)\.start$/, close: 'none' },
  { callee: /^zeromq\.(?:Reply|Router|Pull|Publisher|XPublisher|Dealer|Push|Pair)\.bind$/, close: 'none' },
  { callee: /^kafkajs\.Kafka\.consumer\.run$|^amqplib\.connect\.createChannel\.consume$/, close: 'none' },
  { callee: /^(?:Bun|Deno)\.serve$|^@apollo\/server\/standalone\.startStandaloneServer$/, close: 'none' },
];

/**
 * `result`: the call's result has `close(callback)`; `receiver`: what it is called on has; `…-promise`: `close()` gives a promise; `none`: nothing
 * that can be told from here.
 */
type Closing = 'result' | 'result-promise' | 'receiver' | 'receiver-promise' | 'grpc' | 'nest' | 'none';

/** The first call that opens a Node server for good, in an entry file that meets no SIGTERM. */
export function unstoppedNodeServers(context: CodeContext): UnstoppedServer[] {
  const { code, document, project } = context;
  if (!NODE_ENTRY.test(document.path) && project.agentsForScript(document.path).length === 0) return [];
  for (const call of code.calls) {
    const close = closingOf(code, call);
    if (close === null) continue;
    const handling = nodeTermination(code);
    if (handling === 'handled') return [];
    const fix = handling === 'none' && !code.root.hasError ? closingFix(context, call, close) : null;
    return [{ node: call.callee, handling, fixes: fix === null ? [] : [fix] }];
  }
  return [];
}

function closingOf(code: CodeModel, call: Call): Closing | null {
  const callee = (code.resolvedCallee(call) ?? '').replace(/^node:/, '');
  const server = SERVERS.find((one) => one.callee.test(callee));
  if (server === undefined) return isWrappedServer(code, call) ? 'result' : null;
  // A web socket server on another server's port ends with that.
  if (callee.startsWith('ws.') && call.arguments.some(({ name }) => name === 'server' || name === 'noServer'))
    return null;
  return server.close;
}

/** `app.listen(…)` of an application that a wrapper made: `const { app } = expressWs(express())`. */
function isWrappedServer(code: CodeModel, { name, receiver }: Call): boolean {
  if (name !== 'listen' || receiver?.type !== 'identifier') return false;
  if (!/^(?:app|server|api|httpServer)$/.test(code.textOf(receiver)) || code.originOf(receiver) !== null) return false;
  return code.imports.some(({ module }) => /^(?:express|koa)(?:-|$)/.test(module));
}

function closingFix(context: CodeContext, call: Call, close: Closing): Fix | null {
  const { code } = context;
  const statement = statementOf(call.node);
  if (close === 'none' || statement === null) return null;
  if (close === 'nest') return hooksFix(context, call, statement);
  const declarator = valueOf(call.node).parent;
  const named = declarator?.type === 'variable_declarator' ? declarator.childForField('name') : null;
  const result = named?.type === 'identifier' ? code.textOf(named) : null;
  const receiver = call.receiver?.type === 'identifier' ? code.textOf(call.receiver) : null;
  const ofResult = close.startsWith('result');
  // `listen` of http gives the server back as well.
  const known = ofResult ? result : (receiver ?? (close === 'receiver' ? result : null));
  const plain = statement.type === 'expression_statement' && statement.namedChildren[0] === call.node;
  if (known === null && !(plain && (ofResult || close === 'receiver'))) return null;
  const name = known ?? freeName(code);
  return closeOnSignal(context, statement, name, known === null, closingText(name, close));
}

function closingText(name: string, close: Closing): string {
  if (close === 'grpc') return `${name}.tryShutdown(() => process.exit(0))`;
  return close.endsWith('promise')
    ? `void ${name}.close().then(() => process.exit(0))`
    : `${name}.close(() => process.exit(0))`;
}

function closeOnSignal(
  { code, document }: CodeContext,
  statement: SyntaxNode,
  name: string,
  unnamed: boolean,
  close: string,
): Fix {
  const { uri, lineEnding } = document;
  const lineStart = code.text.lastIndexOf('\n', statement.start - 1) + 1;
  const indent = /^[ \t]*/.exec(code.text.slice(lineStart, statement.start))?.[0] ?? '';
  const unit = indent.includes('\t') || /\n\t/.test(code.text) ? '\t' : '  ';
  const quote = code.text.includes("'") || !code.text.includes('"') ? "'" : '"';
  const lines = [`process.on(${quote}SIGTERM${quote}, () => {`, `${unit}${close};`, '});'];
  return {
    title: `Close ${unnamed ? 'the server' : name} on SIGTERM`,
    safety: 'safe',
    edits: () => [
      ...(unnamed
        ? [{ uri, range: { start: statement.start, end: statement.start }, newText: `const ${name} = ` }]
        : []),
      {
        uri,
        range: { start: statement.end, end: statement.end },
        newText: lines.map((line) => `${lineEnding}${indent}${line}`).join(''),
      },
    ],
  };
}

/** Nest closes everything itself once it is asked to listen to signals. */
function hooksFix({ code, document }: CodeContext, call: Call, statement: SyntaxNode): Fix | null {
  const { receiver } = call;
  if (receiver?.type !== 'identifier') return null;
  const name = code.textOf(receiver);
  const { uri, lineEnding } = document;
  const lineStart = code.text.lastIndexOf('\n', statement.start - 1) + 1;
  const indent = code.text.slice(lineStart, statement.start);
  if (!/^[ \t]*$/.test(indent)) return null;
  return {
    title: `Let ${name} listen to SIGTERM`,
    safety: 'safe',
    edits: () => [
      {
        uri,
        range: { start: statement.start, end: statement.start },
        newText: `${name}.enableShutdownHooks();${lineEnding}${indent}`,
      },
    ],
  };
}

/** The call with the `await` around it. */
function valueOf(node: SyntaxNode): SyntaxNode {
  return node.parent?.type === 'await_expression' ? node.parent : node;
}

/** The statement that the call is the work of; null inside arguments and expressions, and where it is returned. */
function statementOf(node: SyntaxNode): SyntaxNode | null {
  for (let around = node.parent; around !== null; around = around.parent) {
    if (/^(?:expression_statement|lexical_declaration|variable_declaration)$/.test(around.type)) {
      const block = around.parent?.type ?? '';
      return block === 'program' || block === 'statement_block' ? around : null;
    }
    if (!/^(?:await_expression|variable_declarator)$/.test(around.type)) return null;
  }
  return null;
}

function freeName(code: CodeModel): string {
  return (
    ['server', 'httpServer', 'listener'].find((name) => !new RegExp(`\\b${name}\\b`).test(code.text)) ?? 'openServer'
  );
}
