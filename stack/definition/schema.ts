import type { AgentDefinition } from './model';
import type { ProblemSink } from './problems';
import type { YamlMap } from './yaml/tree';

export function reportSchemaProblems(
  _root: YamlMap,
  _agents: readonly AgentDefinition[],
  _problems: ProblemSink,
): void {}
