import { isKept } from '@agent-preflight/stack/definition/analysis/companions';
import type { Configuration } from '../configuration/configuration';
import { dottedName } from './class-index';
import type { ModuleSummary } from './module-summary';
import type { BaseAgent } from './project-facts';

const USUAL_NAMES = ['BaseAgent', 'AgentBase', 'BaseService', 'Agent'];

/**
 * The project's base agent: the configured one, or the class with a usual name that most classes inherit from. The module is the one its
 * subclasses import it from, since only they know the import root.
 */
export function findBaseAgent(modules: readonly ModuleSummary[], configuration: Configuration): BaseAgent | null {
  const configured = configuration.baseAgent;
  if (configured !== null) return locate(modules, configured.class, configured.module);
  for (const name of USUAL_NAMES) {
    const inherited = modules.some((module) =>
      module.classes.some((summary) => summary.bases.some((base) => lastPart(base) === name)),
    );
    const defined = modules.some((module) => module.classes.some((summary) => summary.name === name));
    // A bare "Agent" is also what half the frameworks call their client: it takes a definition and heirs to count.
    if (name === 'BaseAgent' ? inherited || defined : inherited && defined) return locate(modules, name, null);
  }
  return null;
}

function locate(modules: readonly ModuleSummary[], className: string, configuredModule: string | null): BaseAgent {
  const votes = new Map<string, number>();
  for (const module of modules) {
    const path = module.imports[className];
    if (path === undefined || path.startsWith('.')) continue;
    const from = path.slice(0, -className.length - 1);
    if (path.endsWith(`.${className}`)) votes.set(from, (votes.get(from) ?? 0) + 1);
  }
  const [popular] = [...votes].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const importedFrom = configuredModule ?? popular?.[0] ?? null;
  const all = modules.filter((module) => module.classes.some((summary) => summary.name === className));
  const current = all.filter((module) => !isKept(module.path));
  // A copy in a backup folder is what the class used to be.
  const definers = current.length > 0 ? current : all;
  const file =
    definers.find((module) => importedFrom !== null && `.${dottedName(module.path)}`.endsWith(`.${importedFrom}`)) ??
    definers[0] ??
    null;
  return {
    className,
    module: importedFrom ?? (file === null ? null : dottedName(file.path)),
    path: file?.path ?? null,
  };
}

function lastPart(dotted: string): string {
  return dotted.slice(dotted.lastIndexOf('.') + 1);
}
