import type { CodeModel } from '../../../languages/code-model';
import type { ExceptionHandler } from '../../../languages/exception-handlers';
import { importPythonName } from '../../../fixes/python-imports';
import type { FileEdit, Fix } from '../../finding';
import type { CodeContext } from '../../rule';
import { lineEndingOf } from '../../../documents/line-ending';
import { indentationBefore } from '../timeouts/statement-layout';

/** Log with the traceback in the module's own logger; for a bare `except:` also narrow it. */
export function pythonLogFixes(context: CodeContext, handler: ExceptionHandler): Fix[] {
  const { code, document } = context;
  const [first] = handler.statements;
  if (first === undefined || code.root.hasError) return [];
  const log: Fix = {
    title: 'Log the error with its traceback',
    safety: 'safe',
    edits: () => pythonLogEdits(code, document.uri, handler),
  };
  if (handler.types.length > 0) return [log];
  const keywordEnd = handler.node.start + 'except'.length;
  const narrow: Fix = {
    title: 'Catch Exception only, and log it with its traceback',
    safety: 'review',
    edits: () => [
      ...pythonLogEdits(code, document.uri, handler),
      { uri: document.uri, range: { start: keywordEnd, end: keywordEnd }, newText: ' Exception' },
    ],
  };
  return [log, narrow];
}

function pythonLogEdits(code: CodeModel, uri: string, handler: ExceptionHandler): FileEdit[] {
  const [first] = handler.statements;
  if (first === undefined) return [];
  const { reference, edits } = pythonLogger(code, uri, handler);
  const log = `${reference}.exception("${titleOf(code, handler)}")`;
  const placeholder =
    first.type === 'pass_statement' ||
    (first.type === 'expression_statement' && handler.statements.length === 1 && /^(\.\.\.)$/.test(code.textOf(first)));
  if (placeholder) return [...edits, { uri, range: { start: first.start, end: first.end }, newText: log }];
  const indentation = indentationBefore(code, first);
  const newText = indentation === null ? `${log}; ` : `${log}${lineEndingOf(code.text)}${indentation}`;
  return [...edits, { uri, range: { start: first.start, end: first.start }, newText }];
}

const LOGGER_MAKER =
  /(^|\.)(getLogger|get_logger|setup_logger|configure_logging|setup_logging|create_logger|getChild)$/;

/** The logger a module has: a constant of its own, the object's, loguru's; else `logging` itself. */
function pythonLogger(
  code: CodeModel,
  uri: string,
  handler: ExceptionHandler,
): { readonly reference: string; readonly edits: readonly FileEdit[] } {
  const own = code.assignments.find(
    ({ node, path, value }) =>
      path !== null &&
      /^\w+$/.test(path) &&
      node.parent?.parent?.type === 'module' &&
      value.type === 'call' &&
      LOGGER_MAKER.test(code.textOf(value.childForField('function') ?? value)),
  );
  if (own?.path !== undefined && own.path !== null) return { reference: own.path, edits: [] };
  const loguru = code.imports.find(({ path, topLevel }) => topLevel && path === 'loguru.logger');
  if (loguru !== undefined) return { reference: loguru.local, edits: [] };
  const owner = code.enclosingClass(handler.node);
  const inObject = owner !== null && isMethod(code, handler);
  if (inObject && /\bself\.logger\s*=/.test(code.textOf(owner.node))) return { reference: 'self.logger', edits: [] };
  return importPythonName(code, uri, { module: 'logging' });
}

function isMethod(code: CodeModel, handler: ExceptionHandler): boolean {
  const around = code.enclosingFunction(handler.node);
  return around?.parameters[0]?.name === 'self' && around.name !== '__init__';
}

/** The error is bound and logged, by the module's own logger where it has one. */
export function typescriptLogFixes(context: CodeContext, handler: ExceptionHandler): Fix[] {
  const { code, document } = context;
  if (code.root.hasError) return [];
  const { uri } = document;
  return [
    {
      title: 'Log the error',
      safety: 'safe',
      edits: () => {
        const binding = handler.binding ?? 'error';
        const title = titleOf(code, handler);
        const logger = typescriptLogger(code);
        const quote = code.text.includes('"') && !code.text.includes("'") ? '"' : "'";
        const text = `${quote}${title}${quote}`;
        const log = logger.errorFirst
          ? `${logger.reference}.error(${binding}, ${text})`
          : `${logger.reference}.error(${text}, ${binding})`;
        const lineStart = code.text.lastIndexOf('\n', handler.node.parent?.start ?? handler.node.start) + 1;
        const indentation = /^[ \t]*/.exec(code.text.slice(lineStart))?.[0] ?? '';
        const unit = indentation.includes('\t') || /\n\t/.test(code.text) ? '\t' : '  ';
        const eol = lineEndingOf(code.text);
        const block = `{${eol}${indentation}${unit}${log};${eol}${indentation}}`;
        const head: FileEdit[] =
          handler.binding === null
            ? [
                {
                  uri,
                  range: { start: handler.node.start + 'catch'.length, end: handler.body.start },
                  newText: ' (error) ',
                },
              ]
            : [];
        return [...head, { uri, range: { start: handler.body.start, end: handler.body.end }, newText: block }];
      },
    },
  ];
}

function typescriptLogger(code: CodeModel): { readonly reference: string; readonly errorFirst: boolean } {
  const errorFirst = code.imports.some(({ module }) => /^(pino|fastify|bunyan)/.test(module));
  const imported = code.imports.find(({ local, topLevel }) => topLevel && /^(logger|log)$/.test(local));
  if (imported !== undefined) return { reference: imported.local, errorFirst };
  const own = code.assignments.find(
    ({ path, node }) =>
      path !== null &&
      /^(logger|log)$/.test(path) &&
      /^(program|export_statement)$/.test(node.parent?.parent?.type ?? ''),
  );
  return own?.path !== undefined &&
    own.path !== null &&
    /\b(pino|winston|createLogger|getLogger|bunyan|Logger)\b/.test(code.textOf(own.value))
    ? { reference: own.path, errorFirst }
    : { reference: 'console', errorFirst: false };
}

/** `store failed`, by the function around. */
function titleOf(code: CodeModel, handler: ExceptionHandler): string {
  const name = code.enclosingFunction(handler.node)?.name ?? '';
  return /^[\w$#]+$/.test(name) ? `${name} failed` : 'Failed';
}
