import { statementsOf, walkOwn } from '../../fixes/migration/statements';
import type { CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';

const EXIT = /^(?:sys\.exit|exit|quit|os\._exit|SystemExit|_exit)$/;
/** Functions of others that say in their name that they do not come back, or that they raise. */
const ENDS = /fatal|die\b|abort|bail|(?:^|_)(?:exit|quit|fail|crash|raise|panic)(?:$|_|[A-Z])|^(?:os\.)?exec[lv]/;
/** Telling people, and putting things away: nothing that would make up for the failure. */
const TELLING =
  /(?:^|[._])(?:print|pprint|debug|info|warn|warning|error|exception|critical|log\w*|print_exc|print_exception|format_exc|format_exception|write|flush|echo|secho|rule|notify\w*|alert\w*|report\w*|capture_exception|record\w*|send_error|publish_error|str|repr|type|format|join|dumps|getattr|hasattr|isinstance|len|exc_info|now|time|strftime|isoformat|upper|lower|sleep|input|get|locals|globals|dir|open|dump|append|input)$/i;
const PUTTING_AWAY =
  /(?:^|[._])(?:clean_?up|shut_?down|close|stop|terminate|term|destroy|disconnect|kill|join|release|cancel|aclose|dispose|teardown|tear_down|unregister|deregister|set|clear|cleanup_\w+|shutdown_\w+|stop_\w+|close_\w+|is_alive|poll|wait|gather|shutdown_asyncgens|is_set|is_running|unlink|remove|delete|save|goodbye|reset)$/i;

/** What an exit says: failure, success, or what only a running program knows. Null where the statement is no exit. */
export type ExitCode = 'failure' | 'success' | 'unknown';

/** The exit codes that the statements may end the program with; nested functions are not among them. */
export function exitCodes(code: CodeModel, statements: readonly SyntaxNode[]): { code: ExitCode; node: SyntaxNode }[] {
  const found: { code: ExitCode; node: SyntaxNode }[] = [];
  for (const statement of statements) {
    walkOwn(statement, (node) => {
      if (node.type === 'raise_statement') {
        const raised = node.namedChildren[0];
        if (raised === undefined || !/^SystemExit\b/.test(code.textOf(raised))) found.push({ code: 'failure', node });
        else if (raised.type !== 'call') found.push({ code: 'success', node });
        return;
      }
      if (node.type !== 'call') return;
      const callee = node.childForField('function');
      const path = callee === null ? null : (code.pathOf(callee) ?? code.textOf(callee));
      if (path === null || !EXIT.test(path)) return;
      found.push({ code: exitCodeOf(code, node.childForField('arguments')?.namedChildren[0]), node });
    });
  }
  return found;
}

/** The exit code that Python makes of the argument of `sys.exit`, or of what a main function returns. */
export function exitCodeOf(code: CodeModel, value: SyntaxNode | undefined): ExitCode {
  if (value === undefined || value.type === 'none' || value.type === 'false') return 'success';
  if (value.type === 'true' || value.type === 'string') return 'failure';
  const number = code.integerValue(value);
  if (number !== null) return number === 0 ? 'success' : 'failure';
  return /^os\.EX_OK$/.test(code.textOf(value)) ? 'success' : 'unknown';
}

/** True when somebody has thought of the exit code: anything but a plain success. */
export function choosesExitCode(code: CodeModel, statements: readonly SyntaxNode[]): boolean {
  return exitCodes(code, statements).some((exit) => exit.code !== 'success');
}

/** Logging, printing, cleaning up, exiting: what is left to do when the work is over. */
export function isAftermath(code: CodeModel, statement: SyntaxNode): boolean {
  switch (statement.type) {
    case 'pass_statement':
    case 'comment':
    case 'import_statement':
    case 'import_from_statement':
      return true;
    case 'return_statement':
      return statement.namedChildren.every(({ type }) => type !== 'call' && type !== 'await');
    case 'raise_statement':
    case 'expression_statement':
    case 'if_statement':
      return calleesIn(code, statement).every((callee) => EXIT.test(callee) || isTelling(callee));
    default:
      return false;
  }
}

/** True when a handler may do something about the failure: start something else, or end the program by a way of its own. */
export function makesUpForIt(code: CodeModel, statements: readonly SyntaxNode[]): boolean {
  for (const statement of statements) {
    if (/^(?:while_statement|for_statement)$/.test(statement.type) && /\btry\b/.test(code.textOf(statement)))
      return true;
    for (const callee of calleesIn(code, statement)) {
      if (EXIT.test(callee)) continue;
      if (ENDS.test(callee) || !isTelling(callee)) return !isOwnTelling(code, callee, 0);
    }
  }
  return false;
}

/** A function of this file that itself only tells and puts away. */
function isOwnTelling(code: CodeModel, callee: string, depth: number): boolean {
  const definition = code.functions.find(({ name }) => name === callee);
  if (definition === undefined || depth > 2) return false;
  const statements = statementsOf(definition.body);
  if (exitCodes(code, statements).length > 0) return false;
  return statements.every((statement) =>
    calleesIn(code, statement).every((inner) => isTelling(inner) || isOwnTelling(code, inner, depth + 1)),
  );
}

function isTelling(callee: string): boolean {
  return TELLING.test(callee) || PUTTING_AWAY.test(callee);
}

function calleesIn(code: CodeModel, statement: SyntaxNode): string[] {
  const callees: string[] = [];
  walkOwn(statement, (node) => {
    const callee = node.type === 'call' ? node.childForField('function') : null;
    if (callee !== null) callees.push(code.pathOf(callee) ?? code.textOf(callee));
  });
  return callees;
}
