import type { AgentDefinition } from '../model';
import type { ReadContext } from '../read-context';
import type { Located } from '../text-range';
import { isNull, type YamlList, type YamlMap } from '../yaml/tree';
import { holdsSettings, isNameList, locatedKey, membersOf, namesAgents } from './entries';

/**
 * A file that only groups names: `core_services: [A, B]`, or `{group: {description, agents: [A, B]}}`. Read only where no
 * agent is declared in full: beside such agents, lists of names refer to them.
 */
export function readNames(root: YamlMap, context: ReadContext): AgentDefinition[] {
  const agents: AgentDefinition[] = [];
  for (const entry of root.entries) {
    if (holdsSettings(entry.key)) continue;
    if (entry.value.kind === 'list' && isNameList(entry.value) && groupsNames(entry.key)) {
      agents.push(...named(entry.value, entry.key === 'agents' ? null : locatedKey(entry, context), context));
    } else if (entry.value.kind === 'map') {
      for (const group of entry.value.entries) {
        const members = group.value.kind === 'map' ? membersOf(group.value)?.value : undefined;
        if (members?.kind === 'list' && isNameList(members))
          agents.push(...named(members, locatedKey(group, context), context));
      }
    }
  }
  return agents;
}

/** `core_services`, `memory_system`, `language_processing`, `agents`: but not `tags` or `deployment_order`. */
function groupsNames(key: string): boolean {
  return (
    namesAgents(key) ||
    /_(?:system|processing|interface|pipeline|group|core|stack|gpu|infra|infrastructure|agents)$/.test(key)
  );
}

function named(list: YamlList, group: Located<string> | null, context: ReadContext): AgentDefinition[] {
  return list.items.flatMap((item) => {
    if (item.kind !== 'scalar' || isNull(item)) return [];
    return [
      {
        name: { value: item.text, file: context.file, range: item.range },
        group,
        range: item.outer,
        script: null,
        module: null,
        port: null,
        healthPort: null,
        nestedPorts: [],
        host: null,
        required: null,
        enabled: true,
        dependencies: [],
        dependenciesRange: null,
        environment: [],
        args: [],
        gpu: null,
        vramMb: null,
        probe: null,
        stopSignal: null,
        graceSeconds: null,
        restart: null,
      },
    ];
  });
}
