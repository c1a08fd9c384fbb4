import type { Call, ClassDefinition, CodeModel } from '../code-model';
import { NodeMemo } from '../node-memo';
import type { SyntaxNode } from '../syntax-node';

/** What a ZeroMQ socket is made for, by the constant it was created with. */
export type SocketKind =
  'REP' | 'ROUTER' | 'PULL' | 'PUSH' | 'PUB' | 'SUB' | 'REQ' | 'DEALER' | 'PAIR' | 'XPUB' | 'XSUB' | 'STREAM';

/** A ZeroMQ socket that a file binds: others connect to it. */
export interface BoundSocket {
  readonly kind: SocketKind;
  /** `self.socket`, `socket` */
  readonly path: string;
  readonly bind: Call;
  /** The first argument of `bind`. */
  readonly address: SyntaxNode;
}

const KINDS = new Set<string>([
  'REP',
  'ROUTER',
  'PULL',
  'PUSH',
  'PUB',
  'SUB',
  'REQ',
  'DEALER',
  'PAIR',
  'XPUB',
  'XSUB',
  'STREAM',
]);

/** The kind of socket a call creates: `REP` for `context.socket(zmq.REP)`; null for every other call. */
export function socketKind(code: CodeModel, call: Call): SocketKind | null {
  if (call.name !== 'socket' || call.receiver === null) return null;
  const kind = call.arguments[0] === undefined ? '' : code.textOf(call.arguments[0].value);
  const last = kind.slice(kind.lastIndexOf('.') + 1);
  return KINDS.has(last) ? (last as SocketKind) : null;
}

export function boundSockets(code: CodeModel): BoundSocket[] {
  return code.calls.flatMap((bind): BoundSocket[] => {
    if (bind.name !== 'bind' || bind.receiver === null) return [];
    const address = bind.arguments[0]?.value;
    const maker = code.originOf(bind.receiver);
    const kind = maker === null ? null : socketKind(code, maker);
    return kind === null || address === undefined ? [] : [{ kind, path: code.textOf(bind.receiver), bind, address }];
  });
}

/** The block under `if __name__ == "__main__":`; null when the file has none. */
export function mainBlock(code: CodeModel): SyntaxNode | null {
  return mainStatement(code)?.childForField('consequence') ?? null;
}

export function mainStatement(code: CodeModel): SyntaxNode | null {
  for (const node of code.root.children) {
    if (node.type !== 'if_statement') continue;
    const condition = node.childForField('condition');
    if (
      condition !== null &&
      /^\(?\s*__name__\s*==\s*["']__main__["']\s*\)?$|^["']__main__["']\s*==\s*__name__$/.test(code.textOf(condition))
    )
      return node;
  }
  return null;
}

/** Libraries that run the process themselves: they answer health checks and signals in their own way. */
const FRAMEWORKS =
  /^(?:uvicorn|fastapi|starlette|flask|quart|sanic|aiohttp\.web|tornado|grpc|gunicorn|hypercorn|bottle|django|streamlit|gradio|celery|ray|dramatiq|rq|mcp|fastmcp)\b/;
const FRAMEWORK_CALL =
  /(?:^|\.)(?:FastAPI|Flask|Quart|Sanic|Starlette|run_app|Celery|FastMCP|add_insecure_port|add_secure_port|aio\.server)$|^uvicorn\.|^grpc\.(?:aio\.)?server$|^web\.(?:run_app|Application|AppRunner)$|^gradio\.|^aiohttp\.web\./;

/** True for a service that a web, RPC or task framework runs. */
export function runsInFramework(code: CodeModel): boolean {
  if (!code.imports.some((binding) => FRAMEWORKS.test(binding.path) || FRAMEWORKS.test(binding.module))) return false;
  return code.calls.some((call) => {
    const callee = code.calleeOf(call);
    return callee !== null && FRAMEWORK_CALL.test(callee);
  });
}

const SERVERS =
  /(?:^|\.)(?:HTTPServer|ThreadingHTTPServer|TCPServer|ThreadingTCPServer|UDPServer|WSGIServer|SimpleXMLRPCServer|start_server|start_unix_server)$|^websockets\.(?:\w+\.)*serve$/;

/** Calls that open a port for others: ZeroMQ and plain socket binds, servers of the standard library. */
export function serverCalls(code: CodeModel): Call[] {
  const zmq = new Set(
    boundSockets(code)
      .filter(({ kind }) => kind !== 'SUB' && kind !== 'REQ')
      .map(({ bind }) => bind.node),
  );
  return code.calls.filter((call) => {
    if (zmq.has(call.node)) return true;
    if (call.name === 'listen') return call.receiver !== null && code.resolvedCallee(call) === 'socket.socket.listen';
    const callee = code.calleeOf(call);
    return callee !== null && SERVERS.test(callee);
  });
}

/** A loop that runs for as long as the process should: `while True`, `while self.running`, `while not stop.is_set()`, `serve_forever()`. */
export function endlessLoops(code: CodeModel, within: SyntaxNode): readonly SyntaxNode[] {
  let loops = loopsByDefinition.get(within);
  if (loops !== undefined) return loops;
  loops = loopsBelow(code, within);
  if (DEFINITIONS.has(within.type)) loopsByDefinition.set(within, loops);
  return loops;
}

/** Loops of whole definitions: one that no edit touched is the same node in the next version of the file. */
const loopsByDefinition = new NodeMemo<readonly SyntaxNode[]>();
const DEFINITIONS = new Set(['function_definition', 'class_definition']);

function loopsBelow(code: CodeModel, within: SyntaxNode): SyntaxNode[] {
  const loops: SyntaxNode[] = [];
  within.walk((node) => {
    if (node !== within && DEFINITIONS.has(node.type)) {
      loops.push(...endlessLoops(code, node));
      return false;
    }
    if (node.type === 'while_statement') {
      const condition = node.childForField('condition');
      if (condition !== null && isEndless(code.textOf(condition))) loops.push(node);
    } else if (node.type === 'call') {
      const callee = node.childForField('function');
      if (callee !== null && /\.(?:serve_forever|run_forever)$/.test(code.textOf(callee))) loops.push(node);
    }
    return true;
  });
  return loops;
}

export function isEndless(condition: string): boolean {
  return /^\(?\s*(?:True|1)\s*\)?$|\b_?(?:is_)?(?:running|active|alive|keep_running|shutdown\w*|stop\w*|exit\w*|should_\w+|quit)\b|is_set\(\)/i.test(
    condition,
  );
}

/** A class that is an agent by its own look: it opens a port and waits for requests in a loop. */
export function servingClasses(code: CodeModel): ClassDefinition[] {
  const servers = serverCalls(code);
  if (servers.length === 0) return [];
  return code.classes.filter((definition) => {
    const { node } = definition;
    if (node.ancestorOfType('function_definition', 'class_definition') !== null) return false;
    const { start, end } = node;
    return (
      servers.some((call) => call.node.start >= start && call.node.end <= end) && endlessLoops(code, node).length > 0
    );
  });
}
