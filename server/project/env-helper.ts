import type { Configuration } from '../configuration/configuration';
import { dottedName } from './class-index';
import type { ModuleSummary } from './module-summary';
import type { EnvHelper } from './project-facts';

/** `get_env(name, default=None)` and its cousins; a helper that takes anything else is not what a fix can call. */
const HELPER_NAME = /^(get_env|getenv|env|env_str|get_env_var|env_var)$/;

/** The project's own function for environment lookups: configured, or the one that most files import. */
export function findEnvHelper(modules: readonly ModuleSummary[], configuration: Configuration): EnvHelper | null {
  if (configuration.envHelper !== null) return configuration.envHelper;
  const candidates = modules.flatMap((module) =>
    Object.entries(module.functions)
      .filter(([name, parameters]) => HELPER_NAME.test(name) && acceptsDefault(parameters))
      .map(([name]) => ({ name, module: dottedName(module.path) })),
  );
  let best: { helper: EnvHelper; uses: number } | null = null;
  for (const candidate of candidates) {
    const importedFrom = new Map<string, number>();
    for (const module of modules) {
      const path = module.imports[candidate.name];
      if (path === undefined || !path.endsWith(`.${candidate.name}`)) continue;
      const from = path.slice(0, -candidate.name.length - 1);
      if (`.${candidate.module}`.endsWith(`.${from}`)) importedFrom.set(from, (importedFrom.get(from) ?? 0) + 1);
    }
    for (const [from, uses] of importedFrom) {
      if (best === null || uses > best.uses) best = { helper: { name: candidate.name, module: from }, uses };
    }
  }
  return best?.helper ?? null;
}

/** At least two parameters, the second with a default: `name, default=None`. */
function acceptsDefault(parameters: string): boolean {
  const [first, second] = parameters.split(',');
  return (
    first !== undefined &&
    !first.includes('=') &&
    second !== undefined &&
    (second.includes('=') || /\bdefault\b/.test(second))
  );
}
