import type { TreeModel, TreeNode } from './tree-model';

/**
 * What a view has to draw again.
 *
 * - `all`: the roots themselves changed
 * - otherwise the topmost nodes whose own look or children changed; drawing a node again draws what is below it, so a node
 *   below another one is not named
 * Nodes with others below them are not drawn at once for what they sum up: see `outdatedSummaries`.
 */
export type TreeDifference = { readonly all: true } | { readonly all: false; readonly nodes: readonly string[] };

export function treeDifference(before: TreeModel, after: TreeModel): TreeDifference {
  if (!sameList(before.roots, after.roots)) return { all: true };
  const changed = new Set<string>();
  for (const [id, node] of after.nodes) {
    const former = before.nodes.get(id);
    // New nodes are drawn by their parent, whose list of children has changed.
    if (former && !sameNode(former, node)) changed.add(id);
  }
  const nodes = [...changed].filter((id) => !hasChangedAncestor(id, after, changed));
  return { all: false, nodes };
}

/**
 * The topmost nodes with others below them that look otherwise than they were drawn. Drawing them takes their whole branch out of VS Code's
 * hands for a moment, in which the buttons of its rows do nothing: what only sums up the rows can wait until the tree is calm.
 */
export function outdatedSummaries(drawn: ReadonlyMap<string, TreeNode>, after: TreeModel): readonly string[] {
  const outdated = new Set<string>();
  for (const [id, node] of after.nodes) {
    const former = drawn.get(id);
    if (former && node.children.length > 0 && !sameLook(former, node)) outdated.add(id);
  }
  return [...outdated].filter((id) => !hasChangedAncestor(id, after, outdated));
}

function hasChangedAncestor(id: string, tree: TreeModel, changed: ReadonlySet<string>): boolean {
  for (
    let parent = tree.nodes.get(id)?.parent ?? null;
    parent !== null;
    parent = tree.nodes.get(parent)?.parent ?? null
  ) {
    if (changed.has(parent)) return true;
  }
  return false;
}

/** Nodes about which anything at all is known that was not known before: latency, CPU use, what a tooltip says. */
export function nodesWithNews(before: TreeModel, after: TreeModel): readonly string[] {
  return [...after.nodes.values()].filter((node) => hasNews(before.nodes.get(node.id), node)).map((node) => node.id);
}

function hasNews(former: TreeNode | undefined, node: TreeNode): boolean {
  if (former?.subject.kind !== 'agent' || node.subject.kind !== 'agent') return false;
  return former.subject.agent.running !== node.subject.agent.running;
}

/** Compares what is drawn at once. The subject is left out: it changes with every sample of CPU use. */
function sameNode(a: TreeNode, b: TreeNode): boolean {
  const isLeaf = b.children.length === 0;
  return (
    a.label === b.label &&
    a.phase === b.phase &&
    a.parent === b.parent &&
    sameList(a.children, b.children) &&
    (!isLeaf || sameLook(a, b))
  );
}

function sameLook(a: TreeNode, b: TreeNode): boolean {
  return (
    a.steadyDescription === b.steadyDescription &&
    a.contextValue === b.contextValue &&
    a.icon?.icon === b.icon?.icon &&
    a.icon?.color === b.icon?.color
  );
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
