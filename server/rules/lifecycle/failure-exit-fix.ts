import { importPythonName } from '../../fixes/python-imports';
import { callOfStatement, indentOf, isLogging } from '../../fixes/migration/statements';
import type { CodeModel } from '../../languages/code-model';
import type { ExceptionHandler } from '../../languages/exception-handlers';
import type { SyntaxNode } from '../../languages/syntax-node';
import type { FileEdit, Fix } from '../finding';
import type { CodeContext } from '../rule';
import type { LastAttempt } from './last-attempts';

/**
 * The handler logs the traceback and ends with exit code 1. An exit or return that says "success" is replaced; everything else the handler
 * does stays.
 */
export function exitWithFailure(
  context: CodeContext,
  attempt: LastAttempt,
  handler: ExceptionHandler,
  /** `sys.exit(0)` and the like in the handler, to be replaced. */
  success: readonly SyntaxNode[],
): Fix | null {
  const { code, document } = context;
  const [first] = handler.statements;
  const last = handler.statements.at(-1);
  if (first === undefined || last === undefined || code.root.hasError) return null;
  // On the line of the `except` there is no room for a second statement.
  if (!/\n[ \t]*$/.test(code.text.slice(handler.node.start, first.start))) return null;
  const { uri, lineEnding } = document;
  return {
    title: 'Log the traceback and exit with code 1',
    safety: isReviewed(attempt, handler) ? 'review' : 'safe',
    edits: () => {
      const indent = indentOf(code, first);
      const ending = endOf(code, uri, attempt);
      const trace = tracebackEdits(code, uri, handler, lineEnding);
      const own: FileEdit[] = [];
      for (const node of success) own.push(replace(uri, node, replaced(code, node, ending.text)));
      const leaving = last.type === 'return_statement' ? last : null;
      // Behind a replaced exit nothing is reached; where it hangs on a condition, the end of the handler still is.
      const ends = success.some((node) => node === last || node.parent === last);
      if (leaving !== null) own.push(replace(uri, leaving, ending.text));
      else if (!ends)
        own.push(insert(uri, last.end, `${endOfLine(code, last.end)}${lineEnding}${indent}${ending.text}`));
      return [...moved(code, own, last), ...ending.edits, ...trace];
    },
  };
}

/** A bare `except:` is also what Ctrl-C and `sys.exit(0)` come to; a function that others call may mean to return. */
function isReviewed({ caller }: LastAttempt, handler: ExceptionHandler): boolean {
  if (caller !== null && !caller.only) return true;
  const all = handler.types.length === 0 || handler.types.some((type) => /BaseException$/.test(type));
  if (!all) return false;
  const earlier = handler.node.parent?.children.filter(({ type }) => type === 'except_clause') ?? [];
  return !earlier.some((one) => one.start < handler.node.start);
}

/** How the program is ended here: by the result where that becomes the exit code, else by `sys.exit`. */
function endOf(
  code: CodeModel,
  uri: string,
  { caller }: LastAttempt,
): { readonly text: string; readonly edits: readonly FileEdit[] } {
  if (caller?.exitsWithResult === true) return { text: 'return 1', edits: [] };
  const system = code.imports.find(({ path, topLevel }) => topLevel && path === 'sys.exit');
  if (system !== undefined) return { text: `${system.local}(1)`, edits: [] };
  const { reference, edits } = importPythonName(code, uri, { module: 'sys' });
  return { text: `${reference}.exit(1)`, edits };
}

/** `raise SystemExit` and a call inside an expression keep their form and get the code. */
function replaced(code: CodeModel, node: SyntaxNode, ending: string): string {
  if (node.type === 'raise_statement') return 'raise SystemExit(1)';
  const callee = node.childForField('function');
  return callee === null ? ending : `${code.textOf(callee)}(1)`;
}

/** The comment behind the last statement stays on its line. */
function endOfLine(code: CodeModel, at: number): string {
  return /^[ \t]*#[^\r\n]*/.exec(code.text.slice(at, at + 400))?.[0] ?? '';
}

/** An insertion that repeats the trailing comment replaces it. */
function moved(code: CodeModel, edits: readonly FileEdit[], last: SyntaxNode): FileEdit[] {
  const comment = endOfLine(code, last.end);
  return edits.map((edit) =>
    'range' in edit && edit.range.start === last.end && edit.range.end === last.end && comment !== ''
      ? { ...edit, range: { start: last.end, end: last.end + comment.length } }
      : edit,
  );
}

/** The traceback goes where the handler tells of the failure already: into its logging call, else to standard error. */
function tracebackEdits(code: CodeModel, uri: string, handler: ExceptionHandler, lineEnding: string): FileEdit[] {
  if (
    /\b(?:print_exc|print_exception|format_exc|exc_info|capture_exception)\b|\.exception\(/.test(
      code.textOf(handler.body),
    )
  )
    return [];
  for (const statement of handler.statements) {
    const call = callOfStatement(statement);
    const callee = call?.childForField('function') ?? null;
    const list = call?.childForField('arguments') ?? null;
    const last = list?.namedChildren.filter(({ type }) => type !== 'comment').at(-1);
    if (callee === null || last === undefined || !isLogging(code, statement)) continue;
    if (!/\.(?:error|critical|warning|warn|info|debug)$/.test(code.textOf(callee))) continue;
    // loguru and structlog have no such keyword.
    if (code.imports.some(({ module }) => /^(?:loguru|structlog)\b/.test(module))) break;
    return [insert(uri, last.end, ', exc_info=True')];
  }
  const [first] = handler.statements;
  if (first === undefined) return [];
  const { reference, edits } = importPythonName(code, uri, { module: 'traceback' });
  const line = `${reference}.print_exc()`;
  if (first.type === 'pass_statement') return [replace(uri, first, line), ...edits];
  return [insert(uri, first.start, `${line}${lineEnding}${indentOf(code, first)}`), ...edits];
}

function replace(uri: string, { start, end }: SyntaxNode, newText: string): FileEdit {
  return { uri, range: { start, end }, newText };
}

function insert(uri: string, at: number, newText: string): FileEdit {
  return { uri, range: { start: at, end: at }, newText };
}
