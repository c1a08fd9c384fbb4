import type { CodeModel } from '../code-model';
import type { SyntaxNode } from '../syntax-node';

const TEST_ATTRIBUTE = /^#!?\[\s*(?:cfg\s*\(\s*(?:all\s*\(\s*)?test\b|(?:\w+::)*(?:test|bench|rstest)\b)/;
const ITEMS = new Set(['function_item', 'mod_item', 'impl_item']);

/** True below an item that `#[cfg(test)]`, `#[test]` or a test attribute of a runtime (`#[tokio::test]`) stands before. */
export function isRustTest(model: CodeModel, node: SyntaxNode): boolean {
  for (let at: SyntaxNode | null = node; at !== null; at = at.parent) {
    if (ITEMS.has(at.type) && attributesBefore(at).some((attribute) => TEST_ATTRIBUTE.test(model.textOf(attribute))))
      return true;
  }
  return false;
}

function attributesBefore(item: SyntaxNode): SyntaxNode[] {
  const siblings = item.parent?.children ?? [];
  const found: SyntaxNode[] = [];
  for (let index = siblings.indexOf(item) - 1; index >= 0; index--) {
    const sibling = siblings[index] as SyntaxNode;
    if (sibling.type === 'attribute_item') found.push(sibling);
    else if (!/comment/.test(sibling.type)) break;
  }
  return found;
}
