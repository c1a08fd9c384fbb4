import { isDocstring, statementsOf, walkOwn } from '../../fixes/migration/statements';
import type { Call, CodeModel, FunctionDefinition } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import type { Heir } from './heir';

/** An attribute or method of the base agent that a constructor uses before the base agent's constructor has run. */
export interface EarlyUse {
  readonly node: SyntaxNode;
  /** Without `self.` */
  readonly name: string;
  /** The method of the class through which the constructor comes to it; null where it stands in the constructor itself. */
  readonly through: string | null;
}

/** The first use of what the base agent sets up, before `call`; null when there is none. */
export function earlyUse(code: CodeModel, heir: Heir, inherited: Inherited, call: Call): EarlyUse | null {
  const { constructor } = heir;
  const self = constructor?.parameters[0]?.name;
  if (constructor === null || constructor.body === null || self === undefined) return null;
  if (code.enclosingFunction(call.node) !== constructor) return null;
  const before = nodesBefore(constructor.body, call);
  const given = new Map<string, number>();
  for (const part of before) {
    collectAssigned(code, part, self, given);
    collectAssignedByMethods(code, heir, part, self, given);
  }
  for (const part of before) {
    const use = firstUse(code, heir, inherited, part, self, given);
    if (use !== null) return use;
  }
  return null;
}

/** What an heir gets from its base agent once that is constructed. */
export interface Inherited {
  readonly attributes: ReadonlySet<string>;
  /** Methods that need those attributes. */
  readonly methods: ReadonlySet<string>;
}

export function inheritedBy(code: CodeModel, heir: Heir): Inherited {
  const contracts = [heir.base, ...(heir.parent === null ? [] : [heir.parent])];
  const own = new Set(heir.definition.methods.map(({ name }) => name));
  for (const statement of statementsOf(heir.definition.body)) {
    const target = statement.namedChildren[0]?.type === 'assignment' ? statement.namedChildren[0] : null;
    const name = target?.childForField('left');
    if (name?.type === 'identifier') own.add(code.textOf(name));
  }
  for (const { classAttributes = [] } of contracts) for (const name of classAttributes) own.add(name);
  // A property is a method that is read like an attribute.
  const attributes = contracts.flatMap((contract) => contract.attributes.filter((name) => !(name in contract.methods)));
  const methods = contracts.flatMap(({ methodsOnState = [] }) => methodsOnState);
  return {
    attributes: new Set(attributes.filter((name) => !own.has(name))),
    methods: new Set(methods.filter((name) => !own.has(name) && !/^__\w+__$/.test(name))),
  };
}

/** The statements that run before the call, and its arguments, in the order of the text. */
function nodesBefore(body: SyntaxNode, call: Call): SyntaxNode[] {
  const parts: SyntaxNode[] = call.argumentList === null ? [] : [call.argumentList];
  for (let node: SyntaxNode | null = call.node; node !== null && node !== body; node = node.parent) {
    const { parent } = node;
    if (parent?.type !== 'block') continue;
    const own = node;
    parts.unshift(...statementsOf(parent).filter(({ end }) => end <= own.start));
  }
  return parts;
}

/** Notes where attributes get a value of their own: from there on they may be read. */
function collectAssigned(code: CodeModel, part: SyntaxNode, self: string, given: Map<string, number>): void {
  walkOwn(part, (node) => {
    if (node.type !== 'attribute') return;
    const name = attributeOf(code, node, self);
    const assignment = name === null ? null : assignmentTo(node);
    if (name !== null && assignment !== null && !given.has(name)) given.set(name, assignment.end);
  });
}

/** `self._load_config()` before the call: what the method of the class sets is there behind it. */
function collectAssignedByMethods(
  code: CodeModel,
  heir: Heir,
  part: SyntaxNode,
  self: string,
  given: Map<string, number>,
): void {
  walkOwn(part, (node) => {
    const callee = node.type === 'call' ? node.childForField('function') : null;
    const name = callee?.type === 'attribute' ? attributeOf(code, callee, self) : null;
    const method = name === null ? undefined : heir.definition.methods.find((one) => one.name === name);
    const own = method?.parameters[0]?.name;
    if (own === undefined || method === undefined || method.body === null) return;
    const set = new Map<string, number>();
    collectAssigned(code, method.body, own, set);
    for (const attribute of set.keys()) if (!given.has(attribute)) given.set(attribute, node.end);
  });
}

/** The assignment, `with` or `for` that gives a target its value; null for what is read. */
function assignmentTo(node: SyntaxNode): SyntaxNode | null {
  let inner = node;
  while (inner.parent !== null && /^(?:pattern_list|tuple_pattern|list_pattern|tuple)$/.test(inner.parent.type))
    inner = inner.parent;
  const { parent } = inner;
  if (parent === null || inner.field !== 'left') return inner.type === 'as_pattern_target' ? parent : null;
  return parent.type === 'assignment' || parent.type === 'for_statement' ? parent : null;
}

function firstUse(
  code: CodeModel,
  heir: Heir,
  inherited: Inherited,
  part: SyntaxNode,
  self: string,
  given: ReadonlyMap<string, number>,
): EarlyUse | null {
  let found: EarlyUse | null = null;
  walkOwn(part, (node) => {
    if (found !== null || node.type !== 'attribute') return;
    const name = attributeOf(code, node, self);
    if (name === null || assignmentTo(node) !== null || isGuarded(code, node, name)) return;
    if ((given.get(name) ?? Number.POSITIVE_INFINITY) <= node.start) return;
    const called = node.parent?.type === 'call' && node.field === 'function';
    if (inherited.attributes.has(name) || (called && inherited.methods.has(name))) {
      found = { node, name, through: null };
      return;
    }
    const method = called ? heir.definition.methods.find((one) => one.name === name) : undefined;
    const behind = method === undefined ? null : useInMethod(code, method, inherited, given, node.start);
    if (behind !== null) found = { node, name: behind, through: name };
  });
  return found;
}

/** What of the base agent a method of the class needs, at its first level. */
function useInMethod(
  code: CodeModel,
  method: FunctionDefinition,
  inherited: Inherited,
  given: ReadonlyMap<string, number>,
  calledAt: number,
): string | null {
  const self = method.parameters[0]?.name;
  if (self === undefined || method.body === null || method.decorators.length > 0) return null;
  const own = new Map<string, number>();
  collectAssigned(code, method.body, self, own);
  let found: string | null = null;
  walkOwn(method.body, (node) => {
    if (found !== null || node.type !== 'attribute') return;
    const name = attributeOf(code, node, self);
    if (name === null || own.has(name) || !inherited.attributes.has(name) || isGuarded(code, node, name)) return;
    if ((given.get(name) ?? Number.POSITIVE_INFINITY) > calledAt) found = name;
  });
  return found;
}

/** `x` of `self.x`; null for every other attribute. */
function attributeOf(code: CodeModel, node: SyntaxNode, self: string): string | null {
  const object = node.childForField('object');
  const name = node.childForField('attribute');
  if (object?.type !== 'identifier' || name === null || code.textOf(object) !== self) return null;
  return code.textOf(name);
}

/** `if hasattr(self, "logger")`, `try: … except AttributeError`: somebody has thought of it. */
function isGuarded(code: CodeModel, node: SyntaxNode, name: string): boolean {
  for (let around = node.parent; around !== null; around = around.parent) {
    if (around.type === 'function_definition') return false;
    if (around.type === 'try_statement') {
      const handlers = around.children.filter(({ type }) => type === 'except_clause');
      if (handlers.some((handler) => /\bAttributeError\b|^except\s*:/.test(code.textOf(handler)))) return true;
    }
    if (/^(?:if_statement|conditional_expression|boolean_operator)$/.test(around.type)) {
      const text = code.textOf(around);
      if (text.includes('hasattr(') && new RegExp(`hasattr\\([^)]*["']${name}["']`).test(text)) return true;
    }
  }
  return false;
}

/** The first statement of a constructor that is no documentation string. */
export function firstStatement(constructor: FunctionDefinition): SyntaxNode | null {
  const statements = statementsOf(constructor.body);
  return statements.find((statement, index) => index > 0 || !isDocstring(statement)) ?? null;
}
