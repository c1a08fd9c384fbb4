import { type Call, type CodeModel, argumentOf } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { lineEndingOf } from '../../../documents/line-ending';
import { indentationBefore } from './statement-layout';
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
  // The socket may be made in one method and be given its options in a helper: the whole class or file counts.
  const { start, end } = scope.type === 'class_definition' ? scope : code.root;
  const within = (places: readonly number[] | undefined): boolean =>
    places?.some((place) => place >= start && place < end) ?? false;
  const governed = governedNames(code);
  return (
    within(governed.get(name)) ||
    (maker.receiver !== null && within(governed.get(`${code.textOf(maker.receiver)} RCVTIMEO`)))
  );
}

/** For each file the names whose waiting something governs, with where that stands. */
const governedByFile = new WeakMap<CodeModel, ReadonlyMap<string, readonly number[]>>();

function governedNames(code: CodeModel): ReadonlyMap<string, readonly number[]> {
  let names = governedByFile.get(code);
  if (names === undefined) governedByFile.set(code, (names = findGovernedNames(code)));
  return names;
}

function findGovernedNames(code: CodeModel): Map<string, number[]> {
  const names = new Map<string, number[]>();
  const add = (name: string, at: SyntaxNode): void => {
    const places = names.get(name);
    if (places === undefined) names.set(name, [at.start]);
    else places.push(at.start);
  };
  // A context hands RCVTIMEO on to the sockets it makes.
  const addOption = (name: string, at: SyntaxNode): void => {
    add(name, at);
    add(`${name} RCVTIMEO`, at);
  };
  for (const call of code.calls) {
    const [first] = call.arguments;
    if (call.receiver === null || !/^(setsockopt\w*|set|poll|register|select)$/.test(call.name)) continue;
    if (call.name === 'poll') add(code.textOf(call.receiver), call.node);
    else if (first === undefined) continue;
    else if (call.name === 'register') add(code.textOf(first.value), call.node);
    else if (call.name === 'select')
      for (const [name] of code.textOf(call.node).matchAll(/[\w.]+/g)) add(name, call.node);
    else if (/RCVTIMEO/.test(code.textOf(first.value)) && !isEndless(code, call.arguments.at(-1)?.value))
      addOption(code.textOf(call.receiver), call.node);
  }
  for (const { path, node, value } of code.assignments) {
    const socket = path === null || isEndless(code, value) ? null : /^(.+)\.(?:RCVTIMEO|rcvtimeo)$/.exec(path)?.[1];
    if (socket !== null && socket !== undefined) addOption(socket, node);
  }
  return names;
}

/** -1 is ZeroMQ's word for ever. */
function isEndless(code: CodeModel, value: SyntaxNode | undefined): boolean {
  return value !== undefined && /^-\s*1$/.test(code.textOf(value));
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
      {
        range: { start: statement.end, end: statement.end },
        newText: `${lineEndingOf(code.text)}${indentation}${option}`,
      },
    ],
  };
}
