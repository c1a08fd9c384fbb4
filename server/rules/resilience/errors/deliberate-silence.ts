import type { CodeModel } from '../../../languages/code-model';
import type { ExceptionHandler } from '../../../languages/exception-handlers';
import type { SyntaxNode } from '../../../languages/syntax-node';

const CLEAN_UP =
  /^(close|term|terminate|kill|cancel|disconnect|shutdown|stop|join|unlink|remove|rmtree|rmdir|rm|cleanup|clean_up|destroy|dispose|release|unsubscribe|unregister|unbind|quit|end|abort|detach|deactivate|rollback|logout|exit|flush|delete|clear|wait|killpg|removeListener|unref|unwatch|removeEventListener|unlinkSync|rmSync|closeSync|done)$/;

const CLEANING_FUNCTION =
  /^(__del__|__exit__|__aexit__|_?(close|cleanup|clean_up|stop|shutdown|teardown|tearDown|terminate|dispose|destroy|disconnect|release)(_\w+)?)$/;

/** True where what failed is the end of something: a handler that does nothing is what one wants there. */
export function isCleanUp(code: CodeModel, handler: ExceptionHandler): boolean {
  const tried = statementsOf(handler.attempt);
  if (tried.length > 0 && tried.every((statement) => cleansUp(code, statement))) return true;
  const around = code.enclosingFunction(handler.node);
  if (around !== null && CLEANING_FUNCTION.test(around.name)) return true;
  return handler.node.ancestorOfType('finally_clause') !== null;
}

function statementsOf(block: SyntaxNode): SyntaxNode[] {
  return block.namedChildren.filter((child) => child.type !== 'comment' && child.type !== 'pass_statement');
}

/** `self.socket.close()`, `del x`, `if x: x.close()`, `await task`. */
function cleansUp(code: CodeModel, statement: SyntaxNode): boolean {
  if (statement.type === 'delete_statement') return true;
  if (
    statement.type === 'if_statement' ||
    statement.type === 'for_statement' ||
    statement.type === 'for_in_statement'
  ) {
    const block = statement.childForField('consequence') ?? statement.childForField('body');
    return block !== null && statementsOf(block).every((inner) => cleansUp(code, inner));
  }
  if (statement.type !== 'expression_statement') return false;
  let inner = statement.namedChildren[0];
  if (inner?.type === 'await' || inner?.type === 'await_expression') inner = inner.namedChildren[0];
  const callee = inner?.childForField('function') ?? null;
  if (callee === null) return inner?.type === 'identifier' || inner?.childForField('right')?.type === 'none';
  const last = callee.childForField('attribute') ?? callee.childForField('property') ?? callee;
  return CLEAN_UP.test(code.textOf(last));
}

const REASON =
  /ignore|best.?effort|intention|deliberate|optional|expected|fine|\bok\b|okay|harmless|critical|non.?fatal|not fatal|does(n't| not) matter|don't care|clean.?up|already|fall ?(back|through)|skip|allowed|may (fail|be)|can (fail|be)|might|no.?op|nothing|safe|swallow|suppress|best|avoid|because|since|unavailable|not (available|supported|installed)|noqa|nosec|pylint|never|let |keep|continue|prevent/i;

/** True where a comment beside the handler says why nothing is to be done; in TypeScript any comment inside does. */
export function isExplained(code: CodeModel, handler: ExceptionHandler): boolean {
  const { start, end } = handler.node;
  const lineEnd = code.text.indexOf('\n', end);
  const text = code.text.slice(start, lineEnd === -1 ? code.text.length : lineEnd);
  if (handler.node.type === 'catch_clause') return /\/[/*]/.test(code.textOf(handler.body));
  return [...text.matchAll(/#(.*)/g)].some((comment) => REASON.test(comment[1] ?? ''));
}

/** `try: import x` with something to fall back on. */
export function isImportAttempt(handler: ExceptionHandler): boolean {
  const tried = statementsOf(handler.attempt);
  return tried.some((statement) =>
    /^(import_statement|import_from_statement|future_import_statement)$/.test(statement.type),
  );
}
