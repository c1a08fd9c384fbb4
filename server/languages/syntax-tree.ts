import type { Parser, Tree } from 'web-tree-sitter';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { LineIndex } from '../documents/line-index';
import { SyntaxNode } from './syntax-node';
import { type TextEdit, readTree } from './tree-reader';

/**
 * The one owner of a document's tree in WebAssembly memory. Nobody else keeps a `Tree` or a `Node`: they read `root`, a copy
 * in JavaScript memory. An edit parses incrementally and copies only what changed.
 */
export class SyntaxTree {
  private tree: Tree;
  root: SyntaxNode;

  constructor(
    private readonly parser: Parser,
    text: string,
  ) {
    this.tree = parse(parser, text, null);
    this.root = readTree(this.tree, null);
  }

  /** Brings the tree to a new text. Returns the ranges of the new text whose structure may differ from before. */
  update(edit: TextEdit, oldLines: LineIndex, newText: string, newLines: LineIndex): TextRange[] {
    this.tree.edit({
      startIndex: edit.start,
      oldEndIndex: edit.oldEnd,
      newEndIndex: edit.newEnd,
      startPosition: point(oldLines, edit.start),
      oldEndPosition: point(oldLines, edit.oldEnd),
      newEndPosition: point(newLines, edit.newEnd),
      // The class adds methods for nodes that outlive an edit; none does here.
    } as Parameters<Tree['edit']>[0]);
    const next = parse(this.parser, newText, this.tree);
    const changed: TextRange[] = [{ start: edit.start, end: edit.newEnd }];
    for (const range of this.tree.getChangedRanges(next))
      changed.push({ start: range.startIndex, end: range.endIndex });
    this.root = readTree(next, { root: this.root, edit, changed });
    SyntaxNode.nodesMoved();
    this.tree.delete();
    this.tree = next;
    return changed;
  }

  /** Frees the tree's WebAssembly memory. `root` stays readable. */
  dispose(): void {
    this.tree.delete();
  }
}

function parse(parser: Parser, text: string, old: Tree | null): Tree {
  const tree = parser.parse(text, old);
  if (tree === null) throw new Error('the parser was cancelled');
  return tree;
}

function point(lines: LineIndex, offset: number): { row: number; column: number } {
  const { line, character } = lines.positionAt(offset);
  return { row: line, column: character };
}
