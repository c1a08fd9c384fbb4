import { NodeMemo } from './node-memo';
import type { SyntaxNode } from './syntax-node';

/** The nodes of a tree that a language's model is made from, by what they are. */
export class NodeLists<Category extends string> {
  private readonly lists = new Map<Category, SyntaxNode[]>();

  /** With `parts` the lists are theirs, one after the other, put together when they are asked for. */
  constructor(private readonly parts: readonly NodeLists<Category>[] = []) {}

  get(category: Category): readonly SyntaxNode[] {
    let list = this.lists.get(category);
    if (list === undefined && this.parts.length > 0) {
      list = [];
      for (const part of this.parts) for (const node of part.get(category)) list.push(node);
      this.lists.set(category, list);
    }
    return list ?? NO_NODES;
  }

  add(category: Category, node: SyntaxNode): void {
    const list = this.lists.get(category);
    if (list === undefined) this.lists.set(category, [node]);
    else list.push(node);
  }

  addAll(other: NodeLists<Category>): void {
    for (const [category, nodes] of other.lists) {
      const list = this.lists.get(category);
      if (list === undefined) this.lists.set(category, [...nodes]);
      else for (const node of nodes) list.push(node);
    }
  }
}

const NO_NODES: readonly SyntaxNode[] = [];

/**
 * Sorts the nodes of a tree into lists. Lists of top-level statements and of whole definitions are kept with their node: a subtree that an edit did not
 * touch is the same object in the next tree, and is not walked again.
 */
export class NodeCollector<Category extends string> {
  private readonly kept = new NodeMemo<NodeLists<Category>>();

  constructor(
    /** The category of a node type; undefined for nodes no rule asks for. */
    private readonly categoryOf: ReadonlyMap<string, Category>,
    /** Node types whose lists are kept, e.g. function definitions. */
    private readonly keptTypes: ReadonlySet<string>,
  ) {}

  /** The lists of a whole tree, or of one of its top-level statements. */
  collect(node: SyntaxNode): NodeLists<Category> {
    return node.parent === null ? new NodeLists(node.children.map((child) => this.listsOf(child))) : this.listsOf(node);
  }

  private listsOf(node: SyntaxNode): NodeLists<Category> {
    let own = this.kept.get(node);
    if (own === undefined) {
      own = new NodeLists<Category>();
      this.visitInside(node, own);
      this.kept.set(node, own);
    }
    return own;
  }

  private visit(node: SyntaxNode, lists: NodeLists<Category>): void {
    if (this.keptTypes.has(node.type)) {
      lists.addAll(this.listsOf(node));
      return;
    }
    this.visitInside(node, lists);
  }

  private visitInside(node: SyntaxNode, lists: NodeLists<Category>): void {
    if (node.named) {
      const category = this.categoryOf.get(node.type);
      if (category !== undefined) lists.add(category, node);
    }
    for (const child of node.children) this.visit(child, lists);
  }
}
