import type { StackDefinition } from '@agent-preflight/stack/definition/model';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { YamlModel } from '../../../languages/yaml/yaml-model';

const CHOOSES =
  /(^|_)(backend|storage|store|persistence|persist_to|database|db|vector_?store|vector_?db|repository|checkpointer|sqlite|qdrant)(_?(type|backend|kind|driver|engine|provider|path|file|url|uri|location|mode))?$/i;
const IN_MEMORY =
  /^(:memory:|in[-_ ]?memory|memory|ephemeral|mem|sqlite:\/\/(\/:memory:)?|sqlite\+\w+:\/\/(\/:memory:)?|memory:\/\/.*)$/i;
const FOR_A_WHILE = /cache|session|rate|queue|broker|bus|test|mock|metric|lock|temp|tmp|limiter|telemetry|result/i;

/** A setting that chooses a store in memory. */
export interface StoreSetting {
  /** The value. */
  readonly range: TextRange;
  /** The setting with the section it stands in. */
  readonly name: string;
  readonly key: string;
  /** The agent or section that the store belongs to. */
  readonly owner: string;
}

/** Startup entries (settings and environment) that choose a store in memory. */
export function storesInSettings(yaml: YamlModel, definition: StackDefinition): StoreSetting[] {
  const found = yaml.scalars.flatMap(({ path, key, value, range }) => {
    if (!CHOOSES.test(key) || !IN_MEMORY.test(value.trim())) return [];
    // `memory` is also a size, a topic and a name.
    if (path.some((part) => typeof part === 'string' && FOR_A_WHILE.test(part))) return [];
    const section = path.slice(0, -1).findLast((part) => typeof part === 'string');
    const name = section === undefined ? key : `${section}.${key}`;
    return [{ range, name, key, owner: ownerOf(definition, range) ?? `${section ?? ''}` }];
  });
  const known = new Set(found.map(({ range }) => range.start));
  const variables = definition.agents.flatMap((agent) =>
    agent.environment.flatMap(({ name, value }) =>
      CHOOSES.test(name.value) &&
      IN_MEMORY.test(value.value.trim()) &&
      !FOR_A_WHILE.test(name.value) &&
      !known.has(value.range.start)
        ? [{ range: value.range, name: name.value, key: name.value, owner: agent.name.value }]
        : [],
    ),
  );
  return [...found, ...variables];
}

function ownerOf({ agents }: StackDefinition, { start }: TextRange): string | null {
  return agents.find(({ range }) => range.start <= start && start < range.end)?.name.value ?? null;
}
