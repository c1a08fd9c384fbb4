import { dirname } from 'node:path';
import type { AgentDefinition, StackDefinition } from '../definition/model';
import { ModelCatalogue } from '../definition/models/catalogue';
import type { PlannedAgent } from '../plan/launch-plan';
import { findPolicy } from '../policy/find-policy';
import { findManifests } from './find-manifests';
import { asksForModels, needsOf } from './needs';

/** GPU memory in MiB that the models of an agent declare together in their manifest; null where none of them does. */
export function modelMemoryMb(agent: AgentDefinition, catalogue: ModelCatalogue): number | null {
  const declared = needsOf(agent, catalogue).models.flatMap(({ vramMb }) => vramMb?.value ?? []);
  return declared.length === 0 ? null : declared.reduce((sum, one) => sum + one, 0);
}

/** The agents, each with the GPU memory that its entry or else its models declare. Reads manifests where an agent asks for models at all. */
export async function withModelMemory(
  agents: readonly PlannedAgent[],
  definition: Pick<StackDefinition, 'file'>,
  projectRoot: string,
): Promise<readonly PlannedAgent[]> {
  if (!agents.some((agent) => agent.vramMb === null && asksForModels(agent.definition))) return agents;
  const startupFile = definition.file;
  const { policy } = await findPolicy(dirname(startupFile));
  const { manifests } = await findManifests({ startupFile, projectRoot, manifest: policy.models.manifest });
  const catalogue = new ModelCatalogue(manifests);
  return agents.map((agent) =>
    agent.vramMb === null ? { ...agent, vramMb: modelMemoryMb(agent.definition, catalogue) } : agent,
  );
}
