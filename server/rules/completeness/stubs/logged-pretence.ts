import type { Call, CodeModel, FunctionDefinition } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';

const LOGS = /^(debug|info|warn|warning|error|log|print|println|eprintln|trace|notice)$/;

/** “Would send …”, “Simulating …”, “placeholder …” at the start of a message or in square brackets. */
const PRETENDS =
  /^\W*(\[(simulat\w*|mock\w*|stub\w*|placeholder|fake)\]|(simulat(ed|ing)|mock(ed|ing)?|placeholder|stub(bed)?|pretend(ing)?)\b|(i |this |it |we )?would (have )?(be )?(now )?\w+)|\b(not (yet )?implemented|is a (placeholder|stub)|\((simulated|placeholder|stub|mock)\)|placeholder implementation|stub implementation|would be \w+ed here)\b/i;

/** Switches under which saying what would be done is the work. */
const DRY_RUN = /dry.?run|simulat(e|ion)_?mode|\bsimulate\b|preview|what_?if|no_?op|--dry|check_mode|debug_only/i;

/** The words of a log line in which a function says what it would do, where it does nothing else; else null. */
export function loggedPretence(code: CodeModel, definition: FunctionDefinition): string | null {
  const { body } = definition;
  if (body === null || body.children.length > 24 || body.hasError) return null;
  const { start, end } = body;
  if (
    !/simulat|placeholder|would |stub|mock|not (yet )?implemented|pretend/i.test(
      code.text.slice(start, Math.min(end, start + 4000)),
    )
  )
    return null;
  const inside = code.calls.filter(({ node }) => node.start >= start && node.end <= end);
  const line = inside.map((call) => pretenceOf(code, call)).find((words) => words !== null);
  if (line === undefined || line === null) return null;
  if (DRY_RUN.test(code.textOf(definition.node).replace(/(['"`]).*?\1/g, ''))) return null;
  if (!inside.every((call) => isIdle(code, call)) || !body.namedChildren.every(isPlain)) return null;
  return line;
}

function pretenceOf(code: CodeModel, call: Call): string | null {
  const [message] = call.arguments;
  if (!LOGS.test(call.name) || message === undefined) return null;
  const text =
    code
      .stringValue(message.value)
      ?.parts.map((part) => part.text ?? '…')
      .join('') ?? null;
  return text !== null && PRETENDS.test(text) ? text.trim().slice(0, 60) : null;
}

/** Logging, pausing, and making texts and times: nothing that does the work. */
function isIdle(code: CodeModel, call: Call): boolean {
  return (
    LOGS.test(call.name) ||
    /^(sleep|str|int|float|len|repr|format|join|dict|list|round|time|now|utcnow|isoformat|monotonic|get|uuid4|random|uniform|randint|choice|keys|values|items|strftime|setTimeout|toISOString|stringify|resolve|Promise|Date|String|format!|vec!)$/.test(
      call.name,
    ) ||
    (call.receiver !== null && /\b(logger|logging|console)\b/.test(code.textOf(call.receiver)))
  );
}

/** No branches or loops: a function that decides something does something. */
function isPlain(statement: SyntaxNode): boolean {
  return /^(expression_statement|return_statement|pass_statement|comment|line_comment|block_comment|lexical_declaration|let_declaration|macro_invocation|identifier|boolean_literal|await_expression|call_expression)$/.test(
    statement.type,
  );
}
