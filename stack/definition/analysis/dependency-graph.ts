import { editDistance, foldName, nearestName } from '../edit-distance';
import { sameMachine } from '../machine';
import type { AgentDefinition, StackDefinition } from '../model';
import type { Located } from '../text-range';
import { isKept, runTogether } from './companions';

/** "This agent waits for that one", as written in one place of one file. */
export interface DependencyEdge {
  readonly definition: StackDefinition;
  readonly agent: AgentDefinition;
  readonly dependency: Located<string>;
}

export interface UnknownDependency extends DependencyEdge {
  /** Files that do declare such an agent, but are not started with this one: another machine's, or another version. */
  readonly elsewhere: readonly { readonly definition: StackDefinition; readonly agent: AgentDefinition }[];
  /** The agent that was probably meant. */
  readonly suggestion: string | null;
}

/** The definition and those started beside it. */
export function startedWith(definition: StackDefinition, all: readonly StackDefinition[]): StackDefinition[] {
  return [definition, ...all.filter((other) => runTogether(definition, other))];
}

/** Dependencies on agents that no file started together with this one declares. */
export function findUnknownDependencies(
  definition: StackDefinition,
  all: readonly StackDefinition[],
): UnknownDependency[] {
  const known = new Set(startedWith(definition, all).flatMap((one) => one.agents.map((agent) => agent.name.value)));
  const unknown: UnknownDependency[] = [];
  for (const agent of definition.agents) {
    for (const dependency of agent.dependencies) {
      const name = dependency.value;
      // A template's name is decided at start.
      if (known.has(name) || name === '' || /[$]\{|\{\{/.test(name)) continue;
      const elsewhere = all
        .filter((other) => other.file !== definition.file && other.dialect !== 'names')
        .flatMap((other) => {
          const found = other.agents.find((candidate) => candidate.name.value === name);
          return found ? [{ definition: other, agent: found }] : [];
        })
        .sort((a, b) => Number(isKept(a.definition.file)) - Number(isKept(b.definition.file)));
      unknown.push({
        definition,
        agent,
        dependency,
        elsewhere,
        suggestion: elsewhere.length > 0 ? null : meantAgent(name, agent, known),
      });
    }
  }
  return unknown;
}

/** The agent nearest to a name: by spelling, or the only one that extends it or is extended by it (`Memory` → `MemoryAgent`). */
function meantAgent(name: string, dependent: AgentDefinition, known: ReadonlySet<string>): string | null {
  const candidates = [...known].filter((candidate) => candidate !== dependent.name.value);
  const near = nearestName(name, candidates);
  if (near) return near;
  const folded = foldName(name);
  if (folded.length < 5) return null;
  const stem = (text: string): string => foldName(text).replace(/(?:agent|service|server|system|manager|hub)$/, '');
  const related = candidates.filter(
    (candidate) =>
      stem(candidate).length >= 4 && editDistance(stem(candidate), stem(name), 1) <= (stem(name).length > 7 ? 1 : 0),
  );
  return related.length === 1 ? related[0]! : null;
}

export interface DependencyCycle {
  /** Each edge's dependency is the next edge's agent; the last one's is the first's. */
  readonly edges: readonly DependencyEdge[];
  /** Agents outside the cycle that wait for it, directly or not, by name: they never start either. */
  readonly blocked: readonly string[];
}

/** Limits what a file with hundreds of tangled agents is told. */
const MAX_CYCLES = 20;

/**
 * Cycles among the agents of a file and of those started with it, each once, shortest first. Bounded: a tangle is told by the
 * shortest cycle through each of its agents.
 */
export function findDependencyCycles(definition: StackDefinition, all: readonly StackDefinition[]): DependencyCycle[] {
  const edges = edgesByAgent(startedWith(definition, all));
  const cycles = new Map<string, DependencyEdge[]>();
  for (const component of components(edges)) {
    for (const name of component) {
      const cycle = shortestCycle(name, edges, component);
      if (!cycle) continue;
      const key = cycle
        .map((edge) => edge.agent.name.value)
        .sort()
        .join('\n');
      if (!cycles.has(key)) cycles.set(key, cycle);
      if (cycles.size >= MAX_CYCLES) break;
    }
  }
  return [...cycles.values()]
    .sort((a, b) => a.length - b.length)
    .map((cycle) => ({ edges: cycle, blocked: waitingFor(cycle, edges) }));
}

type Edges = ReadonlyMap<string, readonly DependencyEdge[]>;

function edgesByAgent(definitions: readonly StackDefinition[]): Edges {
  const edges = new Map<string, DependencyEdge[]>();
  for (const definition of definitions) {
    for (const agent of definition.agents) {
      const own = agent.dependencies.map((dependency) => ({ definition, agent, dependency }));
      edges.set(agent.name.value, [...(edges.get(agent.name.value) ?? []), ...own]);
    }
  }
  return edges;
}

/** Strongly connected components with a cycle in them (Tarjan's algorithm, without recursion). */
function components(edges: Edges): ReadonlySet<string>[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const found: Set<string>[] = [];
  for (const root of edges.keys()) {
    if (index.has(root)) continue;
    const work: { name: string; next: number }[] = [{ name: root, next: 0 }];
    while (work.length > 0) {
      const frame = work[work.length - 1]!;
      const { name } = frame;
      if (frame.next === 0) {
        index.set(name, index.size);
        low.set(name, index.get(name)!);
        stack.push(name);
        onStack.add(name);
      }
      const target = edges.get(name)?.[frame.next++]?.dependency.value;
      if (target !== undefined) {
        if (!edges.has(target)) continue;
        if (!index.has(target)) work.push({ name: target, next: 0 });
        else if (onStack.has(target)) low.set(name, Math.min(low.get(name)!, index.get(target)!));
        continue;
      }
      work.pop();
      const parent = work[work.length - 1];
      if (parent) low.set(parent.name, Math.min(low.get(parent.name)!, low.get(name)!));
      if (low.get(name) !== index.get(name)) continue;
      const component = new Set<string>();
      for (let member = ''; member !== name;) {
        member = stack.pop()!;
        onStack.delete(member);
        component.add(member);
      }
      const cyclic = component.size > 1 || edges.get(name)!.some((edge) => edge.dependency.value === name);
      if (cyclic) found.push(component);
    }
  }
  return found;
}

/** Breadth first from an agent back to itself. */
function shortestCycle(from: string, edges: Edges, within: ReadonlySet<string>): DependencyEdge[] | null {
  const reachedBy = new Map<string, DependencyEdge>();
  const queue = [from];
  for (let at = 0; at < queue.length; at++) {
    const name = queue[at]!;
    for (const edge of edges.get(name) ?? []) {
      const target = edge.dependency.value;
      if (target === from) {
        const path = [edge];
        for (let step = name; step !== from; step = path[0]!.agent.name.value) path.unshift(reachedBy.get(step)!);
        return path;
      }
      if (!within.has(target) || reachedBy.has(target)) continue;
      reachedBy.set(target, edge);
      queue.push(target);
    }
  }
  return null;
}

function waitingFor(cycle: readonly DependencyEdge[], edges: Edges): string[] {
  const dependents = new Map<string, string[]>();
  for (const [name, own] of edges) {
    for (const { dependency } of own)
      dependents.set(dependency.value, [...(dependents.get(dependency.value) ?? []), name]);
  }
  const members = new Set(cycle.map((edge) => edge.agent.name.value));
  const waiting = new Set<string>();
  const queue = [...members];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    for (const dependent of dependents.get(name) ?? []) {
      if (members.has(dependent) || waiting.has(dependent)) continue;
      waiting.add(dependent);
      queue.push(dependent);
    }
  }
  return [...waiting];
}

export interface StartOrder {
  /** Agents of one layer start together, as soon as their own dependencies are ready. */
  readonly layers: readonly (readonly AgentDefinition[])[];
  /** Agents in a cycle or behind one. */
  readonly blocked: readonly AgentDefinition[];
}

/** Topological layers of agents; dependencies on agents that are not among them do not hold anybody back. */
export function startOrder(agents: readonly AgentDefinition[]): StartOrder {
  const present = new Set(agents.map((agent) => agent.name.value));
  const done = new Set<string>();
  const layers: AgentDefinition[][] = [];
  let rest = [...agents];
  while (rest.length > 0) {
    const layer = rest.filter((agent) =>
      agent.dependencies.every(({ value }) => !present.has(value) || done.has(value)),
    );
    if (layer.length === 0) break;
    layer.forEach((agent) => done.add(agent.name.value));
    layers.push(layer);
    rest = rest.filter((agent) => !layer.includes(agent));
  }
  return { layers, blocked: rest };
}

/** Required agents that wait for one whose failure is allowed. */
export function findOptionalDependencies(definition: StackDefinition): DependencyEdge[] {
  const optional = new Set(definition.agents.filter((agent) => !isRequired(agent)).map((agent) => agent.name.value));
  return definition.agents
    .filter(isRequired)
    .flatMap((agent) =>
      agent.dependencies.flatMap((dependency) =>
        optional.has(dependency.value) ? [{ definition, agent, dependency }] : [],
      ),
    );
}

function isRequired(agent: AgentDefinition): boolean {
  const value = agent.required?.value;
  return value === undefined || value.kind === 'expression' || value.required;
}

/** Is the agent only known to another machine's file? */
export function isOnOtherMachine(unknown: UnknownDependency): boolean {
  const own = unknown.definition.machine;
  return unknown.elsewhere.some(
    ({ definition }) => definition.machine !== null && own !== null && !sameMachine(definition.machine, own),
  );
}
