import type { CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';

const HEALTH_TEXT = /^\/?_*(?:health\w*|health-check|get_health|check_health|ping|heartbeat|status|get_status|alive)$/i;
const HEALTH_NAME =
  /^_*(?:(?:handle|get|start|serve|run|on|do|setup|init|register|add|answer|respond|process|create)_*(?:\w+_)?)?health|^Health(?!y)\w*|health_?(?:server|socket|router|endpoint|handler|app|thread|servicer)/i;
const HEALTH_MODULES = /(?:^|[._])health|grpc_health|healthcheck|py_healthcheck/i;

/** True when a file does something about being asked for its health: a comparison with the word, a dispatch by it, a function or server called after it. */
export function speaksOfHealth(code: CodeModel): boolean {
  if (
    code.imports.some(
      ({ module, path, local }) => HEALTH_MODULES.test(module) || HEALTH_MODULES.test(path) || HEALTH_NAME.test(local),
    )
  )
    return true;
  if (code.functions.some(({ name }) => HEALTH_NAME.test(name) || /^(?:ping|status|get_status)$/.test(name)))
    return true;
  if (code.classes.some(({ name }) => /Health/.test(name))) return true;
  if (code.calls.some(({ name }) => HEALTH_NAME.test(name))) return true;
  if (code.assignments.some(({ path }) => path !== null && /health_?(?:socket|server|thread|app)/i.test(path)))
    return true;
  return code.strings.some((string) => isAsked(code, string));
}

/** A health word that something is compared with, or looked up by. */
function isAsked(code: CodeModel, string: SyntaxNode): boolean {
  const text = code.stringValue(string)?.constant;
  if (typeof text !== 'string' || !HEALTH_TEXT.test(text)) return false;
  let node = string;
  while (
    node.parent !== null &&
    /^(?:tuple|list|set|array|case_pattern|union_pattern|parenthesized_expression|match_pattern)$/.test(
      node.parent.type,
    )
  )
    node = node.parent;
  const { parent } = node;
  if (parent === null) return false;
  if (/^(?:comparison_operator|binary_expression|case_clause|switch_case|match_arm|match_pattern)$/.test(parent.type))
    return true;
  if (/^case_pattern|match_pattern$/.test(node.type)) return true;
  // `{"health": self.report}` is a dispatch; `{"action": "health"}` is a request.
  if (parent.type !== 'pair' || parent.childForField('key') !== node) return false;
  return /^(?:attribute|identifier|lambda|member_expression|arrow_function)$/.test(
    parent.childForField('value')?.type ?? '',
  );
}
