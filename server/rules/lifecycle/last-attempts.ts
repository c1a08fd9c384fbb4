import { statementsOf, walkOwn } from '../../fixes/migration/statements';
import type { Call, CodeModel, FunctionDefinition } from '../../languages/code-model';
import { mainBlock } from '../../languages/python/agent-shape';
import type { SyntaxNode } from '../../languages/syntax-node';
import { choosesExitCode, isAftermath } from './exit-codes';

/** A `try`, or a `with suppress(Exception)`, behind which the program ends, whatever happened in it. */
export interface LastAttempt {
  readonly statement: SyntaxNode;
  /** The function it stands in, called by the main block; null in the main block itself. */
  readonly caller: MainCall | null;
}

/** The main block's call of a function of the same file. */
export interface MainCall {
  readonly definition: FunctionDefinition;
  /** `sys.exit(main())`: what the function returns becomes the exit code. */
  readonly exitsWithResult: boolean;
  /** Nobody else in the file calls it. */
  readonly only: boolean;
}

/** The last things that running a file does, as far as they are tried: in the main block, and in the function that it leaves everything to. */
export function lastAttempts(code: CodeModel): LastAttempt[] {
  const block = mainBlock(code);
  const found: LastAttempt[] = [];
  if (block === null) {
    const statements = code.root.hasError ? brokenMainBlock(code) : [];
    collect(code, statements, { caller: null, early: true }, found);
    return found;
  }
  collect(code, statementsOf(block), { caller: null, early: true }, found);
  return found;
}

/**
 * What is left of the main block in a file that does not parse as a whole: from its first whole `try` on. A fault far above takes the block itself out
 * of the tree, not the statements in it.
 */
function brokenMainBlock(code: CodeModel): SyntaxNode[] {
  const start = /^if[ \t]+__name__[ \t]*==/m.exec(code.text)?.index;
  if (start === undefined) return [];
  const behind = /\n(?=[^\s#])/g;
  behind.lastIndex = start;
  const end = behind.exec(code.text)?.index ?? code.text.length;
  for (const { parent: attempt } of code.handlers) {
    if (attempt?.type !== 'try_statement' || attempt.hasError || attempt.start < start || attempt.end > end) continue;
    const { parent } = attempt;
    if (parent === null || (parent.type !== 'ERROR' && parent.type !== 'module')) continue;
    return parent.namedChildren.filter(
      (node) => node.type !== 'comment' && node.start >= attempt.start && node.end <= end,
    );
  }
  return [];
}

/** How a program comes to a statement. */
interface Way {
  readonly caller: MainCall | null;
  /** Nothing but preparations happened before. */
  readonly early: boolean;
}

function collect(code: CodeModel, statements: readonly SyntaxNode[], way: Way, found: LastAttempt[]): void {
  const at = lastWork(code, statements);
  const last = statements[at];
  if (last === undefined || choosesExitCode(code, statements.slice(at + 1))) return;
  // A `try` at the end of a long way is one step of many, unless the program is started in it.
  const attempt = last.type === 'try_statement' ? last.childForField('body') : null;
  const early = way.early && statements.slice(0, at).every(isPreparation);
  if (attempt !== null && !early && !startsProgram(code, attempt)) return;
  collectFrom(code, last, { ...way, early }, found);
}

/** Statements that get a program ready: imports, definitions, assignments, calls; no loop and no attempt of something else. */
function isPreparation({ type }: SyntaxNode): boolean {
  return !/^(?:try|for|while|with|match)_statement$/.test(type);
}

const STARTS =
  /^_*(?:a?main\w*|\w*_main|run\w*|start\w*|serve\w*|launch\w*|spin|loop\w*|main_?loop|mainloop|listen\w*|execute|exec_|join|wait\w*|consume|process_\w+|monitor\w*|gather|poll|cmdloop|app)$/;

/** True where the program itself is set going: `agent.run()`, `asyncio.run(main())`, a loop without end. */
function startsProgram(code: CodeModel, body: SyntaxNode): boolean {
  let starts = false;
  walkOwn(body, (node) => {
    if (starts) return;
    if (node.type === 'while_statement') starts = true;
    const callee = node.type === 'call' ? node.childForField('function') : null;
    if (callee !== null) starts = STARTS.test(code.textOf(callee).split('.').pop() ?? '');
  });
  return starts;
}

/** The index of the last statement that does something; what stands behind it says goodbye. −1 where there is none. */
function lastWork(code: CodeModel, statements: readonly SyntaxNode[]): number {
  for (let at = statements.length - 1; at >= 0; at--) {
    const statement = statements[at] as SyntaxNode;
    if (statement.type === 'function_definition' || statement.type === 'class_definition') continue;
    if (!isAftermath(code, statement)) return at;
  }
  return -1;
}

function collectFrom(code: CodeModel, last: SyntaxNode, way: Way, found: LastAttempt[]): void {
  switch (last.type) {
    case 'try_statement': {
      // What the outer try is told, the inner one must not keep to itself.
      const ending = last.children.find(({ type }) => type === 'finally_clause');
      const block = ending?.childOfType('block') ?? null;
      if (block !== null && choosesExitCode(code, statementsOf(block))) return;
      found.push({ statement: last, caller: way.caller });
      const otherwise = last.children.find(({ type }) => type === 'else_clause')?.childForField('body') ?? null;
      collect(code, statementsOf(otherwise ?? last.childForField('body')), way, found);
      return;
    }
    case 'with_statement':
      if (suppressesEverything(code, last)) found.push({ statement: last, caller: way.caller });
      collect(code, statementsOf(last.childForField('body')), way, found);
      return;
    case 'if_statement':
      collect(code, statementsOf(last.childForField('consequence')), way, found);
      for (const clause of last.children) {
        if (clause.type === 'elif_clause') collect(code, statementsOf(clause.childForField('consequence')), way, found);
        else if (clause.type === 'else_clause') collect(code, statementsOf(clause.childForField('body')), way, found);
      }
      return;
    case 'expression_statement':
    case 'raise_statement': {
      const caller = way.caller === null ? mainCall(code, last) : null;
      if (caller !== null) collect(code, statementsOf(caller.definition.body), { ...way, caller }, found);
      return;
    }
    default:
  }
}

/** `with contextlib.suppress(Exception):` */
function suppressesEverything(code: CodeModel, statement: SyntaxNode): boolean {
  const clause = statement.childOfType('with_clause');
  if (clause === null || !code.textOf(clause).includes('suppress')) return false;
  return code.calls.some((call) => {
    if (call.node.start < clause.start || call.node.end > clause.end) return false;
    if (code.calleeOf(call) !== 'contextlib.suppress') return false;
    return call.arguments.some(({ value }) => /^(?:Base)?Exception$/.test(code.textOf(value)));
  });
}

const RUNNER = /^(?:asyncio|anyio|trio|uvloop|curio)\.run$/;

/** `main()`, `asyncio.run(main())`, `sys.exit(main())`, `raise SystemExit(main())` of a function in this file. */
function mainCall(code: CodeModel, statement: SyntaxNode): MainCall | null {
  let exitsWithResult = false;
  let node: SyntaxNode | undefined = statement.namedChildren[0];
  for (let depth = 0; depth < 4 && node !== undefined; depth++) {
    if (node.type === 'await') {
      node = node.namedChildren[0];
      continue;
    }
    const call = callAt(code, node);
    if (call === null) return null;
    const callee = code.calleeOf(call) ?? '';
    const [first] = call.arguments;
    if (/^(?:sys\.exit|exit|quit|SystemExit)$/.test(callee)) {
      exitsWithResult = true;
      node = first?.value;
      continue;
    }
    if (RUNNER.test(callee) || call.name === 'run_until_complete') {
      const started = first?.value;
      // trio and anyio are given the function itself.
      if (started?.type === 'identifier') return functionNamed(code, code.textOf(started), exitsWithResult);
      node = started;
      continue;
    }
    return call.receiver === null ? functionNamed(code, call.name, exitsWithResult) : null;
  }
  return null;
}

/** Names of functions that are the program, where others do one thing and tell their caller how it went. */
const PROGRAM =
  /^_*(?:async_?)?(?:a?main|run|start|serve|launch|cli|app|bootstrap|entry_?point|execute|daemon|worker)(?:_\w+)?$|(?:_|[a-z])(?:[Mm]ain|[Aa]gent|[Ss]erver|[Ss]ervice|[Ww]orker|[Bb]ot|[Dd]aemon)$/;

function functionNamed(code: CodeModel, name: string, exitsWithResult: boolean): MainCall | null {
  if (!exitsWithResult && !PROGRAM.test(name)) return null;
  const definition = code.functions.find(
    (one) => one.name === name && (one.node.parent?.type === 'module' || one.node.parent?.parent?.type === 'module'),
  );
  if (definition === undefined) return null;
  const uses = code.calls.filter((call) => call.receiver === null && call.name === name);
  return { definition, exitsWithResult, only: uses.length <= 1 };
}

function callAt(code: CodeModel, node: SyntaxNode): Call | null {
  return node.type === 'call' ? (code.calls.find((call) => call.node === node) ?? null) : null;
}
