/** Who waits for whom, by name; names outside of the map are ignored. */
export type Edges = ReadonlyMap<string, readonly string[]>;

export interface StartOrder {
  /** Names whose dependencies all lie in earlier layers. Agents in a cycle, or behind one, are in none. */
  readonly layers: readonly (readonly string[])[];
  /** One cycle for each group of agents that wait for each other, as a path that ends where it starts: `[A, B, A]`. */
  readonly cycles: readonly (readonly string[])[];
  /** Agents that are in no cycle themselves but wait, directly or not, for one that is. */
  readonly behindCycle: readonly string[];
}

/** Topological layers, each in the map's own order. */
export function startOrder(edges: Edges): StartOrder {
  const open = new Set(edges.keys());
  const layers: string[][] = [];
  for (;;) {
    const layer = [...open].filter((name) => !waitsForSome(name, edges, open));
    if (layer.length === 0) break;
    for (const name of layer) open.delete(name);
    layers.push(layer);
  }
  const cycles = findCycles(edges, open);
  const inCycle = new Set([...open].filter((name) => reaches(name, name, edges, open)));
  return { layers, cycles, behindCycle: [...open].filter((name) => !inCycle.has(name)) };
}

function waitsForSome(name: string, edges: Edges, among: ReadonlySet<string>): boolean {
  return (edges.get(name) ?? []).some((dependency) => among.has(dependency));
}

function reaches(from: string, goal: string, edges: Edges, among: ReadonlySet<string>): boolean {
  return pathTo(from, goal, edges, among) !== null;
}

function findCycles(edges: Edges, among: ReadonlySet<string>): string[][] {
  const cycles: string[][] = [];
  const told = new Set<string>();
  for (const name of among) {
    if (told.has(name)) continue;
    const path = pathTo(name, name, edges, among);
    if (!path) continue;
    for (const member of path) told.add(member);
    cycles.push(path);
  }
  return cycles;
}

/** The shortest way along the edges, both ends included; at least one edge long. */
function pathTo(from: string, goal: string, edges: Edges, among: ReadonlySet<string>): string[] | null {
  const cameFrom = new Map<string, string>();
  const queue = [from];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    for (const next of edges.get(at) ?? []) {
      if (!among.has(next)) continue;
      if (next === goal) {
        const path = [goal, at];
        for (let step = at; step !== from;) path.push((step = cameFrom.get(step)!));
        return path.reverse();
      }
      if (cameFrom.has(next) || next === from) continue;
      cameFrom.set(next, at);
      queue.push(next);
    }
  }
  return null;
}
