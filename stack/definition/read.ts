import { readEnvironment } from './agent-values';
import { readContainerGroups } from './dialects/container-groups';
import type { DialectReader, DialectReading } from './dialects/dialect';
import { readFlat } from './dialects/flat';
import { readGroupedList } from './dialects/grouped-list';
import { readNames } from './dialects/names';
import { readNested } from './dialects/nested';
import { readSettings } from './dialects/settings';
import { readTopology } from './dialects/topology';
import { reportDuplicateKeys } from './duplicate-keys';
import { reportIncompleteAgents } from './incomplete-agents';
import { assignMachines, machineOf } from './machine';
import type { AgentDefinition, Dialect, EnvironmentEntry, StackDefinition } from './model';
import { readProbe } from './probe';
import { ProblemSink } from './problems';
import { Spellings, type ReadContext } from './read-context';
import { reportSettingsTypes } from './schema';
import { parseYaml } from './yaml/parse';
import { entryOf, type YamlMap } from './yaml/tree';

/** In the order of how sure they are of themselves; the first that knows a top-level entry reads it. */
const DIALECTS: readonly DialectReader[] = [
  readSettings,
  readFlat,
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
export function readStackDefinition(source: { readonly file: string; readonly text: string }): StackDefinition {
  const parsed = parseYaml(source.text);
  const problems = new ProblemSink();
  const context: ReadContext = { file: source.file, problems, spellings: new Spellings() };
  parsed.problems.forEach((problem) => problems.add(problem));
  const roots = parsed.tree.roots.filter((root): root is YamlMap => root.kind === 'map');
  const readings = roots.flatMap((root) => readRoot(root, context));
  const agents = lastOfEach(readings.flatMap((reading) => reading.agents));
  if (agents.length > 0) {
    for (const root of parsed.tree.roots) reportDuplicateKeys(root, problems);
    for (const root of roots) reportSettingsTypes(root, problems);
    reportIncompleteAgents(agents, problems);
    context.spellings.report(problems);
  }
  const [root = null] = roots;
  const machine = machineOf(source.file, root, groupsOf(agents));
  return {
    file: source.file,
    dialect: mainDialect(readings),
    machine,
    agents: root ? assignMachines(agents, root, machine) : agents,
    environment: roots.flatMap((map) => environmentOf(map, context)),
    probe: root && probeOf(root),
    problems: problems.all(),
  };
}

function readRoot(root: YamlMap, context: ReadContext): DialectReading[] {
  const shape = { root };
  const readings: DialectReading[] = [];
  for (const entry of root.entries) {
    for (const read of DIALECTS) {
      const reading = read(entry, shape, context);
      if (!reading) continue;
      readings.push(reading);
      break;
    }
  }
  if (readings.some((reading) => reading.agents.length > 0)) return readings;
  const names = readNames(root, context);
  return names.length > 0 ? [{ dialect: 'names', agents: names }] : readings;
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

function mapAt(map: YamlMap, key: string): YamlMap[] {
  const value = entryOf(map, key)?.value;
  return value?.kind === 'map' ? [value] : [];
}
