import type { AgentDefinition } from './model';
import { foldName } from './edit-distance';
import { entryOf, type YamlMap } from './yaml/tree';

/** Words that name a machine rather than a part of the system; the general ones only with a number. */
const MACHINE_NAME =
  /^(?:main[_-]?pc|pc[_-]?\d+|(?:node|machine|host|server|worker|gpu|edge|rig|box|vm|laptop|desktop|jetson|pi|rpi|workstation)[_-]?\d+|jetson|laptop|workstation|raspberry[_-]?pi|dgx\w*)$/i;
const CODE_FOLDER = /^(\w+?)_code$/i;

export function isMachineName(text: string): boolean {
  return MACHINE_NAME.test(text);
}

/** Two spellings of one machine: `main_pc`, `MainPC` and `mainpc`. */
export function sameMachine(a: string, b: string): boolean {
  return foldName(a) === foldName(b);
}

/**
 * The machine a startup file starts: by its own word (`machine: pc2`), by a folder (`pc2_code/`, `machines/pc2/`), by its file
 * name (`pc2_startup.yaml`, `startup.pc2.yaml`) or by its only list of agents (`pc2_services:`). Null where nothing says so.
 */
export function machineOf(file: string, root: YamlMap | null, groups: readonly string[]): string | null {
  return (root && ownWord(root)) ?? fromPath(file) ?? fromGroups(groups);
}

function ownWord(root: YamlMap): string | null {
  const places: (YamlMap | null)[] = [root];
  for (const key of ['global_settings', 'settings', 'metadata']) {
    const value = entryOf(root, key)?.value;
    if (value?.kind === 'map') places.push(value);
  }
  for (const place of places) {
    const value = place && entryOf(place, 'machine', 'machine_id', 'machine_name', 'machine_type')?.value;
    if (value?.kind === 'scalar' && /^[\w.-]{1,80}$/.test(value.text)) return value.text;
  }
  return null;
}

function fromPath(file: string): string | null {
  const parts = file.replace(/[?#].*$/, '').split(/[\\/]/);
  const basename = parts.pop() ?? '';
  for (const folder of parts.reverse()) {
    const code = CODE_FOLDER.exec(folder)?.[1];
    if (code) return code;
    if (MACHINE_NAME.test(folder)) return folder;
  }
  const words = basename
    .replace(/\.ya?ml$/i, '')
    .split(/[.\s-]|_(?=startup|config|agents|services)|(?<=startup|config|agents|services)_/i);
  return words.find((word) => MACHINE_NAME.test(word)) ?? null;
}

/** The machine that a group's name speaks of: `pc2_services`, `main_pc_agents`. */
export function machineOfGroup(group: string): string | null {
  const prefix = /^(.+?)_(?:\w+_)?(?:services|agents|nodes|workers)$/.exec(group)?.[1];
  return prefix && MACHINE_NAME.test(prefix) ? prefix : null;
}

function fromGroups(groups: readonly string[]): string | null {
  if (groups.length === 0) return null;
  const [first, ...others] = groups.map(machineOfGroup);
  return first && others.every((other) => other !== null && sameMachine(first, other)) ? first : null;
}

/**
 * Which machines start which agents, where one file serves several: `machine:` of an agent, `machine_profiles: {pc2:
 * {enabled_groups: […]}}`, or groups named after different machines.
 */
export function assignMachines(
  agents: readonly AgentDefinition[],
  root: YamlMap,
  machine: string | null,
): readonly AgentDefinition[] {
  const byGroup = profiles(root);
  return agents.map((agent) => {
    if (agent.machines && agent.machines.length > 0) return agent;
    const group = agent.group?.value;
    const fromProfile = group !== undefined ? byGroup.get(group) : undefined;
    if (fromProfile) return { ...agent, machines: fromProfile };
    const own = machine === null && group !== undefined ? machineOfGroup(group) : null;
    return own === null ? agent : { ...agent, machines: [own] };
  });
}

function profiles(root: YamlMap): Map<string, string[]> {
  const byGroup = new Map<string, string[]>();
  const value = entryOf(root, 'machine_profiles', 'machines')?.value;
  if (value?.kind !== 'map') return byGroup;
  for (const profile of value.entries) {
    const groups =
      profile.value.kind === 'map'
        ? entryOf(profile.value, 'enabled_groups', 'groups', 'agent_groups')?.value
        : undefined;
    if (groups?.kind !== 'list') continue;
    for (const group of groups.items) {
      if (group.kind === 'scalar') byGroup.set(group.text, [...(byGroup.get(group.text) ?? []), profile.key]);
    }
  }
  return byGroup;
}
