import { entryOf } from '../yaml/tree';
import type { DialectReader } from './dialect';
import { isAgentList, readAgentList } from './entries';
import { GroupReader, holdsAgents } from './nested';

/**
 * `job: {agents: [{name, module: pkg.agents.tts, …}], topology: …}`. Edges of a topology say who talks to whom, not who must
 * be up first: they are no dependencies.
 */
export const readTopology: DialectReader = (entry, shape, context) => {
  if (
    entry.value.kind !== 'map' ||
    !/^(?:job|system|stack|pipeline|workflow|deployment|project|application)$/.test(entry.key)
  )
    return null;
  const agents = entryOf(entry.value, 'agents', 'agent_groups', 'services');
  if (!agents) return null;
  const hasTopology = (entryOf(entry.value, 'topology') ?? entryOf(shape.root, 'topology')) !== undefined;
  if (agents.value.kind === 'list' && isAgentList(agents.value, 'agents')) {
    const dialect = hasTopology || entry.key === 'job' ? 'topology' : 'grouped-list';
    return { dialect, agents: readAgentList(agents.value, null, context) };
  }
  if (agents.value.kind === 'map' && holdsAgents(agents.value, agents.key)) {
    const reader = new GroupReader(context);
    reader.container(agents.value, true);
    reader.reportMisplaced(agents.key);
    return { dialect: hasTopology ? 'topology' : 'nested', agents: reader.agents };
  }
  return null;
};
