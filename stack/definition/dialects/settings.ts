import { entryOf } from '../yaml/tree';
import type { DialectReader } from './dialect';
import { isAgentList, locatedKey, readAgentList } from './entries';

/** `settings:` beside `core_agents:`, `memory_agents:` …: lists of `{name, script, port, health_port, critical}`. */
export const readSettings: DialectReader = (entry, shape, context) => {
  const { value, key } = entry;
  if (value.kind !== 'list' || !/_agents$/.test(key) || !entryOf(shape.root, 'settings')) return null;
  if (!isAgentList(value, key)) return null;
  return { dialect: 'settings', agents: readAgentList(value, locatedKey(entry, context), context) };
};
