import type { CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';

/** `.env.dev`, `settings/local.py`, `startup.development.yaml`, `docker-compose.dev.yml`: nobody serves with these. */
export function isDevelopmentFile(path: string): boolean {
  return /(?:^|[/._-])(?:dev|develop|development|local|test|tests|testing|debug|demo|mock|mocks|example_?apps?|playground|sandbox|benchmarks?)(?:[/._-]|$)/i.test(
    path,
  );
}

const DEVELOPMENT =
  /\b(?:is_?)?(?:dev(?:elopment)?|debug|local|testing)(?:_?mode)?\b|['"](?:dev(?:elopment)?|local|test(?:ing)?)['"]|__debug__|NODE_ENV|cfg!\(debug_assertions\)/i;
const PRODUCTION = /prod(?:uction)?/i;

/** True in a branch that is taken in development only: `if settings.debug:`, `if (process.env.NODE_ENV !== 'production') {…}`. */
export function isDevelopmentBranch(code: CodeModel, node: SyntaxNode): boolean {
  for (let at = node, parent = node.parent; parent !== null; at = parent, parent = parent.parent) {
    if (!/^(?:if_statement|if_expression|elif_clause|conditional_expression|ternary_expression)$/.test(parent.type))
      continue;
    const condition =
      parent.childForField('condition') ??
      (parent.type === 'conditional_expression' ? parent.namedChildren[1] : null) ??
      null;
    if (condition === null || condition === at) continue;
    const text = code.textOf(condition);
    const isNegated = /!==?|\bnot\b|!=/.test(text);
    if (DEVELOPMENT.test(text) && !isNegated && !PRODUCTION.test(text)) return true;
    if (PRODUCTION.test(text) && isNegated) return true;
  }
  return false;
}
