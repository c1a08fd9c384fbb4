import { membersOf, isAgentList } from './entries';
import type { DialectReader } from './dialect';
import { GroupReader } from './nested';

/** `agents: {group: {description, agents: [{name, …}]}}`: groups that describe themselves and list their agents. */
export const readGroupedList: DialectReader = (entry, _shape, context) => {
  const { value, key } = entry;
  if (value.kind !== 'map' || key === 'container_groups') return null;
  const describesGroups = value.entries.some(({ value: group }) => {
    const members = group.kind === 'map' ? membersOf(group)?.value : undefined;
    return members?.kind === 'list' && isAgentList(members, 'agents');
  });
  if (!describesGroups) return null;
  const reader = new GroupReader(context);
  reader.container(value, false);
  reader.reportMisplaced(key);
  return { dialect: 'grouped-list', agents: reader.agents };
};
