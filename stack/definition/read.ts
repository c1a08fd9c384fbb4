import { readEnvironment } from './agent-values';
import { readContainerGroups } from './dialects/container-groups';
import { readBare } from './dialects/bare';
import type { DialectReader, DialectReading, FileShape } from './dialects/dialect';
import { holdsSettings } from './dialects/entries';
import { readFlat, readGroupList } from './dialects/flat';
import { readGroupedList } from './dialects/grouped-list';
import { readNames } from './dialects/names';
import { readNested } from './dialects/nested';
import { readSettings } from './dialects/settings';
import { readTopology } from './dialects/topology';
import { reportDuplicateKeys } from './duplicate-keys';
import { reportIncompleteAgents } from './incomplete-agents';
import { assignMachines, isMachineName, machineOf } from './machine';
import type { AgentDefinition, Dialect, EnvironmentEntry, StackDefinition } from './model';
import { readProbe } from './probe';
import { ProblemSink } from './problems';
import { Spellings, type ReadContext } from './read-context';
import { reportSettingsTypes } from './schema';
import { reportStrayQuotes } from './stray-quotes';
import { resourceLimitsOf } from './resource-limits';
import { threadLimitOf } from './thread-limit';
import { parseYaml } from './yaml/parse';
import { entryOf, type YamlEntry, type YamlMap, type YamlNode } from './yaml/tree';

/** In the order of how sure they are of themselves; the first that knows a top-level entry reads it. */
const DIALECTS: readonly DialectReader[] = [
  readSettings,
  readFlat,
  readGroupList,
  readContainerGroups,
  readTopology,
  readGroupedList,
  readNested,
];

/**
 * Reads a startup file in whichever dialect. Never throws: what cannot be read is left out, and told in `problems`.
 *
 * @param source.file the identifier (URI or path) that every range of the result refers to; its folders may name the machine.
 */
export function readStackDefinition(source: DefinitionSource): StackDefinition {
  // A file is asked for several times in a row: to tell what it is, for the project's facts, for the rules.
  if (latest?.source.file !== source.file || latest.source.text !== source.text)
    latest = { source: { file: source.file, text: source.text }, definition: read(source) };
  return latest.definition;
}

interface DefinitionSource {
  readonly file: string;
  readonly text: string;
}

let latest: { readonly source: DefinitionSource; readonly definition: StackDefinition } | null = null;

function read(source: DefinitionSource): StackDefinition {
  const parsed = parseYaml(source.text);
  const problems = new ProblemSink();
  const context: ReadContext = { file: source.file, problems, spellings: new Spellings() };
  parsed.problems.forEach((problem) => problems.add(problem));
  const roots = parsed.tree.roots.flatMap(asMap);
  const readings = roots.flatMap((root) => readRoot(root, context));
  const agents = lastOfEach(readings.flatMap((reading) => reading.agents));
  if (agents.length > 0) {
    for (const root of parsed.tree.roots) reportDuplicateKeys(root, problems);
    for (const root of roots) reportSettingsTypes(root, problems);
    reportIncompleteAgents(agents, problems);
    reportStrayQuotes(parsed.tree.roots, problems);
    context.spellings.report(problems);
    if (parsed.broken) problems.forgetStructure();
  }
  const [root = null] = roots;
  const machine = machineOf(source.file, root, groupsOf(agents));
  return {
    file: source.file,
    dialect: mainDialect(readings),
    machine,
    agents: root ? assignMachines(agents, root, machine) : agents,
    environment: roots.flatMap((map) => environmentOf(map, context)),
    maxThreads: root && settingOf(root, threadLimitOf),
    limits: root && settingOf(root, resourceLimitsOf),
    probe: root && probeOf(root),
    problems: problems.all(),
  };
}

/** A file that is one list is read like the list of `agents:`. */
function asMap(root: YamlNode): YamlMap[] {
  if (root.kind === 'map') return [root];
  if (root.kind !== 'list') return [];
  const keyRange = { start: root.range.start, end: root.range.start };
  const entry: YamlEntry = { key: 'agents', keyRange, value: root, range: root.range, merged: false };
  return [{ kind: 'map', entries: [entry], range: root.range, flow: false }];
}

function readRoot(root: YamlMap, context: ReadContext): DialectReading[] {
  const readings = readEntries(root.entries, { root }, context, 0);
  if (readings.some((reading) => reading.agents.length > 0)) return readings;
  const bare = readBare(root, context);
  if (bare.length > 0) return [{ dialect: 'nested', agents: bare }];
  const names = readNames(root, context);
  return names.length > 0 ? [{ dialect: 'names', agents: names }] : readings;
}

/** Agents stand at top level, or behind a few keys of wrapping (`system: {machines: {pc2: {agents: …}}}`). */
const MAX_WRAPPING = 3;

function readEntries(
  entries: readonly YamlEntry[],
  shape: FileShape,
  context: ReadContext,
  depth: number,
): DialectReading[] {
  return entries.flatMap((entry) => {
    const { value, key } = entry;
    const inside = (): DialectReading[] =>
      value.kind === 'map' && depth < MAX_WRAPPING && !holdsSettings(key)
        ? readEntries(value.entries, shape, context, depth + 1)
        : [];
    if (/^(?:machines|nodes|hosts)$/.test(key) && value.kind === 'map') {
      return value.entries.flatMap((machine) =>
        machine.value.kind === 'map'
          ? readEntries(machine.value.entries, shape, context, depth + 1).map((reading) =>
              onMachine(reading, machine.key),
            )
          : [],
      );
    }
    if (isMachineName(key)) return inside().map((reading) => onMachine(reading, key));
    for (const read of DIALECTS) {
      const reading = read(entry, shape, context);
      if (reading) return [reading];
    }
    return inside();
  });
}

function onMachine(reading: DialectReading, machine: string): DialectReading {
  return {
    ...reading,
    agents: reading.agents.map((agent) => (agent.machines?.length ? agent : { ...agent, machines: [machine] })),
  };
}

/**
 * An alias shows one entry in two places: the first counts. A repeated key hides the earlier entry of that name in that group:
 * the last counts.
 */
function lastOfEach(agents: readonly AgentDefinition[]): AgentDefinition[] {
  const texts = new Set<number>();
  const kept = new Map<string, AgentDefinition>();
  for (const agent of agents) {
    const { start } = agent.name.range;
    if (texts.has(start)) continue;
    texts.add(start);
    // In a map the entry starts with its name; entries of lists hide nothing.
    const isKeyed = agent.range.start === start;
    kept.set(isKeyed ? `${agent.group?.value ?? ''}\n${agent.name.value}` : `${start}`, agent);
  }
  return [...kept.values()];
}

function groupsOf(agents: readonly AgentDefinition[]): string[] {
  return [...new Set(agents.flatMap((agent) => (agent.group ? [agent.group.value] : [])))];
}

function mainDialect(readings: readonly DialectReading[]): Dialect {
  const counts = new Map<Dialect, number>();
  for (const { dialect, agents } of readings) counts.set(dialect, (counts.get(dialect) ?? 0) + agents.length);
  return [...counts].filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'unknown';
}

/** `environment:` at top level or in `global_settings:`. */
function environmentOf(root: YamlMap, context: ReadContext): EnvironmentEntry[] {
  const places = [root, ...['global_settings', 'settings', 'globals'].flatMap((key) => mapAt(root, key))];
  return places.flatMap((place) => readEnvironment(entryOf(place, 'environment', 'env_vars', 'env'), context));
}

function probeOf(root: YamlMap): StackDefinition['probe'] {
  for (const place of [root, ...mapAt(root, 'global_settings'), ...mapAt(root, 'settings')]) {
    const entry = entryOf(place, 'health_checks', 'health_check', 'healthcheck');
    const probe = entry && readProbe(entry, undefined);
    if (
      probe &&
      (probe.intervalSeconds !== undefined || probe.timeoutSeconds !== undefined || probe.path !== undefined)
    )
      return probe;
  }
  return null;
}

/** What the file says for all agents, at its top or in its settings. */
function settingOf<T>(root: YamlMap, read: (map: YamlMap) => T | null): T | null {
  const places = [root, ...['global_settings', 'settings', 'globals', 'defaults'].flatMap((key) => mapAt(root, key))];
  return places.map(read).find((found) => found !== null) ?? null;
}

function mapAt(map: YamlMap, key: string): YamlMap[] {
  const value = entryOf(map, key)?.value;
  return value?.kind === 'map' ? [value] : [];
}
