import { indentOf, statementsOf, walkOwn } from '../../fixes/migration/statements';
import type { Call, CodeModel, FunctionDefinition } from '../../languages/code-model';
import { boundSockets } from '../../languages/python/agent-shape';
import type { SyntaxNode } from '../../languages/syntax-node';
import type { ClassContract } from '../../project/class-contract';
import type { FileEdit, Fix } from '../finding';
import { type EarlyUse, type Inherited, firstStatement } from './early-use';
import type { Heir } from './heir';
import { overwrittenBehind } from './inherited-state';
import { lineEndingOf } from '../../documents/line-ending';

/** What people call the base agent's parameters in their own constructors. */
const SYNONYMS: Readonly<Record<string, RegExp>> = {
  name: /^(?:agent|service)_?name$/,
  port: /^(?:agent|service|main|zmq|server|bind)_?port$/,
  health_check_port: /^(?:health|healthcheck|hc)_?port$/,
};

/** `super().__init__(…)` as the first statement; null where its arguments cannot be told, or where the class opens what the base would. */
export function callBaseFirst(code: CodeModel, uri: string, heir: Heir, lineEnding: string): Fix | null {
  const { constructor, parent } = heir;
  if (constructor === null || constructor.body === null || parent === null) return null;
  const { body } = constructor;
  if (!startsOwnLine(code, body) || opensAsTheBase(code, uri, heir, body)) return null;
  const list = argumentsFor(code, heir, constructor, parent);
  if (list === null) return null;
  const call = `super().__init__(${list.join(', ')})`;
  const first = firstStatement(constructor);
  return {
    title: 'Call super().__init__() first',
    safety: 'safe',
    edits: () => {
      if (first === null) {
        const { end } = statementsOf(body)[0] ?? body;
        return [{ uri, range: { start: end, end }, newText: `${lineEnding}${indentOf(code, body)}${call}` }];
      }
      if (first.type === 'pass_statement')
        return [{ uri, range: { start: first.start, end: first.end }, newText: call }];
      const newText = `${call}${lineEnding}${indentOf(code, first)}`;
      return [{ uri, range: { start: first.start, end: first.start }, newText }];
    },
  };
}

/** `super(BaseAgent, self).__init__(…)` → `super().__init__(…)` */
export function startAtTheBase(code: CodeModel, uri: string, heir: Heir, call: Call): Fix | null {
  const { receiver, argumentList } = call;
  const { constructor, parent } = heir;
  if (receiver === null || argumentList === null || constructor === null || parent === null) return null;
  const list = call.arguments.length > 0 ? null : argumentsFor(code, heir, constructor, parent);
  if (call.arguments.length === 0 && list === null) return null;
  return {
    title: 'Call super().__init__()',
    safety: 'safe',
    edits: () => [
      { uri, range: { start: receiver.start, end: receiver.end }, newText: 'super()' },
      ...(list === null
        ? []
        : [{ uri, range: { start: argumentList.start, end: argumentList.end }, newText: `(${list.join(', ')})` }]),
    ],
  };
}

function startsOwnLine(code: CodeModel, node: SyntaxNode): boolean {
  return /(?:^|\n)[ \t]*$/.test(code.text.slice(Math.max(0, node.start - 200), node.start));
}

/** A second socket, or a context in place of the base's, would break the agent as soon as the base is set up. */
function opensAsTheBase(code: CodeModel, uri: string, heir: Heir, body: SyntaxNode): boolean {
  if (overwrittenBehind(code, uri, heir, body.start, new Set()).length > 0) return true;
  const { start, end } = heir.definition.node;
  return boundSockets(code).some(({ bind }) => bind.node.start >= start && bind.node.end <= end);
}

/** The arguments of `super().__init__`, from what the own constructor is given or sets; null when one that is needed is not known. */
function argumentsFor(
  code: CodeModel,
  heir: Heir,
  constructor: FunctionDefinition,
  contract: ClassContract,
): string[] | null {
  const parameters = constructor.parameters.slice(1);
  const own = parameters.filter(({ variadic }) => variadic === null).map(({ name }) => name);
  const known = new Map(contract.parameters.map(({ name, optional }) => [name, optional] as const));
  for (const name of contract.keywordsRead) if (!known.has(name)) known.set(name, true);
  const list: string[] = [];
  for (const [name, optional] of known) {
    const given = own.find((one) => one === name) ?? own.find((one) => SYNONYMS[name]?.test(one));
    const value = given ?? settledValue(code, heir, name);
    if (value !== null) list.push(`${name}=${value}`);
    else if (!optional) return null;
  }
  const keywords = parameters.find(({ variadic }) => variadic === 'keyword');
  if (keywords !== undefined && contract.anyKeyword) list.push(`**${keywords.name}`);
  return list;
}

/** The class's own name, and a port or name that the constructor writes down. */
function settledValue(code: CodeModel, heir: Heir, name: string): string | null {
  const { constructor, definition } = heir;
  const assigned = code.assignments.find(
    ({ path, node }) =>
      path === `self.${name}` &&
      constructor !== null &&
      node.start >= constructor.node.start &&
      node.end <= constructor.node.end,
  );
  const value = assigned?.value;
  if (value !== undefined) {
    if (value.type === 'integer' || (value.type === 'string' && code.stringValue(value)?.constant !== null))
      return code.textOf(value);
    if (value.type === 'identifier' && /^[A-Z][A-Z0-9_]*$/.test(code.textOf(value))) return code.textOf(value);
  }
  return name === 'name' ? `"${definition.name}"` : null;
}

/** Moves `super().__init__(…)` above the first use; null where something between them matters to it, or it to them. */
export function moveBaseUp(
  code: CodeModel,
  uri: string,
  heir: Heir,
  inherited: Inherited,
  call: Call,
  use: EarlyUse,
): Fix | null {
  const { constructor } = heir;
  const body = constructor?.body ?? null;
  if (constructor === null || body === null) return null;
  const statements = statementsOf(body);
  const target = statements.find(({ start, end }) => use.node.start >= start && use.node.end <= end);
  const statement = call.node.parent;
  if (target === undefined || statement?.type !== 'expression_statement' || statement.parent !== body) return null;
  if (target === statement) return namedInstead(code, uri, constructor, call, inherited);
  const between = statements.filter(({ start, end }) => start >= target.start && end <= statement.start);
  const before = new Set<string>();
  for (const one of between) walkOwn(one, (node) => addTarget(code, node, before));
  let depends = false;
  for (const { value } of call.arguments) {
    walkOwn(value, (node) => {
      if (node.type === 'identifier' || node.type === 'attribute') depends ||= before.has(code.textOf(node));
    });
  }
  const overwrites = [...before].some((name) => inherited.attributes.has(name.replace(/^self\./, '')));
  if (depends || overwrites || !aloneOnLines(code, statement) || !startsOwnLine(code, target)) return null;
  return {
    title: 'Call super().__init__() before it is needed',
    safety: 'safe',
    edits: () => {
      const start = code.text.lastIndexOf('\n', statement.start - 1) + 1;
      const feed = code.text.indexOf('\n', statement.end);
      const cut =
        feed === -1 ? { start: previousLineEnd(code, start), end: code.text.length } : { start, end: feed + 1 };
      const line = code.text.slice(statement.start, feed === -1 ? code.text.length : feed + 1);
      const eol = feed === -1 ? lineEndingOf(code.text) : '';
      const at = target.start;
      return [
        { uri, range: { start: at, end: at }, newText: `${line}${eol}${indentOf(code, target)}` },
        { uri, range: cut, newText: '' },
      ];
    },
  };
}

function previousLineEnd(code: CodeModel, lineStart: number): number {
  return code.text[lineStart - 2] === '\r' ? lineStart - 2 : lineStart - 1;
}

/** Names and attributes that a statement gives a value, as they are written. */
function addTarget(code: CodeModel, node: SyntaxNode, targets: Set<string>): void {
  const left =
    /^(?:assignment|augmented_assignment|for_statement|named_expression)$/.test(node.type) &&
    (node.childForField('left') ?? node.childForField('name'));
  if (left) for (const name of code.textOf(left).match(/[\w.]+/g) ?? []) targets.add(name);
  if (node.type === 'as_pattern_target') targets.add(code.textOf(node));
  if (/^import/.test(node.type)) for (const name of code.textOf(node).match(/\w+/g) ?? []) targets.add(name);
}

function aloneOnLines(code: CodeModel, statement: SyntaxNode): boolean {
  const rest = /[^\r\n]*/.exec(code.text.slice(statement.end))?.[0] ?? '';
  return startsOwnLine(code, statement) && /^[ \t]*(?:#.*)?$/.test(rest);
}

/** `super().__init__(port=self.port)` → `port=port`, where the constructor has such a parameter. */
function namedInstead(
  code: CodeModel,
  uri: string,
  constructor: FunctionDefinition,
  call: Call,
  inherited: Inherited,
): Fix | null {
  const own = new Set(constructor.parameters.slice(1).map(({ name }) => name));
  const self = constructor.parameters[0]?.name ?? '';
  const edits: FileEdit[] = [];
  let possible = true;
  if (call.argumentList === null) return null;
  walkOwn(call.argumentList, (node) => {
    const name = node.type === 'attribute' ? new RegExp(`^${self}\\.(\\w+)$`).exec(code.textOf(node))?.[1] : undefined;
    if (name === undefined || !inherited.attributes.has(name)) return;
    if (own.has(name)) edits.push({ uri, range: { start: node.start, end: node.end }, newText: name });
    else possible = false;
  });
  if (!possible || edits.length === 0) return null;
  return { title: 'Pass the parameters themselves', safety: 'safe', edits: () => edits };
}
