import type { CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import type { ClassContract } from '../../project/class-contract';
import type { LegacyClass } from './legacy-class';
import type { Patch } from './patch';
import {
  Obstacle,
  assignmentOf,
  callOfStatement,
  indentOf,
  isDisposable,
  isDocstring,
  isLogging,
  lineOf,
  statementsOf,
} from './statements';
import { lineEndingOf } from '../../documents/line-ending';

/** What the parts of a migration that rewrite methods have in common. */
export interface MigrationLayout {
  readonly contract: ClassContract;
  readonly cleanupName: string;
  readonly renames: ReadonlyMap<string, string>;
  /** The indentation of a method, and one step of it. */
  readonly indent: string;
  readonly unit: string;
  readonly lineEnding: string;
}

/** A method around its main loop. */
export interface RunMethod {
  readonly docstring: SyntaxNode | null;
  /** What is done before the loop. */
  readonly before: readonly SyntaxNode[];
  /** What is done after it, clean-up left out. */
  readonly after: readonly SyntaxNode[];
  /** Closing of own sockets that stood at the end of `run`; it moves to the clean-up. */
  readonly closings: readonly SyntaxNode[];
}

/** What a loop leaves behind when it has moved. */
export interface MovedLoop {
  /** Statements that closed own sockets at the end of `run`. */
  readonly closings: readonly string[];
  /** The loop got a thread of its own. */
  readonly threaded: boolean;
}

export function closingTexts(patch: Patch, closings: readonly SyntaxNode[]): string[] {
  return closings.map((statement) => patch.render(statement));
}

/** Takes the method with the main loop apart. Throws Obstacle where the loop is woven into other work. */
export function readRunMethod(code: CodeModel, patch: Patch, agent: LegacyClass): RunMethod {
  const { run, loop } = agent;
  if (run.node.parent?.type === 'decorated_definition') throw new Obstacle(`${run.name}() is decorated`);
  if (run.parameters.length > 1) throw new Obstacle(`${run.name}() takes arguments`);
  if (loop.children.some((child) => child.type === 'else_clause'))
    throw new Obstacle(`line ${lineOf(code, loop)} has an else of its own`);
  const body = run.body;
  const outer = loop.parent === body ? null : loop.parent?.parent;
  if (
    body === null ||
    (outer !== null &&
      (outer?.type !== 'try_statement' || outer.parent !== body || loop.parent !== outer.childForField('body')))
  ) {
    throw new Obstacle(`the loop in ${run.name}() stands inside other work`);
  }
  const top = outer ?? loop;
  const statements = statementsOf(body);
  const [first] = statements;
  const docstring = first !== undefined && isDocstring(first) ? first : null;
  const at = statements.indexOf(top);
  const inner = outer === null ? [loop] : statementsOf(outer.childForField('body'));
  const closings: SyntaxNode[] = [];
  const after: SyntaxNode[] = [];
  if (outer !== null) readEndings(code, patch, agent, outer, closings);
  for (const statement of [...inner.slice(inner.indexOf(loop) + 1), ...statements.slice(at + 1)]) {
    if (patch.covers(statement) || isCleanUpCall(code, agent, statement) || isFlag(code, statement)) continue;
    if (isClosing(code, agent, statement)) closings.push(statement);
    else after.push(statement);
  }
  for (const statement of statements.slice(0, at)) refuseFlagTests(code, patch, agent, statement);
  const before = [...statements.slice(docstring === null ? 0 : 1, at), ...inner.slice(0, inner.indexOf(loop))];
  return { docstring, before: before.filter((statement) => !patch.covers(statement)), after, closings };
}

/** `if self._running: return` at the start of `run`: the flag is the base agent's now, and up from the beginning. */
function refuseFlagTests(code: CodeModel, patch: Patch, agent: LegacyClass, statement: SyntaxNode): void {
  const flag = agent.loop.childForField('condition');
  if (flag === null || statement.type !== 'if_statement' || patch.covers(statement)) return;
  const condition = statement.childForField('condition');
  if (
    condition === null ||
    !code.textOf(condition).includes(code.textOf(flag)) ||
    /^(?:True|1)$/.test(code.textOf(flag))
  )
    return;
  const quiet = statementsOf(statement.childForField('consequence')).every(
    (one) => isDisposable(code, one) || one.type === 'return_statement',
  );
  if (code.textOf(condition) !== code.textOf(flag) || !quiet)
    throw new Obstacle(`line ${lineOf(code, statement)} tests whether the loop runs already`);
  patch.remove(statement);
}

/** `except KeyboardInterrupt` and `finally` around the loop: the base does what they did, as long as they only log, stop and close. */
function readEndings(
  code: CodeModel,
  patch: Patch,
  agent: LegacyClass,
  outer: SyntaxNode,
  closings: SyntaxNode[],
): void {
  for (const clause of outer.children) {
    if (!/^(?:except_clause|finally_clause|else_clause|except_group_clause)$/.test(clause.type)) continue;
    for (const statement of statementsOf(clause.childOfType('block'))) {
      if (
        patch.covers(statement) ||
        isDisposable(code, statement) ||
        isCleanUpCall(code, agent, statement) ||
        isFlag(code, statement)
      )
        continue;
      if (/^(?:raise|break|return)_statement$/.test(statement.type)) continue;
      if (clause.type === 'finally_clause' && isClosing(code, agent, statement)) closings.push(statement);
      else throw new Obstacle(`line ${lineOf(code, statement)} ends ${agent.run.name}() with work of its own`);
    }
  }
}

function isCleanUpCall(code: CodeModel, agent: LegacyClass, statement: SyntaxNode): boolean {
  const callee = callOfStatement(statement)?.childForField('function');
  return (
    callee !== undefined &&
    callee !== null &&
    agent.cleanup !== null &&
    code.textOf(callee) === `self.${agent.cleanup.name}`
  );
}

/** `self.running = False` */
function isFlag(code: CodeModel, statement: SyntaxNode): boolean {
  const assignment = assignmentOf(statement);
  return assignment !== null && /^self\._?(?:is_)?running\s*=\s*False$/.test(code.textOf(assignment));
}

function isClosing(code: CodeModel, agent: LegacyClass, statement: SyntaxNode): boolean {
  const callee = callOfStatement(statement)?.childForField('function');
  if (callee === undefined || callee === null) return false;
  return (
    agent.own.some(({ path }) => code.textOf(callee) === `${path}.close`) ||
    /^self\.\w+\.(?:close|shutdown|stop|join)$/.test(code.textOf(callee))
  );
}

/** The text of statements at the indentation of a method's body; each ends with a line end. */
export function renderStatements(
  code: CodeModel,
  patch: Patch,
  statements: readonly SyntaxNode[],
  indent: string,
): string {
  return statements
    .map((statement) => {
      const lines = patch.linesOf(statement);
      patch.indent(lines, indentOf(code, statement), indent);
      const text = patch.render(lines);
      return text.endsWith('\n') ? text : `${text}${lineEndingOf(code.text)}`;
    })
    .join('');
}

/** The new `run`: what stood before the loop, the base agent's `run`, what stood behind it. Empty where nothing is left to do. */
export function runText(
  code: CodeModel,
  patch: Patch,
  parts: RunMethod,
  first: string,
  layout: MigrationLayout,
): string {
  const { indent, unit, lineEnding } = layout;
  if (parts.before.length === 0 && first === '' && parts.after.every((statement) => isLogging(code, statement)))
    return '';
  const body = `${indent}${unit}`;
  const header = `${indent}def run(self):${lineEnding}`;
  const documentation = parts.docstring === null ? '' : renderStatements(code, patch, [parts.docstring], body);
  return `${header}${documentation}${renderStatements(code, patch, parts.before, body)}${first}${body}super().run()${lineEnding}${renderStatements(code, patch, parts.after, body)}`;
}

/** From the start of the first line of a node to its last character. */
export function wholeLines(code: CodeModel, node: SyntaxNode): { start: number; end: number } {
  return { start: code.text.lastIndexOf('\n', node.start - 1) + 1, end: node.end };
}
