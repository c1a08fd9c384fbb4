import type { Call, CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import type { Fix } from '../finding';

/** A server in Node or Rust that is started and never told of SIGTERM. */
export interface UnstoppedServer {
  readonly node: SyntaxNode;
  readonly fixes: readonly Fix[];
}

/** Files that are started themselves; a server in a library is ended by whoever uses it. */
const NODE_ENTRY = /(^|\/)(index|server|main|app|start|bin|www|cli|gateway|worker)(\.\w+)?\.[cm]?[jt]s$/;
const RUST_ENTRY = /(^|\/)(main\.rs|bin\/[^/]+\.rs)$/;
const NODE_LISTEN =
  /^(?:(?:https?|http2|net|tls)\.create(?:Secure)?Server|express(?:\.default)?|fastify|koa|restify\.createServer|polka|@hapi\/hapi\.server)\.(?:listen|start)$/;
const HELPERS = /graceful|terminus|terminator|shutdown|lightship|stoppable|death|signal/i;

/** The calls that open a Node server for good, in an entry file that handles no SIGTERM. */
export function unstoppedNodeServers(
  code: CodeModel,
  uri: string,
  path: string,
  lineEnding: string,
): UnstoppedServer[] {
  if (!NODE_ENTRY.test(path) || /\bSIGTERM\b/.test(code.text)) return [];
  if (
    code.imports.some(({ module }) => HELPERS.test(module)) ||
    code.calls.some(({ name }) => /graceful|shutdownhooks|onshutdown/i.test(name))
  )
    return [];
  const found = code.calls.find((call) => NODE_LISTEN.test((code.resolvedCallee(call) ?? '').replace(/^node:/, '')));
  if (found === undefined) return [];
  const fix = closingFix(code, uri, found, lineEnding);
  return [{ node: found.callee, fixes: fix === null || code.root.hasError ? [] : [fix] }];
}

/** `const server = app.listen(…)` and `server.listen(…)`: the server has a name that can be closed. */
function closingFix(code: CodeModel, uri: string, call: Call, lineEnding: string): Fix | null {
  const declarator = call.node.parent?.type === 'variable_declarator' ? call.node.parent : null;
  const named = declarator?.childForField('name') ?? null;
  const made = code.resolvedCallee(call) ?? '';
  const receiver = call.receiver?.type === 'identifier' && /createServer|fastify/.test(made) ? call.receiver : null;
  const name = named?.type === 'identifier' ? code.textOf(named) : receiver === null ? null : code.textOf(receiver);
  let statement: SyntaxNode = call.node;
  while (statement.parent !== null && statement.parent.type !== 'program') {
    // Inside a function the place behind the call is not certain to be reached.
    if (/function|method_definition|class/.test(statement.parent.type)) return null;
    statement = statement.parent;
  }
  if (name === null) return null;
  const end = statement.end;
  const close = made.startsWith('fastify')
    ? `void ${name}.close().then(() => process.exit(0))`
    : `${name}.close(() => process.exit(0))`;
  return {
    title: `Close ${name} on SIGTERM`,
    safety: 'safe',
    edits: () => [
      {
        uri,
        range: { start: end, end },
        newText: `${lineEnding}process.on('SIGTERM', () => {${lineEnding}  ${close};${lineEnding}});`,
      },
    ],
  };
}

/** axum, tonic, hyper and warp servers that are served for good, in a program that waits for no signal. actix and Rocket deal with signals themselves. */
export function unstoppedRustServers(code: CodeModel, path: string): UnstoppedServer[] {
  if (!RUST_ENTRY.test(path)) return [];
  if (/\bSignalKind::terminate\b|\bSIGTERM\b|\bsignal_hook\b|\bctrlc::/.test(code.text)) return [];
  if (
    /with_graceful_shutdown|serve_with_shutdown|serve_with_incoming_shutdown|bind_with_graceful_shutdown/.test(
      code.text,
    )
  )
    return [];
  const found = code.calls.find((call) => {
    const callee = code.resolvedCallee(call) ?? code.calleeOf(call) ?? '';
    return /(?:^|\.)axum\.serve$|^axum\.serve$|(?:^|\.)Server\.(?:builder|bind)\b.*\.serve$|(?:^|\.)warp\.serve$/.test(
      callee,
    );
  });
  return found === undefined ? [] : [{ node: found.callee, fixes: [] }];
}
