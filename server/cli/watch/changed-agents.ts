import type { LaunchPlan } from '@agent-preflight/stack/plan/launch-plan';
import type { ImportGraph } from '@agent-preflight/stack/sources/import-graph';

/** The files an agent runs, by its name: its script and what that imports of the project. */
export type FilesByAgent = ReadonlyMap<string, readonly string[]>;

export async function filesByAgent(plan: Pick<LaunchPlan, 'agents'>, sources: ImportGraph): Promise<FilesByAgent> {
  sources.refresh();
  const entries = await Promise.all(
    plan.agents.map(async ({ name, script, definition }) => {
      const main = script ?? (definition.module ? await sources.fileOfModule(definition.module.value) : null);
      return [name, main === null ? [] : await sources.filesOf(main)] as const;
    }),
  );
  return new Map(entries);
}

export interface Version {
  readonly plan: Pick<LaunchPlan, 'agents'>;
  readonly files: FilesByAgent;
}

/** Why an agent has to be restarted for what changed: names of files, or `startup file` for its entry there. */
export function reasonsToRestart(
  before: Version,
  after: Version,
  changed: ReadonlySet<string>,
  dotenv: ReadonlySet<string>,
): Map<string, string[]> {
  const reasons = new Map<string, string[]>();
  const prints = new Map(before.plan.agents.map(({ name, fingerprint }) => [name, fingerprint]));
  const variables = [...dotenv].filter((file) => changed.has(file));
  for (const { name, fingerprint } of after.plan.agents) {
    const print = prints.get(name);
    if (print === undefined) continue; // new: started, not restarted
    // What it ran before counts as well: a module that is not imported any more was taken out just now.
    const runs = new Set([...(before.files.get(name) ?? []), ...(after.files.get(name) ?? [])]);
    const own = [...runs].filter((file) => changed.has(file));
    const why = [...(print === fingerprint ? [] : [ENTRY]), ...own, ...variables];
    if (why.length > 0) reasons.set(name, why);
  }
  return reasons;
}

/** Stands for an agent's entry in the startup file. */
export const ENTRY = 'startup file';
