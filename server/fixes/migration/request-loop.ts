import type { CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import { AnswerConversion, FALL_BACK, isUnknownAction } from './answers';
import type { LegacyClass } from './legacy-class';
import type { Patch } from './patch';
import { type ReceivedRequest, identifiers, readReceivedRequest } from './received-request';
import {
  type MigrationLayout,
  type MovedLoop,
  type RunMethod,
  closingTexts,
  readRunMethod,
  runText,
  wholeLines,
} from './run-method';
import {
  Obstacle,
  assignmentOf,
  blocksOf,
  callOfStatement,
  indentOf,
  isDisposable,
  isDocstring,
  lineOf,
  statementsOf,
} from './statements';

/** Turns `while True: request = recv(); … send(answer)` into `handle_request`, and what stood around the loop into `run`. */
export function migrateRequestLoop(
  code: CodeModel,
  patch: Patch,
  agent: LegacyClass,
  layout: MigrationLayout,
): MovedLoop {
  const socket = agent.main?.path ?? '';
  const { loop, run } = agent;
  const received = readReceivedRequest(code, loop, socket);
  const parts = readRunMethod(code, patch, agent);
  const own = agent.definition.methods.find(({ name }) => name === 'handle_request');
  const delegate = delegateOf(code, agent, received, socket);
  if (delegate !== null) fallBackInDelegate(code, patch, delegate);
  const closings = closingTexts(patch, parts.closings);
  let handler = '';
  if (own === undefined) handler = handlerText(code, patch, agent, received, parts, layout);
  else if (delegate !== own.node) throw new Obstacle(`handle_request() is not all that the loop in ${run.name}() does`);
  const text = runText(code, patch, parts, '', layout);
  const separator = handler !== '' && text !== '' ? layout.lineEnding : '';
  const composed = `${handler}${separator}${text}`;
  if (composed === '') patch.remove(run.node);
  else patch.replace(wholeLines(code, run.node), composed.replace(/\r?\n$/, ''));
  return { closings, threaded: false };
}

function handlerText(
  code: CodeModel,
  patch: Patch,
  agent: LegacyClass,
  received: ReceivedRequest,
  parts: RunMethod,
  { indent, unit, lineEnding, contract }: MigrationLayout,
): string {
  const { loop } = agent;
  const body = loop.childForField('body');
  if (body === null) throw new Obstacle('the loop has no body');
  refuseSharedVariables(code, loop, parts.before);
  for (const statement of received.retired) patch.remove(statement);
  dropPauses(code, patch, [body, ...received.wrappers.flatMap((wrapper) => blocksOf(wrapper).slice(0, 1))]);
  const target = `${indent}${unit}`;
  const wrappers = prepareWrappers(code, patch, received, agent.main?.path ?? '');
  const fallen = fallBackOnUnknown(code, patch, body, agent.main?.path ?? '');
  const lead = nameRequest(code, patch, body, received.names, `${target}`, lineEnding);
  const stop = contract.attributes.includes('running') ? 'self.running = False' : null;
  const conversion = new AnswerConversion(code, patch, agent.main?.path ?? '', stop, lineEnding, {
    ...wrappers,
    answered: fallen,
  });
  const answered = conversion.convert(body, false);
  patch.indent({ start: loop.start, end: body.end }, indentOf(code, body), target);
  const header = loop.children.filter((child) => child.type === ':').at(-1);
  const from = header === undefined ? body.start : code.text.indexOf('\n', header.end) + 1;
  const work = patch
    .render({ start: from, end: body.end })
    .replace(/^(?:[ \t]*\r?\n)+/, '')
    .replace(/\s+$/, '');
  const ending = answered ? '' : `${target}${FALL_BACK}${lineEnding}`;
  const rest = work === '' ? '' : `${work}${lineEnding}`;
  return `${indent}def handle_request(self, request: dict) -> dict:${lineEnding}${lead}${rest}${ending}`;
}

/** Takes away what only guarded receiving, and remembers what stays around the work. */
function prepareWrappers(
  code: CodeModel,
  patch: Patch,
  received: ReceivedRequest,
  socket: string,
): { unwrapped: Set<SyntaxNode>; kept: Set<SyntaxNode> } {
  const unwrapped = new Set<SyntaxNode>();
  const kept = new Set<SyntaxNode>();
  for (const wrapper of received.wrappers) {
    const [inner] = blocksOf(wrapper);
    if (inner === undefined) continue;
    // A comment may stand between the header and the block.
    const header = wrapper.children.find((child) => child.type === ':');
    const innerLine = code.text.indexOf('\n', header?.end ?? inner.start) + 1;
    if (wrapper.type === 'if_statement' || dropHandlers(code, patch, wrapper, inner, socket)) {
      unwrapped.add(wrapper);
      const { start } = wholeLines(code, wrapper);
      patch.replace({ start, end: innerLine }, '');
      patch.replace({ start: inner.end, end: wrapper.end }, '');
      patch.indent({ start: innerLine, end: inner.end }, indentOf(code, inner), indentOf(code, wrapper));
    } else {
      kept.add(wrapper);
    }
  }
  return { unwrapped, kept };
}

/** Removes the handlers that only met failures of receiving. Returns true when no handler is left, so that `try` can go. */
function dropHandlers(code: CodeModel, patch: Patch, wrapper: SyntaxNode, inner: SyntaxNode, socket: string): boolean {
  const clauses = wrapper.children.filter((child) => /_clause$/.test(child.type));
  const work = statementsOf(inner)
    .filter((statement) => !patch.covers(statement))
    .map((statement) => code.textOf(statement))
    .join('\n');
  const otherSockets = new RegExp(`\\bself\\.(?!${escaped(socket.slice(5))}\\b)\\w+\\.(?:recv|send)\\w*\\(`).test(work);
  const rest = clauses.filter((clause) => {
    if (!/^except/.test(clause.type)) return true;
    const header = code.textOf(clause).split('\n')[0] ?? '';
    if (/KeyboardInterrupt|SystemExit/.test(header)) return false;
    // Other sockets in the work can fail in the same way.
    if (/Again|ZMQError|ContextTerminated|zmq\./.test(header)) return otherSockets;
    return !(/JSONDecodeError|UnicodeDecodeError/.test(header) && !/\bloads\(|\.decode\(/.test(work));
  });
  for (const clause of clauses) if (!rest.includes(clause)) patch.remove(clause);
  for (const clause of rest) {
    if (!/^except/.test(clause.type)) continue;
    const statements = statementsOf(clause.childOfType('block'));
    // `continue` and a pause at the end of a handler only took the loop on.
    for (const statement of [...statements].reverse()) {
      if (statement.type !== 'continue_statement' && !isPause(code, statement)) break;
      if (statements.length > 1) patch.remove(statement);
    }
  }
  return rest.length === 0;
}

function dropPauses(code: CodeModel, patch: Patch, blocks: readonly SyntaxNode[]): void {
  for (const block of blocks) {
    for (const statement of [...statementsOf(block)].reverse()) {
      if (!isPause(code, statement) && !patch.covers(statement)) break;
      patch.remove(statement);
    }
  }
}

function isPause(code: CodeModel, statement: SyntaxNode): boolean {
  const callee = callOfStatement(statement)?.childForField('function');
  return callee !== undefined && callee !== null && /^(?:time\.)?sleep$/.test(code.textOf(callee));
}

/** `else: response = {"status": "error", "error": "unknown action"}` */
function fallBackOnUnknown(code: CodeModel, patch: Patch, body: SyntaxNode, socket: string): Set<SyntaxNode> {
  const answered = new Set<SyntaxNode>();
  body.walk((node) => {
    if (node.type !== 'else_clause') return;
    const block = node.childOfType('block');
    const work = statementsOf(block).filter((statement) => !isDisposable(code, statement));
    const [made, sent] = work;
    const assignment = made === undefined ? null : assignmentOf(made);
    const value = assignment?.childForField('right') ?? null;
    if (made === undefined || value === null || work.length > 2 || !isUnknownAction(code, made, value)) return;
    const name = code.textOf(assignment?.childForField('left') ?? made);
    if (sent !== undefined && code.textOf(sent) !== `${socket}.send_json(${name})`) return;
    patch.replace(made, FALL_BACK);
    answered.add(made);
    if (sent !== undefined) patch.remove(sent);
  });
  return answered;
}

/** All names of the message become `request`; where that name has another meaning in the loop the old ones are kept. */
function nameRequest(
  code: CodeModel,
  patch: Patch,
  body: SyntaxNode,
  names: ReadonlySet<string>,
  indent: string,
  lineEnding: string,
): string {
  const others = [...names].filter((name) => name !== 'request');
  if (others.length === 0) return '';
  if (!names.has('request') && identifiers(code, body, 'request').length > 0) {
    return others.map((name) => `${indent}${name} = request${lineEnding}`).join('');
  }
  for (const name of others) {
    for (const use of identifiers(code, body, name)) if (!patch.covers(use)) patch.replace(use, 'request');
  }
  return '';
}

/** Locals that are made before the loop and live through it have no place in `handle_request`. */
function refuseSharedVariables(code: CodeModel, loop: SyntaxNode, before: readonly SyntaxNode[]): void {
  for (const statement of before) {
    const names: string[] = [];
    statement.walk((node) => {
      const target = node.type === 'assignment' ? node.childForField('left') : null;
      if (target?.type === 'identifier') names.push(code.textOf(target));
      if (/^import/.test(node.type))
        for (const child of node.childrenForField('name'))
          names.push(code.textOf(child.childForField('alias') ?? child));
    });
    const shared = names.find((name) => identifiers(code, loop, name).length > 0);
    if (shared !== undefined)
      throw new Obstacle(`'${shared}' is made before the loop and used inside it (line ${lineOf(code, statement)})`);
  }
}

/** The method of the class that makes the answer, where the loop only hands the request to it and sends what it gives. */
function delegateOf(code: CodeModel, agent: LegacyClass, received: ReceivedRequest, socket: string): SyntaxNode | null {
  const work = statementsOf(received.block).filter(
    (statement) => !received.retired.includes(statement) && !isDisposable(code, statement),
  );
  const text = work.map((statement) => code.textOf(statement).trim());
  const name = [...received.names].join('|');
  const direct = new RegExp(`^${escaped(socket)}\\.send_json\\(self\\.(\\w+)\\((?:${name})\\)\\)$`);
  const assigned = new RegExp(`^(\\w+)\\s*=\\s*self\\.(\\w+)\\((?:${name})\\)$`);
  const first = text[0] ?? '';
  let method = work.length === 1 ? direct.exec(first)?.[1] : undefined;
  const made = assigned.exec(first);
  if (made !== null && work.length === 2 && text[1] === `${socket}.send_json(${made[1]})`) method = made[2];
  return method === undefined
    ? null
    : (agent.definition.methods.find((candidate) => candidate.name === method)?.node ?? null);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** In the method that the loop hands its request to, "unknown action" becomes the base agent's answer. */
function fallBackInDelegate(code: CodeModel, patch: Patch, method: SyntaxNode): void {
  const [, parameter] = method.childForField('parameters')?.namedChildren ?? [];
  const name =
    parameter === undefined
      ? null
      : code.textOf(parameter.type === 'identifier' ? parameter : (parameter.namedChildren[0] ?? parameter));
  const body = method.childForField('body');
  if (name === null || body === null || method.children[0]?.type === 'async') return;
  const last = statementsOf(body)
    .filter((statement) => !isDocstring(statement))
    .at(-1);
  body.walk((node) => {
    if (node.type === 'function_definition') return false;
    if (node.type !== 'return_statement') return true;
    const [value] = node.namedChildren;
    if (value === undefined) return true;
    const unknown =
      isUnknownAction(code, node, value) ||
      (node === last &&
        value.type === 'dictionary' &&
        /\b(?:unknown|unsupported|invalid action)\b/i.test(code.textOf(value)));
    if (unknown) patch.replace(node, `return super().handle_request(${name})`);
    return true;
  });
}
