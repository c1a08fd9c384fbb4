import path from 'node:path';
import type { StackDefinition } from '../definition/model';
import type { LaunchPlan } from '../plan/launch-plan';
import { planStack } from '../plan/plan-stack';
import { findProjectRoot } from '../plan/script';
import { findPolicy } from '../policy/find-policy';
import type { AgentProbe } from '../protocol/snapshot';
import { stackPaths } from '../rendezvous/stack-paths';
import { buildHandover } from './build-handover';
import type { Handover } from './handover';
import { modelsOf } from './models-of';

export interface PlanHandoverOptions {
  /** What the export is called; worked out from the project when absent. */
  readonly name?: string | undefined;
  readonly profiles: readonly string[];
  /** Further folders that agents write to, relative to the project's root. */
  readonly writable?: readonly string[];
  /** What answered for the agents while they ran, by name. */
  readonly learned?: ReadonlyMap<string, AgentProbe>;
  readonly environment: NodeJS.ProcessEnv;
}

export interface PlannedHandover {
  readonly plan: LaunchPlan;
  readonly handover: Handover;
}

/** What is handed over of a startup file that was read, with the plan it is made from. Reads the project's policy and model manifests. */
export async function planHandover(
  definition: StackDefinition,
  startupFile: string,
  options: PlanHandoverOptions,
): Promise<PlannedHandover> {
  const environment = { ...options.environment };
  // As the launcher knows it.
  const { file } = stackPaths(startupFile, environment);
  const scripts = definition.agents.flatMap((agent) => agent.script?.value ?? []);
  const projectRoot = findProjectRoot(file, scripts);
  const { policy } = await findPolicy(path.dirname(file));
  const plan = planStack({ ...definition, file }, { projectRoot, environment, policy, profiles: options.profiles });
  const models = await modelsOf(plan, policy, environment);
  const handover = buildHandover(definition, plan, {
    policy,
    models,
    environment,
    writable: options.writable ?? [],
    learned: options.learned ?? new Map(),
    ...(options.name === undefined ? {} : { name: options.name }),
  });
  return { plan, handover };
}
