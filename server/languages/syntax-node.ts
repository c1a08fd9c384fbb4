import type { TextRange } from '@agent-preflight/stack/definition/text-range';

/** What nodes have in common that are of the same type and fill the same field. */
export class NodeKind {
  constructor(
    /** The grammar's name of the node, e.g. `call`; `ERROR` where the parser gave up. */
    readonly type: string,
    /** False for punctuation and keywords. */
    readonly named: boolean,
    /** The field of the parent this node fills, e.g. `function`. */
    readonly field: string | null,
  ) {}
}

/** One thing that a `NodeMemo` remembers of a node, and the next. */
export class Remembered {
  constructor(
    readonly owner: object,
    readonly value: unknown,
    readonly next: Remembered | null,
  ) {}
}

/**
 * A node of a syntax tree, copied out of WebAssembly memory.
 *
 * Starts are relative to the parent, so that a subtree untouched by an edit is taken over as it is, wherever it moved to.
 * Facts derived from such a subtree can therefore be cached on the node's identity.
 */
export class SyntaxNode implements TextRange {
  parent: SyntaxNode | null = null;
  /** Offset from the parent's start, in UTF-16 code units. */
  relativeStart = 0;
  /** What `NodeQuestion`s remember of this node. */
  answers = 0;
  /** What `NodeMemo`s remember of it. */
  remembered: Remembered | null = null;
  /** The absolute start as it was when `knownAt` was the time. */
  private knownStart = 0;
  private knownAt = -1;
  private static time = 0;

  constructor(
    /** Shared: millions of nodes are of a few hundred kinds. */
    readonly kind: NodeKind,
    readonly length: number,
    readonly children: readonly SyntaxNode[],
    /** True when this node or one below it is an ERROR or was made up by the parser. */
    readonly hasError: boolean,
    /** Made up by the parser to go on: it has no text. */
    readonly missing: boolean,
  ) {}

  /** Must be called after nodes were moved: starts that were worked out before hold no longer. */
  static nodesMoved(): void {
    SyntaxNode.time++;
  }

  get type(): string {
    return this.kind.type;
  }

  get named(): boolean {
    return this.kind.named;
  }

  get field(): string | null {
    return this.kind.field;
  }

  get start(): number {
    if (this.knownAt !== SyntaxNode.time) {
      this.knownStart = this.relativeStart + (this.parent === null ? 0 : this.parent.start);
      this.knownAt = SyntaxNode.time;
    }
    return this.knownStart;
  }

  get end(): number {
    return this.start + this.length;
  }

  get namedChildren(): SyntaxNode[] {
    return this.children.filter((child) => child.named);
  }

  /** The first child that fills a field, or null. */
  childForField(field: string): SyntaxNode | null {
    for (const child of this.children) if (child.field === field) return child;
    return null;
  }

  childrenForField(field: string): SyntaxNode[] {
    return this.children.filter((child) => child.field === field);
  }

  /** The first direct child of a type, named or not, or null. */
  childOfType(type: string): SyntaxNode | null {
    for (const child of this.children) if (child.type === type) return child;
    return null;
  }

  /** The nearest node above (not this one) whose type is among those given, or null. */
  ancestorOfType(...types: readonly string[]): SyntaxNode | null {
    for (let node = this.parent; node !== null; node = node.parent) if (types.includes(node.type)) return node;
    return null;
  }

  /** The same for a set of types that is used more than once. */
  ancestorAmong(types: ReadonlySet<string>): SyntaxNode | null {
    for (let node = this.parent; node !== null; node = node.parent) if (types.has(node.type)) return node;
    return null;
  }

  /** The smallest node that covers an offset, from this node downwards. */
  descendantAt(offset: number): SyntaxNode {
    return deepestCovering(this, offset - this.start);
  }

  /** This node and everything below it, in the order of the text. */
  *descendants(): Generator<SyntaxNode> {
    yield this;
    for (const child of this.children) yield* child.descendants();
  }

  /** Calls `visit` for this node and everything below; return false to skip a subtree. Cheaper than `descendants`. */
  walk(visit: (node: SyntaxNode) => boolean | void): void {
    if (visit(this) === false) return;
    for (const child of this.children) child.walk(visit);
  }
}

function deepestCovering(node: SyntaxNode, relativeOffset: number): SyntaxNode {
  for (const child of node.children) {
    const inside = relativeOffset - child.relativeStart;
    if (inside < 0) return node;
    if (inside < child.length) return deepestCovering(child, inside);
  }
  return node;
}
