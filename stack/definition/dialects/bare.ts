import { agentEvidence } from '../agent-evidence';
import { field, readAgent } from '../agent-entry';
import type { AgentDefinition } from '../model';
import type { ReadContext } from '../read-context';
import type { YamlMap } from '../yaml/tree';
import { locatedKey } from './entries';

/**
 * Agents by name with nothing around them: `Registry: {script_path: …, port: …}` at top level. Two of them with a script and a
 * port are needed: jobs of a pipeline have scripts, too.
 */
export function readBare(root: YamlMap, context: ReadContext): AgentDefinition[] {
  const entries = root.entries.filter(
    ({ value }) => value.kind === 'map' && agentEvidence(value) === 'strong' && field(value, 'port') !== undefined,
  );
  if (entries.length < 2) return [];
  return root.entries.flatMap((entry) => {
    if (entry.value.kind !== 'map' || agentEvidence(entry.value) !== 'strong') return [];
    const agent = readAgent(
      entry.value,
      { name: locatedKey(entry, context), group: null, range: entry.range },
      context,
    );
    return agent ? [agent] : [];
  });
}
