import { entryOf } from '../yaml/tree';
import type { DialectReader } from './dialect';
import { holdsSettings, isAgentList, locatedKey, membersOf, readAgentList } from './entries';

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

/** `layers: [{name: core, agents: [{name, …}]}, …]`: a list of groups. */
export const readGroupList: DialectReader = (entry, _shape, context) => {
  if (entry.value.kind !== 'list' || holdsSettings(entry.key)) return null;
  const agents = entry.value.items.flatMap((item) => {
    const members = item.kind === 'map' ? membersOf(item)?.value : undefined;
    if (item.kind !== 'map' || members?.kind !== 'list' || !isAgentList(members, 'agents')) return [];
    const name = entryOf(item, 'name', 'id', 'group')?.value;
    const group = name?.kind === 'scalar' ? { value: name.text, file: context.file, range: name.range } : null;
    return readAgentList(members, group, context);
  });
  return agents.length > 0 ? { dialect: 'grouped-list', agents } : null;
};
