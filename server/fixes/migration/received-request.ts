import type { CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import { Obstacle, assignmentOf, callOfStatement, isDisposable, lineOf, statementsOf } from './statements';

/** How a loop gets its request: which statements go, which of the loop's own wrappers, and what is left to do with it. */
export interface ReceivedRequest {
  /** The names that the request goes by, raw or decoded; all of them become `request`. */
  readonly names: ReadonlySet<string>;
  /** Statements that only receive, decode or wait. */
  readonly retired: readonly SyntaxNode[];
  /** `try` and `if poll(…)` around the work, outermost first. */
  readonly wrappers: readonly SyntaxNode[];
  /** The block that the receiving statement stood in. */
  readonly block: SyntaxNode;
}

/** Follows a loop's body to the statement that receives on `socket`. Throws Obstacle on protocols other than one JSON object a message. */
export function readReceivedRequest(code: CodeModel, loop: SyntaxNode, socket: string): ReceivedRequest {
  const retired: SyntaxNode[] = [];
  const wrappers: SyntaxNode[] = [];
  let block = loop.childForField('body');
  while (block !== null) {
    const statements = statementsOf(block);
    const at = statements.findIndex((statement) => mentions(code, statement, `${socket}.recv`));
    const statement = statements[at];
    if (statement === undefined) break;
    for (const before of statements.slice(0, at)) {
      if (!isWaiting(code, before, socket) && !isDisposable(code, before)) {
        throw new Obstacle(`line ${lineOf(code, before)} does other work between two requests`);
      }
      retired.push(before);
    }
    const inner = innerBlock(code, statement, socket);
    if (inner === null) return { ...received(code, block, statements, at, retired), wrappers, block };
    const onlyReceives =
      statement.type === 'try_statement' &&
      statementsOf(inner).every((child) => mentions(code, child, `${socket}.recv`) || isDecoding(code, child));
    if (onlyReceives) {
      // `try: request = recv() except Again: continue`: the work follows behind it.
      retired.push(statement);
      const found = received(code, inner, statementsOf(inner), 0, []);
      return {
        names: found.names,
        retired: [...retired, ...decodingBehind(code, statements, at, found.names)],
        wrappers,
        block,
      };
    }
    wrappers.push(statement);
    block = inner;
  }
  throw new Obstacle(`the statement that receives on ${socket} was not found`);
}

/** The block of a wrapper that the receiving statement stands in; null when the statement is the one that receives. */
function innerBlock(code: CodeModel, statement: SyntaxNode, socket: string): SyntaxNode | null {
  if (statement.type === 'try_statement') {
    const body = statement.childForField('body');
    return body !== null && mentions(code, body, `${socket}.recv`) ? body : null;
  }
  if (statement.type === 'if_statement') {
    const condition = statement.childForField('condition');
    const block = statement.childForField('consequence');
    if (condition === null || block === null || !mentions(code, block, `${socket}.recv`)) return null;
    if (!isPollText(code.textOf(condition), socket)) {
      throw new Obstacle(`line ${lineOf(code, statement)} decides in its own way when to receive`);
    }
    if (
      statement.children.some(
        (child) =>
          /^(?:elif|else)_clause$/.test(child.type) &&
          !statementsOf(blockOf(child)).every((one) => isDisposable(code, one)),
      )
    ) {
      throw new Obstacle(`line ${lineOf(code, statement)} does other work while no request waits`);
    }
    return block;
  }
  if (/^(?:for|while|with|match)_statement$/.test(statement.type))
    throw new Obstacle(`line ${lineOf(code, statement)} receives inside another loop or block`);
  return null;
}

function blockOf(clause: SyntaxNode): SyntaxNode | null {
  return clause.childOfType('block');
}

function isPollText(condition: string, socket: string): boolean {
  return (
    condition.includes(`${socket}.poll(`) ||
    condition.includes(socket) ||
    /\bpoll(?:er)?\b|\bsocks\b|\bevents?\b/.test(condition)
  );
}

/** `if socket.poll(…) == 0: continue`, `events = dict(poller.poll(…))` */
function isWaiting(code: CodeModel, statement: SyntaxNode, socket: string): boolean {
  const text = code.textOf(statement);
  if (statement.type === 'if_statement') {
    const condition = statement.childForField('condition');
    const body = statementsOf(statement.childForField('consequence'));
    return (
      condition !== null &&
      isPollText(code.textOf(condition), socket) &&
      body.every((child) => isDisposable(code, child))
    );
  }
  return assignmentOf(statement) !== null && /\.poll\(/.test(text);
}

function received(
  code: CodeModel,
  block: SyntaxNode,
  statements: readonly SyntaxNode[],
  at: number,
  before: readonly SyntaxNode[],
): { names: Set<string>; retired: SyntaxNode[] } {
  const statement = statements[at] as SyntaxNode;
  const assignment = assignmentOf(statement);
  const target = assignment?.childForField('left') ?? null;
  const value = assignment?.childForField('right') ?? null;
  if (assignment?.type !== 'assignment' || target?.type !== 'identifier' || value === null) {
    throw new Obstacle(`line ${lineOf(code, statement)} receives in a way that is not understood`);
  }
  const text = code.textOf(value);
  if (/\.recv_(?:multipart|pyobj|serialized)\(/.test(text))
    throw new Obstacle(`line ${lineOf(code, statement)} receives messages that are not JSON`);
  const names = new Set([code.textOf(target)]);
  const retired = [...before, statement];
  if (isJson(text)) return { names, retired };
  const decoding = decodingBehind(code, statements, at, names);
  const parsed = decoding.some((child) => /\bloads\(/.test(code.textOf(child)));
  if (!parsed && usedBeyondLogging(code, block, statements.slice(at + 1), names)) {
    throw new Obstacle(`line ${lineOf(code, statement)} receives bytes that are not read as JSON`);
  }
  return { names, retired: [...retired, ...decoding] };
}

function isJson(text: string): boolean {
  return /\.recv_json\(|\bloads\(/.test(text);
}

/** The statements right behind the receiving one that turn bytes into text and text into an object. */
function decodingBehind(
  code: CodeModel,
  statements: readonly SyntaxNode[],
  at: number,
  names: Set<string>,
): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (const statement of statements.slice(at + 1)) {
    if (isDisposable(code, statement)) continue;
    if (!isDecoding(code, statement)) break;
    const assignment = assignmentOf(statement);
    const target = assignment?.childForField('left');
    const value = assignment?.childForField('right');
    if (!target || !value || ![...names].some((name) => new RegExp(`\\b${name}\\b`).test(code.textOf(value)))) break;
    names.add(code.textOf(target));
    found.push(statement);
  }
  return found;
}

function isDecoding(code: CodeModel, statement: SyntaxNode): boolean {
  const assignment = assignmentOf(statement);
  const value = assignment?.childForField('right') ?? null;
  return (
    assignment?.type === 'assignment' &&
    assignment.childForField('left')?.type === 'identifier' &&
    value !== null &&
    /^(?:(?:u?json|orjson|simplejson)\.)?loads\([^()]*(?:\([^()]*\))?\)$|^\w+\.decode\([^()]*\)$/.test(
      code.textOf(value),
    )
  );
}

function usedBeyondLogging(
  code: CodeModel,
  block: SyntaxNode,
  behind: readonly SyntaxNode[],
  names: ReadonlySet<string>,
): boolean {
  void block;
  return behind.some(
    (statement) =>
      !isDisposable(code, statement) &&
      callOfStatement(statement)?.type !== 'comment' &&
      [...names].some((name) => identifiers(code, statement, name).length > 0),
  );
}

/** The uses of a local name below a node: not attributes, not keywords of calls. */
export function identifiers(code: CodeModel, node: SyntaxNode, name: string): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  node.walk((inner) => {
    if (inner.type !== 'identifier' || code.textOf(inner) !== name) return;
    if (inner.field === 'attribute' || (inner.field === 'name' && inner.parent?.type === 'keyword_argument')) return;
    found.push(inner);
  });
  return found;
}

function mentions(code: CodeModel, node: SyntaxNode, text: string): boolean {
  return code.textOf(node).includes(text);
}
