import { knownAgentKey, looksLikeModule, looksLikeScript } from './agent-keys';
import { nearestName } from './edit-distance';
import type { YamlMap } from './yaml/tree';

/** Does a map hold what only an agent's entry holds? `weak` evidence (a port, a path) counts where agents are expected. */
export function agentEvidence(map: YamlMap): 'strong' | 'weak' | 'none' {
  let weak = false;
  for (const entry of map.entries) {
    const concept = knownAgentKey(entry.key)?.concept;
    const value = entry.value.kind === 'scalar' ? entry.value.text : '';
    if (concept === 'script') {
      if (knownAgentKey(entry.key)!.key === 'script_path' && entry.value.kind === 'scalar') return 'strong';
      if (looksLikeScript(value)) return 'strong';
    } else if (concept === 'module' && looksLikeModule(value)) {
      return 'strong';
    } else if (concept === 'healthPort' && entry.value.kind === 'scalar') {
      return 'strong';
    } else if (
      concept === 'port' ||
      concept === 'dependencies' ||
      concept === 'required' ||
      concept === 'enabled' ||
      concept === 'command'
    ) {
      weak = true;
    } else if (nearestName(entry.key, ['script_path', 'health_check_port', 'dependencies']) !== null) {
      weak = true;
    }
  }
  return weak ? 'weak' : 'none';
}
