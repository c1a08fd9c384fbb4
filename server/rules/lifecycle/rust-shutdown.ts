import type { Call, CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import type { Fix } from '../finding';
import type { CodeContext } from '../rule';
import type { UnstoppedServer } from './unstopped-server';

const RUST_ENTRY = /(^|\/)(main\.rs|bin\/[^/]+(?:\/main)?\.rs)$/;
/** axum, hyper, tonic, warp and poem; actix and Rocket deal with signals themselves. */
const SERVES =
  /(?:^|\.)axum\.serve$|^axum_server\.(?:\w+\.)*serve$|(?:^|\.)Server\.(?:builder|bind)\b.*\.serve$|(?:^|\.)warp\.serve(?:\.run)?$|^poem\.Server\.new\.run$/;
const ACCEPTS = /(?:^|\.)(?:TcpListener|UnixListener)\.bind(?:\.\w+)*\.(?:accept|incoming)$/;
const MEETS_SIGTERM =
  /\bSignalKind::terminate\b|\bSIGTERM\b|\bsignal_hook\b|\bctrlc::|\bSignalKind\s*::\s*from_raw\b|\bshutdown_signal\s*\(\s*Shutdown/;
const GRACEFUL =
  /with_graceful_shutdown|serve_with_shutdown|serve_with_incoming_shutdown|run_with_graceful_shutdown|\.graceful_shutdown\(/;

/** The servers that a program serves for good without waiting for SIGTERM. `ctrl_c()` is another signal. */
export function unstoppedRustServers(context: CodeContext): UnstoppedServer[] {
  const { code, document, project } = context;
  if (!RUST_ENTRY.test(document.path) && project.agentsForScript(document.path).length === 0) return [];
  const found = code.calls.find((call) => isServer(code, call) && !code.isInlineTest(call.node));
  if (found === undefined) return [];
  const text = code.text.replace(/\/\/[^\n]*/g, '');
  if (MEETS_SIGTERM.test(text)) return [];
  const interrupt = /\bctrl_c\s*\(/.test(text);
  // What the shutdown waits for is known elsewhere.
  if (!interrupt && (GRACEFUL.test(text) || /\bselect!/.test(text) || /\b(?:shutdown|signal)\w*\s*\(/.test(text)))
    return [];
  const fix = interrupt || code.root.hasError ? null : shutdownFix(context, found);
  return [{ node: found.callee, handling: interrupt ? 'interrupt' : 'none', fixes: fix === null ? [] : [fix] }];
}

function isServer(code: CodeModel, call: Call): boolean {
  const callee = code.resolvedCallee(call) ?? code.calleeOf(call) ?? '';
  if (SERVES.test(callee)) return true;
  return (
    ACCEPTS.test(callee) && call.node.ancestorOfType('loop_expression', 'while_expression', 'for_expression') !== null
  );
}

/** axum's `.with_graceful_shutdown(…)`, tonic's `.serve_with_shutdown(address, …)`. */
function shutdownFix({ code, document }: CodeContext, call: Call): Fix | null {
  const callee = code.resolvedCallee(call) ?? code.calleeOf(call) ?? '';
  const { uri, lineEnding } = document;
  const lineStart = code.text.lastIndexOf('\n', call.node.start - 1) + 1;
  const indent = /^[ \t]*/.exec(code.text.slice(lineStart))?.[0] ?? '';
  const future = [
    'async {',
    `${indent}    tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())`,
    `${indent}        .expect("SIGTERM can be handled")`,
    `${indent}        .recv()`,
    `${indent}        .await;`,
    `${indent}}`,
  ].join(lineEnding);
  if (/(?:^|\.)axum\.serve$/.test(callee) && isAwaited(call.node)) {
    const at = call.node.end;
    return fixOf(() => [{ uri, range: { start: at, end: at }, newText: `.with_graceful_shutdown(${future})` }]);
  }
  const name = call.callee.childForField('field');
  const last = call.arguments.at(-1);
  if (/\bServer\.builder\b/.test(callee) && name !== null && last !== undefined && call.arguments.length === 1) {
    return fixOf(() => [
      { uri, range: { start: name.start, end: name.end }, newText: 'serve_with_shutdown' },
      { uri, range: { start: last.node.end, end: last.node.end }, newText: `, ${future}` },
    ]);
  }
  return null;
}

/** To be reviewed: it takes tokio's `signal` feature, and a Unix. */
function fixOf(edits: Fix['edits']): Fix {
  return { title: 'Shut down gracefully on SIGTERM', safety: 'review', edits };
}

function isAwaited({ parent }: SyntaxNode): boolean {
  return parent?.type === 'await_expression';
}
