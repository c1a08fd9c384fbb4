import type { CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { STATUS_KEYS, statusNumber } from './health-words';

/** A word of health in an answer of a Rust handler, with the status that it goes out with. */
export interface RustAnswer {
  readonly word: string;
  readonly wordNode: SyntaxNode;
  readonly status: number;
  /** What gives the status; null where nothing does. */
  readonly statusNode: SyntaxNode | null;
}

const LIMITS = new Set([
  'block',
  'match_arm',
  'if_expression',
  'let_declaration',
  'closure_expression',
  'return_expression',
  'expression_statement',
]);

/** `(StatusCode::X, Json(json!({"status": "…"})))`, `HttpResponse::X().json(…)`, `Json(Health { status: "…" })` */
export function rustAnswers(code: CodeModel, scope: SyntaxNode): RustAnswer[] {
  const found: RustAnswer[] = [];
  scope.walk((node) => {
    if (node.type !== 'string_literal') return;
    const text = code.stringValue(node)?.constant;
    if (typeof text !== 'string' || !isStatusValue(code, node)) return;
    const given = statusAround(code, node);
    if (given !== null) found.push({ word: text, wordNode: node, ...given });
  });
  return found;
}

/** True behind `"status":` at the top of `json!({…})`, and behind `status:` of a struct. */
function isStatusValue(code: CodeModel, node: SyntaxNode): boolean {
  const { parent } = node;
  if (parent?.type === 'token_tree') {
    const at = parent.children.indexOf(node);
    const key = parent.children[at - 2];
    if (parent.children[at - 1]?.type !== ':' || key === undefined) return false;
    // `json!` has brackets of its own around the object.
    const nested = parent.parent?.type === 'token_tree' && parent.parent.parent?.type === 'token_tree';
    return !nested && STATUS_KEYS.test(code.textOf(key).replaceAll('"', ''));
  }
  const field = node.ancestorOfType('field_initializer', 'block');
  const name = field?.type === 'field_initializer' ? field.childForField('field') : null;
  return name !== null && STATUS_KEYS.test(code.textOf(name));
}

function statusAround(code: CodeModel, word: SyntaxNode): Pick<RustAnswer, 'status' | 'statusNode'> | null {
  for (let at = word.parent; at !== null && !LIMITS.has(at.type); at = at.parent) {
    if (at.type === 'tuple_expression') {
      const first = at.namedChildren[0];
      const status = first === undefined ? null : statusNumber(code.textOf(first));
      return first === undefined || status === null ? null : { status, statusNode: first };
    }
    if (at.type !== 'call_expression') continue;
    const callee = at.childForField('function');
    const receiver = callee?.childForField('value');
    if (!receiver) continue;
    const made = receiver.type === 'call_expression' ? receiver.childForField('function') : null;
    const text = made ? code.textOf(made) : '';
    const status = /^(?:\w+::)*HttpResponse::\w+$/.test(text)
      ? statusNumber(`StatusCode::${text.slice(text.lastIndexOf(':') + 1)}`)
      : null;
    if (made && status !== null) return { status, statusNode: made };
    // A builder may be told its status in many ways.
    if (/\b(?:status|with_status|set_status)\b/.test(code.textOf(receiver))) return null;
  }
  // `Json(…)` alone answers 200.
  let wrapped = false;
  for (let at: SyntaxNode | null = word; at !== null; at = at.parent) {
    if (at.type === 'call_expression' && /(?:^|::)Json$/.test(code.textOf(at.childForField('function') ?? at)))
      wrapped = true;
    if (!wrapped) continue;
    const above = at.parent;
    if (above === null || above.type === 'block' || above.type === 'match_arm' || above.type === 'return_expression')
      return { status: 200, statusNode: null };
    if (!/^(?:call_expression|field_expression|await_expression|arguments)$/.test(at.type)) return null;
    if (above.type === 'let_declaration' || above.type === 'tuple_expression' || above.type === 'arguments')
      return null;
  }
  return null;
}
