import type { ClassDefinition, CodeModel } from '../../languages/code-model';
import { endlessLoops, mainBlock, runsInFramework, servingClasses } from '../../languages/python/agent-shape';
import type { Inheritance } from '../../project/class-index';
import type { ProjectView } from '../../project/project-view';

/** Folders of code that nobody starts any more. */
const RETIRED_FOLDERS =
  /(^|\/)_?(archives?|archived|backups?|deprecated|attic|obsolete|old|trash\w*|_trash[^/]*|_backups?_[^/]*|legacy_code|unused)(\/|$)/i;

export function isArchived(path: string): boolean {
  return RETIRED_FOLDERS.test(path);
}

/** How the classes of a file stand to the base agent: one `yes` is enough for the file. */
export function inheritanceOf(project: ProjectView, path: string, className: string): Inheritance {
  const base = project.baseAgent;
  const module = project.classes.module(path);
  const summary = module?.classes.find(({ name }) => name === className);
  if (base === null || module === null || summary === undefined) return 'no';
  return project.classes.descendsFrom({ module, summary }, base.className);
}

/** True when a class of this file, or one that it imports, descends from the base agent: then the script has its agent. */
export function usesBaseAgent(project: ProjectView, path: string): boolean {
  const base = project.baseAgent;
  const module = project.classes.module(path);
  if (base === null || module === null) return false;
  if (module.classes.some((summary) => project.classes.descendsFrom({ module, summary }, base.className) === 'yes'))
    return true;
  return Object.keys(module.imports).some((name) =>
    project.classes.resolve(module, name).some((reference) => {
      if (reference.summary.name === base.className) return false;
      return project.classes.descendsFrom(reference, base.className) === 'yes';
    }),
  );
}

/**
 * The class that makes a script an agent: it opens a port and waits in a loop, and the script starts it. For a script that a
 * startup file names, a class with a main loop or a `run` is enough.
 */
export function agentClassOf(code: CodeModel, named: boolean): ClassDefinition | null {
  if (runsInFramework(code)) return null;
  const started = (definition: ClassDefinition): boolean =>
    code.calls.some((call) => {
      if (call.name !== definition.name || call.receiver !== null) return false;
      return code.enclosingClass(call.node)?.name !== definition.name;
    });
  const serving = servingClasses(code).filter(started);
  if (serving.length > 0 && (named || mainBlock(code) !== null)) return serving[0] ?? null;
  if (!named) return null;
  const looping = code.classes.filter(
    (definition) =>
      definition.node.ancestorOfType('function_definition', 'class_definition') === null &&
      definition.methods.some(({ name }) => /^(?:run|start|serve|main_loop|run_forever)$/.test(name)) &&
      endlessLoops(code, definition.node).length > 0,
  );
  return looping.find(started) ?? looping[0] ?? null;
}

/** The class of an agent that does everything by itself though the project has a base agent: what `legacy-agent` reports; null where it is silent. */
export function legacyAgentOf(code: CodeModel, project: ProjectView, path: string): ClassDefinition | null {
  const base = project.baseAgent;
  if (base === null || base.path === path) return null;
  const named = project.agentsForScript(path).length > 0;
  if (!named && (isArchived(path) || code.root.hasError)) return null;
  if (usesBaseAgent(project, path)) return null;
  const definition = agentClassOf(code, named);
  return definition !== null && inheritanceOf(project, path, definition.name) === 'no' ? definition : null;
}
