import type { Call, ClassDefinition, CodeModel, FunctionDefinition } from '../../languages/code-model';
import type { ClassContract } from '../../project/class-contract';
import type { ClassReference } from '../../project/class-index';
import type { ProjectView } from '../../project/project-view';

/** A class that inherits from the base agent, with what its bases ask of it. */
export interface Heir {
  readonly definition: ClassDefinition;
  readonly constructor: FunctionDefinition | null;
  /** The calls of the base's constructor, mostly one. */
  readonly superCalls: readonly Call[];
  /** The contract of the constructor that is called; null when its source is not known. */
  readonly parent: ClassContract | null;
  /** The base agent's own contract. */
  readonly base: ClassContract;
}

/** The heirs of the project's base agent in a file; empty when the base agent's source is not known. */
export function heirsIn(code: CodeModel, project: ProjectView, path: string): Heir[] {
  const agent = project.baseAgent;
  if (agent === null || agent.path === null || agent.path === path) return [];
  const base = project.classes.module(agent.path)?.contracts[agent.className];
  const module = project.classes.module(path);
  if (base === undefined || module === null) return [];
  return code.classes.flatMap((definition): Heir[] => {
    const summary = module.classes.find(
      ({ name, nameRange }) => name === definition.name && nameRange.start === definition.nameNode.start,
    );
    if (summary === undefined) return [];
    const reference: ClassReference = { module, summary };
    if (project.classes.descendsFrom(reference, agent.className) !== 'yes') return [];
    const constructor = definition.methods.find(({ name }) => name === '__init__') ?? null;
    const ancestors = project.classes.ancestors(reference);
    const parent = ancestors[0];
    return [
      {
        definition,
        constructor,
        superCalls: constructor === null ? [] : superCalls(code, constructor),
        parent: parent === undefined ? null : constructorContract([parent, ...ancestors.slice(1)]),
        base,
      },
    ];
  });
}

/** The contract of the nearest class that has a constructor of its own; null when one on the way is not known. */
function constructorContract(ancestors: readonly ClassReference[]): ClassContract | null {
  for (const { module, summary } of ancestors) {
    const contract = module.contracts[summary.name];
    if (contract === undefined) return null;
    if (contract.methods['__init__'] !== undefined) return contract;
  }
  return null;
}

/** `super().__init__(…)` and `Base.__init__(self, …)` in a constructor. */
function superCalls(code: CodeModel, constructor: FunctionDefinition): Call[] {
  const { start, end } = constructor.node;
  return code.calls.filter((call) => {
    if (call.name !== '__init__' || call.receiver === null || call.node.start < start || call.node.end > end)
      return false;
    return /^super\(/.test(code.textOf(call.receiver));
  });
}
