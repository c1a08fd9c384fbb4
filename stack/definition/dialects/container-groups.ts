import type { DialectReader } from './dialect';
import { GroupReader, holdsAgents } from './nested';

/** `container_groups: {group: {description, agents: […]}}`, one container per group, with `deployment_order:` beside it. */
export const readContainerGroups: DialectReader = (entry, _shape, context) => {
  const { value, key } = entry;
  if (value.kind !== 'map' || key !== 'container_groups' || !holdsAgents(value, key)) return null;
  const reader = new GroupReader(context);
  reader.container(value, false);
  reader.reportMisplaced(key);
  return { dialect: 'container-groups', agents: reader.agents };
};
