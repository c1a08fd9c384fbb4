import { agentEvidence } from '../agent-evidence';
import { readAgent } from '../agent-entry';
import type { AgentDefinition } from '../model';
import type { ReadContext } from '../read-context';
import type { Located } from '../text-range';
import { entryOf, isNull, type YamlEntry, type YamlList, type YamlMap } from '../yaml/tree';

/** Top-level keys that configure the whole, never hold agents. */
const SETTINGS =
  /^(?:global_settings|settings|environment|env|network|resource_limits|volumes|health_checks?|logging|monitoring|metadata|hybrid_\w+|models?|secrets|defaults)$/;
/** Keys under which agents are expected, so that weak evidence is enough. */
const AGENT_CONTAINER = /(?:^|_)(?:agents?|agent_groups|services|workers)$/;

export function holdsSettings(key: string): boolean {
  return SETTINGS.test(key);
}

export function namesAgents(key: string): boolean {
  return AGENT_CONTAINER.test(key);
}

export function locatedKey(entry: YamlEntry, context: ReadContext): Located<string> {
  return { value: entry.key, file: context.file, range: entry.keyRange };
}

/** `[{name: A, …}, …]` with at least one item that must be an agent, or may be one where agents are expected. */
export function isAgentList(list: YamlList, key: string): boolean {
  let named = false;
  for (const item of list.items) {
    if (item.kind !== 'map') continue;
    const evidence = agentEvidence(keyedItem(item)?.map ?? item);
    if (evidence === 'strong') return true;
    if (evidence === 'weak' && namesAgents(key) && entryOf(item, 'name', 'agent_name', 'id')) named = true;
  }
  return named;
}

export function readAgentList(list: YamlList, group: Located<string> | null, context: ReadContext): AgentDefinition[] {
  return list.items.flatMap((item) => {
    if (item.kind !== 'map') return [];
    const keyed = keyedItem(item);
    const name = keyed ? locatedKey(keyed.entry, context) : null;
    const agent = readAgent(keyed?.map ?? item, { name, group, range: item.range }, context);
    return agent ? [agent] : [];
  });
}

/** `- A: {script_path: …}`: the name as the only key of a list's item. */
function keyedItem(item: YamlMap): { readonly entry: YamlEntry; readonly map: YamlMap } | null {
  const [entry, ...others] = item.entries;
  return entry?.value.kind === 'map' && others.length === 0 ? { entry, map: entry.value } : null;
}

/** Bare names: `[A, B]`. */
export function isNameList(list: YamlList): boolean {
  return (
    list.items.length > 0 &&
    list.items.every((item) => item.kind === 'scalar' && (isNull(item) || isAgentName(item.text)))
  );
}

export function isAgentName(text: string): boolean {
  return /^[A-Za-z_][\w.-]{0,119}$/.test(text);
}

/** `{description: …, agents: […]}`: the member list of a group that describes itself. */
export function membersOf(map: YamlMap): YamlEntry | undefined {
  const members = entryOf(map, 'agents', 'services', 'members');
  return members && (members.value.kind === 'list' || members.value.kind === 'map' || isNull(members.value))
    ? members
    : undefined;
}
