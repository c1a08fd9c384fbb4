import type { Tree } from 'web-tree-sitter';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { GrammarTables } from './grammar-tables';
import { HEAP, HEAP_FLAGS, INLINE, INLINE_FLAGS, languageAddress, parserMemory, rootOf } from './parser-memory';
import { type NodeKind, SyntaxNode } from './syntax-node';

/** One replacement, with offsets of the text before (`start`, `oldEnd`) and after it (`newEnd`). */
export interface TextEdit {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** What may be taken over from the copy of the tree before an edit. */
export interface Reuse {
  readonly root: SyntaxNode;
  readonly edit: TextEdit;
  /** Ranges of the new text whose structure may differ. */
  readonly changed: readonly TextRange[];
}

/**
 * Copies a tree out of the parser's memory, but for what an edit left as it was. Throws a RangeError for trees nested too deep to be walked.
 */
export function readTree(tree: Tree, reuse: Reuse | null): SyntaxNode {
  return new TreeReader(tree, reuse).read();
}

/** A node of the copy before the edit, with its absolute start there. */
interface Counterpart {
  readonly node: SyntaxNode;
  readonly start: number;
}

const NO_CHILDREN: readonly SyntaxNode[] = [];

class TreeReader {
  private readonly memory = parserMemory();
  private readonly root: number;
  private readonly grammar: GrammarTables;
  /** Children of the nodes being read, the innermost last: arrays that grow would be most of the garbage. */
  private readonly siblings: SyntaxNode[] = [];
  /** Counts ERROR nodes and what the parser made up. (Its own count has hidden tokens in it, such as a missing line end.) */
  private errors = 0;

  constructor(
    tree: Tree,
    private readonly reuse: Reuse | null,
  ) {
    this.root = rootOf(tree);
    this.grammar = GrammarTables.of(tree.language, this.memory, languageAddress(this.memory, this.root));
  }

  read(): SyntaxNode {
    const { memory, root, reuse } = this;
    const word = memory[root] as number;
    const symbol = (memory[(word >> 2) + HEAP.symbol] as number) & 0xffff;
    const info = this.grammar.symbol(symbol);
    const start = (memory[(word >> 2) + HEAP.padding] as number) >> 1;
    const old = reuse === null ? null : { node: reuse.root, start: reuse.root.start };
    const node = this.branch(word >> 2, this.grammar.kind(info, 0), start, old);
    node.relativeStart = start;
    return node;
  }

  /** Reads a subtree that is no inline leaf. `at` is where its data is, `start` where its text starts. */
  private branch(at: number, kind: NodeKind, start: number, old: Counterpart | null): SyntaxNode {
    const { memory, siblings } = this;
    const from = siblings.length;
    const errors = this.errors;
    if ((memory[at + HEAP.visibleChildCount] as number) > 0 && (memory[at + HEAP.childCount] as number) > 0) {
      const counterparts = old === null || this.reuse === null ? null : new Counterparts(old, this.reuse.edit);
      this.children(at, start, start, 0, counterparts);
    }
    const children = siblings.length === from ? NO_CHILDREN : siblings.slice(from);
    siblings.length = from;
    const missing = ((memory[at + HEAP.flags] as number) & HEAP_FLAGS.missing) !== 0;
    if (missing || kind.type === 'ERROR') this.errors++;
    const length = (memory[at + HEAP.size] as number) >> 1;
    const node = new SyntaxNode(kind, length, children, this.errors > errors, missing);
    for (const child of children) child.parent = node;
    return node;
  }

  /**
   * Reads the children of a subtree onto `siblings`. Those of hidden children (repetitions, choices that a grammar gives a name for its own use)
   * are the node's own: `hiddenField` is the field that such a child fills.
   */
  private children(
    at: number,
    start: number,
    nodeStart: number,
    hiddenField: number,
    counterparts: Counterparts | null,
  ): void {
    const { memory, grammar } = this;
    const production = (memory[at + HEAP.production] as number) >>> 16;
    const fields = grammar.fields[production] ?? null;
    const aliases = grammar.aliases[production] ?? null;
    const count = memory[at + HEAP.childCount] as number;
    let position = start;
    // Comments may stand anywhere, and count for nothing.
    let structural = 0;
    for (let index = 0, child = at - count * 2; index < count; index++, child += 2) {
      const word = memory[child] as number;
      const inline = (word & INLINE) !== 0;
      const data = word >> 2;
      let size, symbol, visible, extra;
      if (inline) {
        const sizes = memory[child + 1] as number;
        if (index > 0) position += ((sizes >>> 16) & 0xff) >> 1;
        size = sizes >>> 25;
        symbol = (word >>> 8) & 0xff;
        visible = (word & INLINE_FLAGS.visible) !== 0;
        extra = (word & INLINE_FLAGS.extra) !== 0;
      } else {
        const flags = memory[data + HEAP.flags] as number;
        if (index > 0) position += (memory[data + HEAP.padding] as number) >> 1;
        size = (memory[data + HEAP.size] as number) >> 1;
        symbol = (memory[data + HEAP.symbol] as number) & 0xffff;
        visible = (flags & HEAP_FLAGS.visible) !== 0;
        extra = (flags & HEAP_FLAGS.extra) !== 0;
      }
      let field = 0;
      if (!extra) {
        const alias = aliases === null ? 0 : (aliases[structural] ?? 0);
        if (alias !== 0) {
          symbol = alias;
          visible = true;
        }
        field = (fields === null ? 0 : (fields[structural] ?? 0)) || hiddenField;
        structural++;
      }
      if (visible) {
        const info = grammar.symbol(symbol);
        if (info.punctuation) {
          // What is missing is mostly a bracket.
          if (size === 0) this.errors++;
        } else {
          const kind = grammar.kind(info, field);
          const node = this.child(word, inline, info.leaf, kind, position, size, counterparts);
          node.relativeStart = position - nodeStart;
          this.siblings.push(node);
        }
      } else if (!inline && (memory[data + HEAP.childCount] as number) > 0) {
        this.children(data, position, nodeStart, extra ? 0 : field, counterparts);
      }
      position += size;
    }
  }

  private child(
    word: number,
    inline: boolean,
    leaf: boolean,
    kind: NodeKind,
    start: number,
    length: number,
    counterparts: Counterparts | null,
  ): SyntaxNode {
    const old = counterparts === null ? null : counterparts.find(start);
    if (old !== null && isUnchanged(old, kind, start, start + length, this.reuse as Reuse)) {
      if (old.node.hasError) this.errors++;
      return old.node;
    }
    if (!inline && !leaf) return this.branch(word >> 2, kind, start, old);
    const missing = inline
      ? (word & INLINE_FLAGS.missing) !== 0
      : ((this.memory[(word >> 2) + HEAP.flags] as number) & HEAP_FLAGS.missing) !== 0;
    const hasError = missing || kind.type === 'ERROR';
    if (hasError) this.errors++;
    return new SyntaxNode(kind, length, NO_CHILDREN, hasError, missing);
  }
}

function isUnchanged(old: Counterpart, kind: NodeKind, start: number, end: number, reuse: Reuse): boolean {
  if (old.node.kind !== kind || old.node.length !== end - start) return false;
  if (start !== moved(old.start, reuse.edit)) return false;
  // Touching counts as changed: text added at a node's edge can belong to it.
  for (const range of reuse.changed) if (range.start <= end && start <= range.end) return false;
  return true;
}

/** Where an offset of the old text stands in the new one; offsets inside the edit have no counterpart. */
function moved(offset: number, edit: TextEdit): number {
  if (offset <= edit.start) return offset;
  return offset >= edit.oldEnd ? offset + edit.newEnd - edit.oldEnd : -1;
}

/** The children of a node before the edit, found by where they start after it. Asked in ascending order. */
class Counterparts {
  private at = 0;

  constructor(
    private readonly old: Counterpart,
    private readonly edit: TextEdit,
  ) {}

  find(newStart: number): Counterpart | null {
    const { children } = this.old.node;
    for (; this.at < children.length; this.at++) {
      const node = children[this.at] as SyntaxNode;
      const start = this.old.start + node.relativeStart;
      const position = moved(start, this.edit);
      if (position === newStart) {
        this.at++;
        return { node, start };
      }
      if (position > newStart) return null;
    }
    return null;
  }
}
