import type { Configuration } from '../configuration/configuration';
import { findBaseAgent } from './base-agent';
import { findEnvHelper } from './env-helper';
import { FACT_NAMES } from './facts/fact-names';
import type { FileFacts } from './file-facts';
import type { GatheredFacts, ProjectFacts } from './project-facts';

/** Puts the facts of all files together. `files` lists every path below the root, also those without facts. */
export function buildProject(
  rootUri: string,
  files: readonly string[],
  facts: Iterable<FileFacts>,
  configuration: Configuration,
): ProjectFacts {
  const gathered = gather(facts);
  return {
    rootUri,
    files,
    baseAgent: findBaseAgent(gathered.modules, configuration),
    envHelper: findEnvHelper(gathered.modules, configuration),
    ...gathered,
  };
}

function gather(facts: Iterable<FileFacts>): GatheredFacts {
  const lists = Object.fromEntries(FACT_NAMES.map((name): [string, unknown[]] => [name, []]));
  for (const file of facts) {
    for (const name of FACT_NAMES) {
      const said = file[name];
      if (said !== undefined) lists[name]?.push(said);
    }
  }
  // Each list holds what its own provider read.
  return lists as unknown as GatheredFacts;
}
