import { type Call, type CodeModel, argumentOf } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { indentationBefore, lineEndingOf } from './statement-layout';
import type { TimeoutDefaults, TimeoutFix, TimeoutGap } from './timeout-gap';

const RECEIVE = /^recv(_\w+)?$/;

/**
 * ZeroMQ sockets that are received from with nothing to govern how long: no RCVTIMEO, no poller, no poll(), no NOBLOCK. Each socket is told once, where it is first
 * received from.
 */
export function zeromqTimeoutGaps(code: CodeModel, defaults: TimeoutDefaults): TimeoutGap[] {
  if (!code.text.includes('.recv')) return [];
  const seen = new Set<string>();
  const gaps: TimeoutGap[] = [];
  for (const call of code.calls) {
    if (!RECEIVE.test(call.name) || call.receiver === null) continue;
    const maker = socketMaker(code, call.receiver);
    if (maker === null) continue;
    const name = code.textOf(call.receiver);
    const scope = name.startsWith('self.')
      ? code.enclosingClass(call.node)?.node
      : code.enclosingFunction(call.node)?.node;
    const key = `${scope?.start ?? -1}:${name}`;
    if (seen.has(key)) continue;
    if (isGoverned(code, name, scope ?? code.root, maker)) {
      seen.add(key);
      continue;
    }
    if (isNonBlocking(code, call) || isAwaitedWithTimeout(code, call)) continue;
    seen.add(key);
    gaps.push({
      node: call.callee,
      what: `${name}.${call.name}()`,
      waitsFor: 'a message',
      fix: isClient(code, maker) || catchesAgain(code, call) ? receiveTimeout(code, name, maker, defaults) : null,
    });
  }
  return gaps;
}

/** The `context.socket(zmq.REP)` that made a socket; by form, so that wrappers of ZeroMQ count as well. */
function socketMaker(code: CodeModel, receiver: SyntaxNode): Call | null {
  const maker = code.originOf(receiver);
  if (maker === null || maker.name !== 'socket' || maker.receiver === null) return null;
  const [kind] = maker.arguments;
  return kind !== undefined && /(^|\.)(REQ|REP|SUB|PULL|DEALER|ROUTER|PAIR|XSUB|XPUB)$/.test(code.textOf(kind.value))
    ? maker
    : null;
}

function isGoverned(code: CodeModel, name: string, scope: SyntaxNode, maker: Call): boolean {
  const escaped = name.replace(/[.$]/g, '\\$&');
  // The socket may be made in one method and be given its options in a helper: the whole class or file counts.
  const text = code.textOf(scope.type === 'class_definition' ? scope : code.root);
  const governs = new RegExp(
    `(?<![\\w.])${escaped}\\s*\\.\\s*(setsockopt(_\\w+)?\\s*\\(\\s*[\\w.]*RCVTIMEO|set\\s*\\(\\s*[\\w.]*RCVTIMEO|RCVTIMEO\\s*=|rcvtimeo\\s*=|poll\\s*\\()` +
      `|\\.register\\s*\\(\\s*${escaped}\\b|zmq\\.select\\s*\\([^)]*${escaped}\\b`,
  );
  const contextWide = maker.receiver === null ? null : code.textOf(maker.receiver).replace(/[.$]/g, '\\$&');
  return (
    governs.test(text) ||
    (contextWide !== null &&
      new RegExp(`${contextWide}\\s*\\.\\s*(setsockopt\\s*\\(\\s*[\\w.]*RCVTIMEO|RCVTIMEO\\s*=)`).test(text))
  );
}

function isNonBlocking(code: CodeModel, call: Call): boolean {
  const flags = argumentOf(call, 'flags', 0);
  return flags !== null && /NOBLOCK|DONTWAIT/.test(code.textOf(flags.value));
}

function isAwaitedWithTimeout(code: CodeModel, call: Call): boolean {
  for (let node = call.node.parent; node !== null && node.type !== 'function_definition'; node = node.parent) {
    if (/^(call|with_statement)$/.test(node.type) && /\b(wait_for|timeout)\s*\(/.test(code.textOf(node).slice(0, 200)))
      return true;
  }
  return false;
}

/** REQ and DEALER sockets wait for an answer; the others wait for whoever comes, and silence is normal there. */
function isClient(code: CodeModel, maker: Call): boolean {
  const [kind] = maker.arguments;
  return kind !== undefined && /(REQ|DEALER)$/.test(code.textOf(kind.value));
}

/** Whether `zmq.Again` is caught inside the loop around a call: else a server that nobody asks for some seconds would end. */
function catchesAgain(code: CodeModel, call: Call): boolean {
  for (let node = call.node.parent; node !== null && node.type !== 'function_definition'; node = node.parent) {
    if (/^(while|for)_statement$/.test(node.type)) return false;
    if (node.type !== 'try_statement') continue;
    const handlers = node.children.filter((child) => child.type === 'except_clause');
    if (
      handlers.some(
        (handler) => CATCHES_AGAIN.test(code.textOf(handler)) && !/\b(raise|break)\b/.test(code.textOf(handler)),
      )
    )
      return true;
  }
  return false;
}

const CATCHES_AGAIN = /^except\s*(:|\(?[^:]*\b(Again|ZMQError|ZMQBaseError|Exception|BaseException)\b)/;

/** Waiting for an answer may end; where a server waits for whoever comes, the author has to look at what happens then. */
function receiveTimeout(code: CodeModel, name: string, maker: Call, defaults: TimeoutDefaults): TimeoutFix | null {
  const statement = maker.node.ancestorOfType('expression_statement');
  const [kind] = maker.arguments;
  if (statement === null || kind === undefined || !/^[\w.]+$/.test(name)) return null;
  const assigned = code.textOf(statement).split('=')[0]?.trim();
  if (assigned !== name) return null;
  const indentation = indentationBefore(code, statement);
  if (indentation === null) return null;
  const kindText = code.textOf(kind.value);
  const module = kindText.includes('.') ? kindText.slice(0, kindText.lastIndexOf('.')) : null;
  const option = `${name}.setsockopt(${module ?? 'zmq'}.RCVTIMEO, ${defaults.seconds * 1000})`;
  return {
    title: `Wait at most ${defaults.seconds} s for a message`,
    safety: /(REQ|DEALER)$/.test(kindText) && module !== null ? 'safe' : 'review',
    edits: () => [
      { range: { start: statement.end, end: statement.end }, newText: `${lineEndingOf(code)}${indentation}${option}` },
    ],
  };
}
