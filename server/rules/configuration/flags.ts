import type { CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';

const FLAG = /env|config|settings|\bcfg\b|debug|\bdev\b|flag|feature|enable|options?\b|\bargs\b|expose|prod/i;

/** True where something was asked first: a setting, the environment, an argument of the command line. */
export function isBehindFlag(code: CodeModel, node: SyntaxNode): boolean {
  for (let at = node, parent = node.parent; parent !== null; at = parent, parent = parent.parent) {
    if (/^(?:if_statement|if_expression|elif_clause|conditional_expression|ternary_expression)$/.test(parent.type)) {
      const condition =
        parent.childForField('condition') ??
        (parent.type === 'conditional_expression' ? (parent.namedChildren[1] ?? null) : null);
      if (condition !== null && condition !== at && FLAG.test(code.textOf(condition))) return true;
    }
    // `#[cfg(feature = "debug")]` in front of a function or module.
    if (parent.type === 'function_item' || parent.type === 'mod_item') {
      if (/cfg\(/.test(code.text.slice(Math.max(0, parent.start - 80), parent.start))) return true;
    }
    if (/^(?:function_definition|function_declaration|method_definition)$/.test(parent.type)) {
      const name = parent.childForField('name');
      if (
        name !== null &&
        /debug|dev_?(?:server|mode)|test/i.test(code.textOf(name)) &&
        !/route|endpoint|handler/i.test(code.textOf(name))
      )
        return at.type === 'block' || at.type === 'statement_block';
    }
  }
  return false;
}
