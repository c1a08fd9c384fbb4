import { agentEvidence } from './agent-evidence';

import type { DefinitionProblem } from './model';
import type { ProblemSink } from './problems';
import { isNull, type YamlEntry, type YamlMap, type YamlNode } from './yaml/tree';

/** More repeated keys than this in one map have one cause (an entry whose name slipped, a file appended to itself). */
const MANY = 2;

/** Finds keys repeated in a map: the last one wins, and what the earlier ones held is silently lost. */
export function reportDuplicateKeys(root: YamlNode, problems: ProblemSink): void {
  const visited = new Set<number>();
  const visit = (node: YamlNode): void => {
    if (node.kind === 'list') node.items.forEach(visit);
    if (node.kind !== 'map' || visited.has(node.range.start)) return;
    visited.add(node.range.start);
    reportMap(node, problems);
    for (const entry of node.entries) visit(entry.value);
  };
  visit(root);
}

function reportMap(map: YamlMap, problems: ProblemSink): void {
  const byKey = new Map<string, YamlEntry[]>();
  for (const entry of map.entries) {
    if (entry.merged) continue;
    const same = byKey.get(entry.key);
    if (same) same.push(entry);
    else byKey.set(entry.key, [entry]);
  }
  const repeated = [...byKey.values()].filter((entries) => entries.length > 1);
  const slipped = repeated.length > 0 ? slippedName(map, repeated) : null;
  if (slipped) {
    problems.add(slipped);
    return;
  }
  const found = repeated.map(describe);
  if (found.length <= MANY) {
    found.forEach((problem) => problems.add(problem));
    return;
  }
  const times = repeated.reduce((sum, entries) => sum + entries.length - 1, 0);
  const [first] = found;
  problems.add({
    ...first!,
    message: `${found.length} keys of this map are repeated (${times} entries), beginning with "${first!.subject}": only the last of each counts, the others are silently lost.`,
    related: found
      .slice(0, 20)
      .map((problem) => ({ message: `"${problem.subject}" is repeated here.`, range: problem.range })),
  });
}

/**
 * `B:` in the column of the keys of `A`, its own keys behind it: YAML reads one entry in which B's keys replace A's, and B is
 * empty.
 */
function slippedName(map: YamlMap, repeated: readonly (readonly YamlEntry[])[]): DefinitionProblem | null {
  const again = repeated.map((entries) => entries[entries.length - 1]!);
  const at = Math.min(...again.map((entry) => map.entries.indexOf(entry)));
  const name = map.entries[at - 1];
  if (!name || !isNull(name.value) || !again.some((entry) => entry.key === 'script_path' || repeated.length > 1))
    return null;
  return {
    kind: 'duplicate-key',
    range: name.keyRange,
    subject: name.key,
    subjectKind: 'key',
    message: `"${name.key}" is indented like the keys behind it: they do not belong to it, but replace those of the entry above (${again.map((entry) => entry.key).join(', ')}).`,
    related: again.map((entry) => ({ message: `"${entry.key}" replaces the one above.`, range: entry.keyRange })),
  };
}

function describe(entries: readonly YamlEntry[]): DefinitionProblem {
  const last = entries[entries.length - 1]!;
  const dropped = entries.slice(0, -1);
  const kept = new Set(agentsBelow(last));
  const lost = [...new Set(dropped.flatMap(agentsBelow))].filter((name) => !kept.has(name));
  const isAgent = entries.some((entry) => entry.value.kind === 'map' && agentEvidence(entry.value) !== 'none');
  const what = isAgent ? 'Agent' : lost.length > 0 || kept.size > 0 ? 'Group' : 'Key';
  const effect =
    lost.length > 0
      ? `${lost.length === 1 ? 'agent' : `${lost.length} agents`} silently lost: ${lost.slice(0, 8).join(', ')}${lost.length > 8 ? ', …' : ''}`
      : 'only the last one counts, the others are silently lost';
  return {
    kind: 'duplicate-key',
    severity: isAgent || lost.length > 0 ? 'error' : 'warning',
    range: last.keyRange,
    subject: last.key,
    subjectKind: what.toLowerCase() as 'agent' | 'group' | 'key',
    message: `${what} "${last.key}" is repeated: ${effect}.`,
    related: dropped
      .slice(-20)
      .map((entry) => ({ message: `"${last.key}" stands here first, and is lost.`, range: entry.keyRange })),
  };
}

/** Names of the agents directly below a group. */
function agentsBelow(entry: YamlEntry): string[] {
  if (entry.value.kind === 'list') {
    return entry.value.items.flatMap((item) => {
      if (item.kind !== 'map' || agentEvidence(item) === 'none') return [];
      const name = item.entries.find((child) => child.key === 'name')?.value;
      return name?.kind === 'scalar' ? [name.text] : [];
    });
  }
  if (entry.value.kind !== 'map') return [];
  return entry.value.entries.flatMap((child) =>
    child.value.kind === 'map' && agentEvidence(child.value) === 'strong' ? [child.key] : [],
  );
}
