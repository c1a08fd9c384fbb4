import type { CodeModel } from './code-model';
import { NodeMemo } from './node-memo';
import type { SyntaxNode } from './syntax-node';

/**
 * A reading of a node that depends on nothing but the node, made once: a subtree that an edit did not touch is the same node in the next version.
 * What cannot be read (null) is asked for again.
 */
export function keptByNode<T extends object>(
  read: (model: CodeModel, node: SyntaxNode) => T | null,
): (model: CodeModel, node: SyntaxNode) => T | null {
  const kept = new NodeMemo<T>();
  return (model, node) => {
    const known = kept.get(node);
    if (known !== undefined) return known;
    const made = read(model, node);
    if (made !== null) kept.set(node, made);
    return made;
  };
}
