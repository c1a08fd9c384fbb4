import { Remembered, type SyntaxNode } from './syntax-node';

/**
 * What is known of nodes, held by the nodes themselves: it lives as long as its node, whichever version of the file that is part of. A WeakMap would say
 * the same, but the collector pays for each of its entries again and again: with maps, a check of two thousand files took a tenth longer.
 */
export class NodeMemo<T> {
  get(node: SyntaxNode): T | undefined {
    // One to three entries, mostly.
    for (let entry = node.remembered; entry !== null; entry = entry.next)
      if (entry.owner === this) return entry.value as T;
    return undefined;
  }

  /** Must not be called twice for a node. */
  set(node: SyntaxNode, value: T): void {
    node.remembered = new Remembered(this, value, node.remembered);
  }
}
