import { agentEvidence } from '../agent-evidence';
import { headOf, readAgent } from '../agent-entry';
import type { AgentDefinition } from '../model';
import type { ReadContext } from '../read-context';
import type { Located, TextRange } from '../text-range';
import type { YamlEntry, YamlMap } from '../yaml/tree';
import type { DialectReader } from './dialect';
import { holdsSettings, isAgentList, isNameList, locatedKey, membersOf, namesAgents, readAgentList } from './entries';

/**
 * `agent_groups: {group: {Agent: {script_path, …}}}`, and the same one level flatter: `agents: {Agent: {…}}`. Groups may also
 * be lists, or hold `{description, agents}`.
 */
export const readNested: DialectReader = (entry, _shape, context) => {
  if (entry.value.kind !== 'map' || holdsSettings(entry.key) || !holdsAgents(entry.value, entry.key)) return null;
  const reader = new GroupReader(context);
  reader.container(entry.value, namesAgents(entry.key));
  reader.reportMisplaced(entry.key);
  return { dialect: reader.listed > reader.agents.length / 2 ? 'grouped-list' : 'nested', agents: reader.agents };
};

/** Is there an agent one or two levels below? */
export function holdsAgents(map: YamlMap, key: string): boolean {
  const expected = namesAgents(key);
  return map.entries.some(({ value, key: childKey }) => {
    if (value.kind === 'list') return isAgentList(value, expected ? key : childKey);
    if (value.kind !== 'map') return false;
    if (isAgent(value, expected)) return true;
    const members = membersOf(value);
    if (members?.value.kind === 'list' && isAgentList(members.value, 'agents')) return true;
    const inner = members?.value.kind === 'map' ? members.value : value;
    return inner.entries.some((child) => child.value.kind === 'map' && isAgent(child.value, expected));
  });
}

function isAgent(map: YamlMap, expected: boolean, leastKeys = 2): boolean {
  const evidence = agentEvidence(map);
  return evidence === 'strong' || (evidence === 'weak' && expected && map.entries.length >= leastKeys);
}

interface Misplaced {
  readonly name: string;
  readonly range: TextRange;
  /** It lists the names of agents that are declared elsewhere. */
  readonly namesOnly: boolean;
}

export class GroupReader {
  readonly agents: AgentDefinition[] = [];
  /** Agents that stood in lists. */
  listed = 0;
  private readonly misplaced: Misplaced[] = [];
  private readonly shallow: YamlEntry[] = [];
  private groups = 0;

  constructor(private readonly context: ReadContext) {}

  container(map: YamlMap, expected: boolean): void {
    // Beside full agents an entry with nothing but a port is an agent, too; elsewhere it may be anything.
    const hasAgents = map.entries.some(({ value }) => value.kind === 'map' && agentEvidence(value) === 'strong');
    for (const entry of map.entries) {
      const { value } = entry;
      if (value.kind === 'list') {
        if (isAgentList(value, entry.key))
          this.list(readAgentList(value, locatedKey(entry, this.context), this.context));
      } else if (value.kind === 'map') {
        if (isAgent(value, expected && !this.isGroup(value), hasAgents ? 1 : 2)) this.agent(entry, value, null);
        else this.group(entry, value);
      }
    }
  }

  private isGroup(map: YamlMap): boolean {
    return (
      membersOf(map) !== undefined ||
      map.entries.some((child) => child.value.kind === 'map' && agentEvidence(child.value) === 'strong')
    );
  }

  private group(entry: YamlEntry, map: YamlMap): void {
    this.groups++;
    const members = membersOf(map);
    if (members) {
      this.members(entry, members);
      return;
    }
    const group = locatedKey(entry, this.context);
    const strangers: Misplaced[] = [];
    const before = this.agents.length;
    for (const child of map.entries) {
      if (child.value.kind !== 'map') continue;
      const inner = membersOf(child.value);
      if (inner?.value.kind === 'list' && isNameList(inner.value)) {
        strangers.push({ name: child.key, range: child.keyRange, namesOnly: true });
      } else if (this.isGroup(child.value)) {
        this.tooDeep(child, child.value, entry);
      } else if (agentEvidence(child.value) === 'none') {
        strangers.push({ name: child.key, range: child.keyRange, namesOnly: false });
      } else {
        this.agent(child, child.value, group);
      }
    }
    // A whole group of strangers is one stranger: `docker_groups` one level too deep.
    const whole = this.agents.length === before && strangers.length > 0;
    if (!whole) this.misplaced.push(...strangers);
    else
      this.misplaced.push({
        name: entry.key,
        range: entry.keyRange,
        namesOnly: strangers.every((one) => one.namesOnly),
      });
  }

  /** A group inside a group: its agents are read, but a launcher does not see them. */
  private tooDeep(entry: YamlEntry, map: YamlMap, parent: YamlEntry): void {
    const before = this.agents.length;
    for (const child of map.entries) {
      if (child.value.kind === 'map' && agentEvidence(child.value) !== 'none') {
        this.agent(child, child.value, locatedKey(entry, this.context));
      }
    }
    const names = this.agents.slice(before).map((agent) => agent.name.value);
    if (names.length === 0) return;
    this.context.problems.add({
      kind: 'misplaced-entry',
      severity: 'error',
      range: entry.keyRange,
      subject: entry.key,
      subjectKind: 'group',
      message: `Group "${entry.key}" is indented one level too deep, inside "${parent.key}": a launcher takes it for an agent, and ${list(names)} never start${names.length === 1 ? 's' : ''}.`,
      related: [{ message: `"${parent.key}" is a group too.`, range: parent.keyRange }],
    });
  }

  private members(entry: YamlEntry, members: YamlEntry): void {
    const group = locatedKey(entry, this.context);
    const { value } = members;
    if (value.kind === 'list') {
      if (isAgentList(value, 'agents')) this.list(readAgentList(value, group, this.context));
      else if (isNameList(value)) this.misplaced.push({ name: entry.key, range: entry.keyRange, namesOnly: true });
    } else if (value.kind === 'map') {
      for (const child of value.entries) {
        if (child.value.kind === 'map' && agentEvidence(child.value) !== 'none') this.agent(child, child.value, group);
      }
    }
  }

  private list(agents: readonly AgentDefinition[]): void {
    this.agents.push(...agents);
    this.listed += agents.length;
  }

  private agent(entry: YamlEntry, map: YamlMap, group: Located<string> | null): void {
    if (group === null) this.shallow.push(entry);
    const place = { name: locatedKey(entry, this.context), group, range: entry.merged ? headOf(map) : entry.range };
    const agent = readAgent(map, place, this.context);
    if (agent) this.agents.push(agent);
  }

  /** One problem for all entries that are no agents: they have one cause. */
  reportMisplaced(container: string): void {
    if (this.agents.length === 0) return;
    const [first, ...others] = this.misplaced;
    if (first) {
      const what = first.namesOnly
        ? `"${first.name}" only lists names of agents, which are declared elsewhere: it is indented one level too deep, and a launcher takes its entries for agents.`
        : `"${first.name}" stands among the agents and has nothing an agent needs (script, module, port): a launcher takes it for one.`;
      const more =
        others.length === 0 ? '' : ` So are ${others.length} more entries: ${list(others.map((other) => other.name))}.`;
      this.context.problems.add({
        kind: 'misplaced-entry',
        severity: 'warning',
        range: first.range,
        subject: first.name,
        subjectKind: 'group',
        message: what + more,
        related: others.map((other) => ({ message: `"${other.name}" is no agent either.`, range: other.range })),
      });
    }
    // `agents: {A: {…}}` has no groups at all; beside groups an agent is one level too high.
    if (this.shallow.length === 0 || this.groups === 0 || this.groups <= this.misplaced.length) return;
    const [agent, ...more] = this.shallow;
    this.context.problems.add({
      kind: 'misplaced-entry',
      severity: 'warning',
      range: agent!.keyRange,
      subject: agent!.key,
      subjectKind: 'agent',
      message: `Agent "${agent!.key}" stands among the groups of "${container}": a launcher takes it for a group, and its keys for agents.`,
      related: more.map((other) => ({ message: `"${other.key}" too.`, range: other.keyRange })),
    });
  }
}

function list(names: readonly string[]): string {
  return names.length <= 4 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} others`;
}
