import type { SyntaxNode } from './syntax-node';

/**
 * A yes-or-no question about a node's own text, asked once: an edit elsewhere leaves the node, its text and so the answer as they are. Questions about what
 * stands around a node must not be kept like this.
 */
export class NodeQuestion {
  private static asked = 0;
  private readonly known: number;
  private readonly yes: number;

  constructor(private readonly ask: (text: string, node: SyntaxNode) => boolean) {
    // Two bits each in a 31-bit number.
    if (NodeQuestion.asked >= 15) throw new RangeError('a node remembers 15 answers at most');
    this.known = 1 << (NodeQuestion.asked * 2);
    this.yes = this.known << 1;
    NodeQuestion.asked++;
  }

  /** `source` is the text of the whole file. */
  answer(source: string, node: SyntaxNode): boolean {
    if ((node.answers & this.known) === 0) {
      const { start } = node;
      const yes = this.ask(source.slice(start, start + node.length), node);
      node.answers |= yes ? this.known | this.yes : this.known;
    }
    return (node.answers & this.yes) !== 0;
  }
}
