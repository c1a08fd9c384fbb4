import type { CodeModel } from '../../languages/code-model';
import { mainBlock, mainStatement } from '../../languages/python/agent-shape';
import type { SyntaxNode } from '../../languages/syntax-node';
import type { LegacyClass } from './legacy-class';
import type { Patch } from './patch';
import { type Retired, Retirement } from './retire';
import { Obstacle, blocksOf, callOfStatement, indentOf, lineOf, statementsOf } from './statements';

export interface MainPlan {
  /** The base's `run` ends with the clean-up. */
  readonly runCleansUp: boolean;
  readonly cleanup: string;
  readonly unit: string;
  readonly lineEnding: string;
  readonly retired: Retired;
  /** Attribute or method → its new name. */
  readonly renames: ReadonlyMap<string, string>;
}

/** Brings the code that starts the agent in line: new names, `KeyboardInterrupt` met, clean-up ensured, failures not swallowed. */
export function migrateMain(code: CodeModel, patch: Patch, agent: LegacyClass, plan: MainPlan): void {
  const { lineEnding, unit } = plan;
  const className = agent.definition.name;
  const starts = runCalls(code, agent);
  if (starts.length === 0) {
    if (mainBlock(code) !== null)
      throw new Obstacle(`its ${agent.run.name}() is started in a way that is not understood`);
    const variable = 'agent';
    const lines = [
      'if __name__ == "__main__":',
      `${unit}${variable} = ${className}()`,
      `${unit}try:`,
      `${unit}${unit}${variable}.run()`,
      `${unit}except KeyboardInterrupt:`,
      `${unit}${unit}pass`,
      ...(plan.runCleansUp ? [] : [`${unit}finally:`, `${unit}${unit}${variable}.${plan.cleanup}()`]),
    ];
    const end = code.text.endsWith('\n') || code.text === '' ? '' : lineEnding;
    patch.insert(code.text.length, `${end}${lineEnding}${lineEnding}${lines.join(lineEnding)}${lineEnding}`);
    return;
  }
  for (const { call, owner } of starts) {
    const scope = topLevel(call);
    if (owner !== null) {
      renameUses(code, patch, scope, owner, plan.renames);
      for (const block of scope.type === 'block' ? [scope] : blocksOf(scope))
        new Retirement(code, patch, plan.retired, owner).retireIn(block, { scalars: false });
    }
    guard(code, patch, call, owner, plan);
  }
}

interface Start {
  readonly call: SyntaxNode;
  /** The variable that holds the agent; null for `Agent().run()`. */
  readonly owner: string | null;
}

/** The calls outside the class that run an instance of it. */
function runCalls(code: CodeModel, agent: LegacyClass): Start[] {
  const { name, node } = agent.definition;
  return code.calls.flatMap((call): Start[] => {
    if (call.name !== agent.run.name || call.receiver === null) return [];
    if (call.node.start >= node.start && call.node.end <= node.end) return [];
    const made = code.originOf(call.receiver);
    if (made === null || made.name !== name) return [];
    return [{ call: call.node, owner: call.receiver.type === 'identifier' ? code.textOf(call.receiver) : null }];
  });
}

/** The function or the main block that a node stands in. */
function topLevel(node: SyntaxNode): SyntaxNode {
  let scope = node;
  while (scope.parent !== null && scope.parent.type !== 'module') scope = scope.parent;
  return scope;
}

function renameUses(
  code: CodeModel,
  patch: Patch,
  scope: SyntaxNode,
  owner: string,
  renames: ReadonlyMap<string, string>,
): void {
  scope.walk((node) => {
    if (node.type !== 'attribute') return;
    const object = node.childForField('object');
    const attribute = node.childForField('attribute');
    if (object === null || attribute === null || code.textOf(object) !== owner) return;
    const renamed = renames.get(code.textOf(attribute));
    if (renamed !== undefined) patch.replace(attribute, renamed);
  });
}

function guard(code: CodeModel, patch: Patch, call: SyntaxNode, owner: string | null, plan: MainPlan): void {
  const statement = statementAround(call);
  if (callOfStatement(statement) !== call)
    throw new Obstacle(`line ${lineOf(code, call)} starts the agent inside another expression`);
  const around = statement.ancestorOfType('try_statement', 'function_definition');
  const { lineEnding, unit } = plan;
  if (around?.type === 'try_statement') {
    for (const clause of around.children) if (/^except/.test(clause.type)) raiseInHandler(code, patch, clause);
    const ending = around.childOfType('finally_clause');
    const block = ending === null ? null : ending.childOfType('block');
    if (ending !== null && block !== null && plan.runCleansUp && owner !== null)
      dropCleanUp(code, patch, around, ending, block, owner, plan);
    return;
  }
  const indent = indentOf(code, statement);
  const run = patch.render(statement);
  const lines = [
    'try:',
    `${indent}${unit}${run}`,
    `${indent}except KeyboardInterrupt:`,
    `${indent}${unit}pass`,
    ...(plan.runCleansUp || owner === null ? [] : [`${indent}finally:`, `${indent}${unit}${owner}.${plan.cleanup}()`]),
  ];
  patch.replace(statement, lines.join(lineEnding));
}

/** `except Exception: print(…)` at the top turns a failed start into exit code 0. */
function raiseInHandler(code: CodeModel, patch: Patch, clause: SyntaxNode): void {
  const header = code.textOf(clause).split('\n')[0] ?? '';
  if (/KeyboardInterrupt|SystemExit/.test(header)) return;
  const block = clause.childOfType('block');
  if (block === null || /\braise\b|\bexit\(|_exit\(/.test(code.textOf(block))) return;
  const statements = statementsOf(block);
  const [only] = statements;
  if (statements.length === 1 && only?.type === 'pass_statement') patch.replace(only, 'raise');
  else patch.insertLineAfter(block, `${indentOf(code, block)}raise`);
}

/** The base cleans up at the end of `run()`; a second time would close what is closed. */
function dropCleanUp(
  code: CodeModel,
  patch: Patch,
  around: SyntaxNode,
  ending: SyntaxNode,
  block: SyntaxNode,
  owner: string,
  plan: MainPlan,
): void {
  const isCleanUp = (statement: SyntaxNode): boolean => {
    const call = callOfStatement(statement);
    const callee = call?.childForField('function');
    if (callee === undefined || callee === null) return false;
    const method = new RegExp(`^${owner}\\.(\\w+)$`).exec(code.textOf(callee))?.[1];
    return method !== undefined && (plan.renames.get(method) ?? method) === plan.cleanup;
  };
  const statements = statementsOf(block).filter((statement) => !patch.covers(statement));
  const [only] = statements;
  if (only === undefined || (statements.length === 1 && isCleanUp(only))) {
    if (around.children.some((child) => /^except/.test(child.type))) patch.remove(ending);
    else if (only !== undefined) patch.replace(only, 'pass');
    return;
  }
  for (const statement of statements) if (isCleanUp(statement)) patch.remove(statement);
}

function statementAround(node: SyntaxNode): SyntaxNode {
  let statement = node;
  while (statement.parent !== null && statement.parent.type !== 'block' && statement.parent.type !== 'module')
    statement = statement.parent;
  return statement;
}

/** The statement at the top level that starts the agent, or null. */
export function mainRange(code: CodeModel): SyntaxNode | null {
  return mainStatement(code);
}
