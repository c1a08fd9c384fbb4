import { type ExceptionHandler, exceptionHandler } from '../../languages/exception-handlers';
import { type CodeContext, defineRule } from '../rule';
import { isCleanUp, isExplained, isImportAttempt } from './errors/deliberate-silence';
import { pythonLogFixes, typescriptLogFixes } from './errors/log-fix';
import { reportsError, succeeds } from './errors/what-handlers-do';
import { silentCatchCalls } from './errors/silent-catch';
import { wideSuppressions } from './errors/wide-suppress';

export const rule = defineRule({
  id: 'swallowed-exception',
  topic: 'resilience',
  severity: 'warning',
  impact: 6,
  effort: 2,
  triggers: ['except:', 'except Exception', 'except BaseException', 'Exception)', 'Exception,', 'catch'],
  documentation: {
    summary: 'Reports handlers that make an error disappear.',
    whatItDoes:
      'Reports `except:` and `except Exception:` (and `catch {}`) whose body does nothing, a bare `except:` that neither logs nor raises, `contextlib.suppress(Exception)`, `.catch(() => {})`, and handlers that answer success after a failure. Silent for narrow types (`except KeyError: pass`), for clean-up (`close()` in a `try`, `__del__`, `finally`), optional imports, and handlers whose comment says why nothing is to be done.',
    whyItMatters:
      'The agent goes on with half of its work undone, answers “healthy”, and no log says why. A bare `except:` also swallows Ctrl-C and the signal to stop.',
    examples: [
      {
        path: 'agents/memory.py',
        bad: `import logging

logger = logging.getLogger(__name__)


def store(connection, entry):
    try:
        connection.execute("INSERT INTO entries VALUES (?)", (entry,))
    except Exception:
        pass
`,
        good: `import logging

logger = logging.getLogger(__name__)


def store(connection, entry):
    try:
        connection.execute("INSERT INTO entries VALUES (?)", (entry,))
    except Exception:
        logger.exception("store failed")
`,
      },
      {
        path: 'agents/router.py',
        bad: `import logging


def forward(link, message):
    try:
        link.send_json(message)
    except Exception as error:
        logging.error("forward: %s", error)
        return {"status": "success"}
`,
        good: `import logging


def forward(link, message):
    try:
        link.send_json(message)
    except Exception as error:
        logging.error("forward: %s", error)
        return {"status": "error", "message": str(error)}
`,
      },
      {
        path: 'hub/registry.ts',
        bad: `export async function register(client: Client) {
  try {
    await client.register();
  } catch {}
}
`,
        good: `export async function register(client: Client) {
  try {
    await client.register();
  } catch (error) {
    console.error('register failed', error);
  }
}
`,
      },
    ],
    fixSafety:
      'Safe: logs the error with its traceback, in the logger the module has, and goes on as before. Narrowing a bare `except:` to `except Exception:` lets Ctrl-C through and is to be reviewed.',
    references: [
      'https://docs.python.org/3/library/logging.html#logging.Logger.exception',
      'https://docs.python.org/3/library/contextlib.html#contextlib.suppress',
    ],
    remediation: {
      steps: [
        'Apply the quick fix.',
        'Name the exceptions that are expected here, and let the others through.',
        'Where nothing is to be done, use `contextlib.suppress` of the narrow type or say why in a comment.',
      ],
      test: 'Make the call fail: the log names the error and where it came from.',
      rollback: 'Revert the edit.',
      dependsOn: [],
    },
  },
  checks: {
    python(context) {
      for (const node of context.code.handlers) {
        const handler = exceptionHandler(context.code, node);
        if (handler !== null) checkPython(context, handler);
      }
      for (const node of wideSuppressions(context.code)) {
        context.report({
          range: node,
          message:
            'This suppresses every error, and nobody will know of any: name the type that is expected, or log what happens',
        });
      }
    },
    typescript(context) {
      for (const node of context.code.handlers) {
        const handler = exceptionHandler(context.code, node);
        if (handler !== null) checkTypescript(context, handler);
      }
      for (const call of silentCatchCalls(context.code)) {
        context.report({
          range: call.callee.childForField('property') ?? call.callee,
          message:
            'This promise may fail and nobody will know: log the error, or say in a comment why it does not matter',
        });
      }
    },
  },
});

const WIDE = /^(builtins\.)?(Base)?Exception$/;

function checkPython(context: CodeContext, handler: ExceptionHandler): void {
  const { code } = context;
  const bare = handler.types.length === 0;
  if (!bare && !handler.types.some((type) => WIDE.test(type))) return;
  const report = (message: string): void =>
    context.report({ range: handler.head, message, fixes: pythonLogFixes(context, handler) });
  const silence = (): boolean => isExplained(code, handler) || isCleanUp(code, handler) || isImportAttempt(handler);
  if (handler.statements.every(doesNothing)) {
    if (silence()) return;
    report(
      `This handler swallows every error${bare ? ', Ctrl-C and the signal to stop among them' : ''}, and nobody will know: log it with its traceback, or catch only what is expected`,
    );
  } else if (succeeds(code, handler)) {
    context.report({
      range: handler.head,
      message:
        'This handler answers success after a failure, and the caller goes on as if the work were done: answer the failure or raise',
    });
  } else if (bare && !reportsError(code, handler) && !silence()) {
    report(
      'This bare except hides every error, Ctrl-C and the signal to stop among them: log it with its traceback, or catch only what is expected',
    );
  }
}

function checkTypescript(context: CodeContext, handler: ExceptionHandler): void {
  const { code } = context;
  if (handler.statements.length === 0) {
    if (isExplained(code, handler) || isCleanUp(code, handler)) return;
    context.report({
      range: handler.head,
      message:
        'This catch swallows every error, and nobody will know: log it, or say in a comment why it does not matter',
      fixes: typescriptLogFixes(context, handler),
    });
  } else if (succeeds(code, handler)) {
    context.report({
      range: handler.head,
      message:
        'This catch answers success after a failure, and the caller goes on as if the work were done: answer the failure or throw',
    });
  }
}

/** `pass`, `continue`, `...` and strings that stand for comments. */
function doesNothing(statement: ExceptionHandler['statements'][number]): boolean {
  if (statement.type === 'pass_statement' || statement.type === 'continue_statement') return true;
  const inner = statement.type === 'expression_statement' ? statement.namedChildren[0] : undefined;
  return inner?.type === 'ellipsis' || inner?.type === 'string';
}
