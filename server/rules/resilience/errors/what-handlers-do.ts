import type { CodeModel } from '../../../languages/code-model';
import type { ExceptionHandler } from '../../../languages/exception-handlers';

const REPORTS =
  /\braise\b|\bthrow\b|\b(log|logger|logging|_logger|LOG|_log|console|warnings?|sentry_sdk|structlog|loguru)\b\s*\.|\b(print|warn|warning|traceback|exc_info|perror|sys\.exit|os\._exit|exit|abort|fail|error|report|set_exception|reject|notify|excepthook|handle_error|print_exc|format_exc|debug|exception|critical|log\w*|record\w*)\s*\(|traceback\.|sys\.stderr|exc_info/;

/** True when a handler raises, logs, prints or hands the error on. */
export function reportsError(code: CodeModel, handler: ExceptionHandler): boolean {
  return REPORTS.test(code.textOf(handler.body)) || usesBinding(code, handler);
}

function usesBinding(code: CodeModel, handler: ExceptionHandler): boolean {
  if (handler.binding === null || !/^\w+$/.test(handler.binding)) return false;
  return new RegExp(`\\b${handler.binding}\\b`).test(code.textOf(handler.body));
}

const SUCCESS =
  /^\{\s*['"]?(status|state|result|outcome)['"]?\s*:\s*['"](success|successful|succeeded|ok|completed?|done|healthy)['"]|^\{\s*['"]?(success|ok)['"]?\s*:\s*(true|True)\b/;

/** True when what a handler returns says that all went well: `{"status": "success"}`, or `True` from a function that does something. */
export function succeeds(code: CodeModel, handler: ExceptionHandler): boolean {
  const last = handler.statements.at(-1);
  if (last?.type !== 'return_statement') return false;
  const value = last.namedChildren[0];
  if (value === undefined) return false;
  const text = code.textOf(value);
  if (SUCCESS.test(text) && !/error|fail|warning|degraded|fallback|detail/i.test(text)) return true;
  if (value.type !== 'true') return false;
  // A second try in the handler may have worked.
  if (handler.statements.length > 2 || tries(code, handler)) return false;
  const name = code.enclosingFunction(handler.node)?.name ?? '';
  return DOES.test(name);
}

/** Functions whose `True` means that the work is done, not that something is so. */
const DOES =
  /^_*(async_)?(send|save|store|write|publish|deliver|upload|download|register|update|delete|remove|create|add|insert|load|start|connect|process|execute|run|deploy|install|sync|commit|push|apply|train|notify|verify|validate|authenticate|authorize)/i;

function tries(code: CodeModel, handler: ExceptionHandler): boolean {
  return handler.statements
    .slice(0, -1)
    .some((statement) => !REPORTS.test(code.textOf(statement)) && statement.type !== 'pass_statement');
}
