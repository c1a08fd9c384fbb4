import type { Language, Parser, Tree, TreeCursor } from 'web-tree-sitter';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { LineIndex } from '../documents/line-index';
import { SyntaxNode } from './syntax-node';

/** One replacement, with offsets of the text before (`start`, `oldEnd`) and after it (`newEnd`). */
export interface TextEdit {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

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
    this.root = copyTree(this.tree, null);
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
    this.root = copyTree(next, { root: this.root, edit, changed });
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

/** What may be taken over from the copy of the tree before the edit. */
interface Reuse {
  readonly root: SyntaxNode;
  readonly edit: TextEdit;
  readonly changed: readonly TextRange[];
}

function copyTree(tree: Tree, reuse: Reuse | null): SyntaxNode {
  const cursor = tree.walk();
  try {
    const old = reuse === null ? null : { node: reuse.root, start: reuse.root.start };
    return copyNode(cursor, nodeTypes(tree.language), cursor.startIndex, null, old, reuse);
  } finally {
    cursor.delete();
  }
}

/** What a grammar says of its node types, by type id: asking the cursor costs a call into WebAssembly for every node. */
interface NodeType {
  readonly name: string;
  readonly named: boolean;
  /** Never has children. */
  readonly leaf: boolean;
  /** Brackets, commas, quotes: never copied, since no field holds them and no question is about them. */
  readonly punctuation: boolean;
}

const PUNCTUATION = new Set([
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ',',
  '.',
  ';',
  '"',
  "'",
  '`',
  '::',
  '->',
  '=>',
  '${',
  '#',
  '@',
  'string_start',
  'string_end',
]);

/** Named types that are single tokens in every grammar shipped. */
const TOKENS = new Set(['identifier', 'integer', 'comment', 'property_identifier']);
const ERROR_TYPE: NodeType = { name: 'ERROR', named: true, leaf: false, punctuation: false };
const typesByLanguage = new WeakMap<Language, readonly NodeType[]>();

function nodeTypes(language: Language): readonly NodeType[] {
  let types = typesByLanguage.get(language);
  if (types === undefined) {
    types = language.types.map((name, id) => {
      const named = language.nodeTypeIsNamed(id);
      return { name, named, leaf: !named || TOKENS.has(name), punctuation: PUNCTUATION.has(name) };
    });
    typesByLanguage.set(language, types);
  }
  return types;
}

/** A node of the copy before the edit, with its absolute start there. */
interface Counterpart {
  readonly node: SyntaxNode;
  readonly start: number;
}

function copyNode(
  cursor: TreeCursor,
  types: readonly NodeType[],
  start: number,
  parentStart: number | null,
  old: Counterpart | null,
  reuse: Reuse | null,
): SyntaxNode {
  const end = cursor.endIndex;
  const type = types[cursor.nodeTypeId] ?? ERROR_TYPE;
  if (old !== null && reuse !== null && parentStart !== null && isUnchanged(old, type.name, start, end, reuse)) {
    old.node.relativeStart = start - parentStart;
    return old.node;
  }
  const field = cursor.currentFieldName;
  // What the parser made up has no text: only empty nodes need the question.
  const missing = start === end && cursor.nodeIsMissing;
  const children: SyntaxNode[] = [];
  let hasError = type === ERROR_TYPE || missing;
  if (!type.leaf && cursor.gotoFirstChild()) {
    const counterparts = old === null || reuse === null ? null : new Counterparts(old, reuse.edit);
    do {
      const childStart = cursor.startIndex;
      if (types[cursor.nodeTypeId]?.punctuation === true) {
        // What is missing is mostly a bracket.
        hasError ||= cursor.endIndex === childStart;
        continue;
      }
      const child = copyNode(cursor, types, childStart, start, counterparts?.find(childStart) ?? null, reuse);
      hasError ||= child.hasError;
      children.push(child);
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }
  const own = children.length === 0 ? NO_CHILDREN : children;
  const node = new SyntaxNode(type.name, end - start, type.named, field, own, hasError, missing);
  for (const child of children) child.parent = node;
  node.relativeStart = start - (parentStart ?? 0);
  return node;
}

const NO_CHILDREN: readonly SyntaxNode[] = [];

function isUnchanged(old: Counterpart, type: string, start: number, end: number, reuse: Reuse): boolean {
  if (old.node.type !== type || old.node.length !== end - start) return false;
  if (start !== moved(old.start, reuse.edit)) return false;
  // Touching counts as changed: text added at a node's edge can belong to it.
  return !reuse.changed.some((range) => range.start <= end && start <= range.end);
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
