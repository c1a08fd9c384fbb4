import { entryOf } from '../yaml/tree';
import type { DialectReader } from './dialect';
import { holdsSettings, isAgentList, locatedKey, readAgentList } from './entries';

/**
 * `pc2_services: [{name, script_path, …}]`, one list or many at top level, each a group; `dependencies:` may be such a list
 * too. A lone `agents:` list is no group.
 */
export const readFlat: DialectReader = (entry, shape, context) => {
  const { value, key } = entry;
  if (value.kind !== 'list' || holdsSettings(key) || !isAgentList(value, key)) return null;
  const group = key === 'agents' || key === 'services' ? null : locatedKey(entry, context);
  const hasTopology = entryOf(shape.root, 'topology', 'job') !== undefined;
  const dialect = hasTopology ? 'topology' : key === 'agents' ? 'grouped-list' : 'flat';
  return { dialect, agents: readAgentList(value, group, context) };
};
