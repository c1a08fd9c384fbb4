import type { CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import type { StatusSource } from './status-source';

/** The statement of a block that a node is part of. */
export function statementOf(node: SyntaxNode): SyntaxNode {
  let at = node;
  while (at.parent !== null && !/^(?:block|statement_block|module|program)$/.test(at.parent.type)) at = at.parent;
  return at;
}

/** The status that a statement in front of the answer states: `response.status_code = 503`, `self.send_response(503)`, `res.status(503)`. */
export function stated(code: CodeModel, answer: SyntaxNode, scope: SyntaxNode): StatusSource | null {
  let at = statementOf(answer);
  for (;;) {
    const block = at.parent;
    if (block === null) return null;
    const before = block.namedChildren.slice(0, block.namedChildren.indexOf(at)).reverse();
    for (const statement of before) {
      const expression = statusSet(code, statement);
      if (expression !== null) return { kind: 'explicit', expression };
      if (statement.type !== 'if_statement') continue;
      const condition = statement.childForField('condition');
      const body = statement.childForField('consequence');
      if (condition === null || body === null) continue;
      // A branch that leaves has an answer of its own.
      if (/\b(?:return|raise|throw)\b/.test(code.textOf(body))) continue;
      const inside = body.type === 'expression_statement' ? [body] : body.namedChildren;
      const guarded = inside.map((each) => statusSet(code, each)).find((each) => each !== null);
      if (guarded) return { kind: 'guarded', condition, expression: guarded };
    }
    if (block === scope || block.start <= scope.start) return null;
    at = statementOf(block);
    if (at === block) return null;
  }
}

/** Koa's and Falcon's status may stand behind the body. */
export function statedBehind(code: CodeModel, answer: SyntaxNode): StatusSource | null {
  const at = statementOf(answer);
  const siblings = at.parent?.namedChildren ?? [];
  for (const statement of siblings.slice(siblings.indexOf(at) + 1)) {
    const expression = statusSet(code, statement);
    if (expression !== null) return { kind: 'explicit', expression };
  }
  return null;
}

function statusSet(code: CodeModel, statement: SyntaxNode): SyntaxNode | null {
  if (statement.type !== 'expression_statement') return null;
  const inner = statement.namedChildren[0];
  const expression = inner?.type === 'await' || inner?.type === 'await_expression' ? inner.namedChildren[0] : inner;
  if (expression === undefined) return null;
  if (/^assignment(?:_expression)?$/.test(expression.type)) {
    const target = expression.childForField('left');
    return target !== null && /\.(?:status|status_code|statusCode)$/.test(code.textOf(target))
      ? expression.childForField('right')
      : null;
  }
  if (!/^call(?:_expression)?$/.test(expression.type)) return null;
  const callee = code.textOf(expression.childForField('function') ?? expression);
  if (!/\.(?:send_response|set_status|status|code|writeHead)$/.test(callee)) return null;
  return expression.childForField('arguments')?.namedChildren[0] ?? null;
}
