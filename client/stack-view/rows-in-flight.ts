import type { TreeNode } from './tree-model';

/**
 * Rows that are on the screen while VS Code fetches their nodes anew. From the moment it asks for a node again until it has asked for
 * those below, it has forgotten the latter: the button of such a row hands its command nothing. Which row it was can still be told where
 * only one of them had that button.
 */
export class RowsInFlight {
  private readonly rows = new Map<string, TreeNode>();
  private allForgotten = false;

  /** @param drawn every node as it was last drawn, by id; the caller brings it up to date after it has told this class */
  constructor(private readonly drawn: ReadonlyMap<string, TreeNode>) {}

  /** VS Code has asked for a node: it knows that one again, and has forgotten what it drew below. */
  fetched(id: string): void {
    this.rows.delete(id);
    this.forgetBelow(id);
  }

  /** The tree is to be fetched from its roots; when VS Code forgets it all, nobody is told. */
  allChanged(): void {
    this.allForgotten = true;
  }

  rootsFetched(): void {
    if (!this.allForgotten) return;
    this.allForgotten = false;
    for (const [id, node] of this.drawn) this.rows.set(id, node);
  }

  /** The rows in flight as they look on the screen; empty also where it cannot be told which they are. */
  get shown(): readonly TreeNode[] {
    return this.allForgotten ? [] : [...this.rows.values()];
  }

  private forgetBelow(id: string): void {
    for (const child of this.drawn.get(id)?.children ?? []) {
      const node = this.drawn.get(child);
      if (node) this.rows.set(child, node);
      this.forgetBelow(child);
    }
  }
}
