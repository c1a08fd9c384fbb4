import { isKept } from '@agent-preflight/stack/definition/analysis/companions';
import type { AgentDefinition, DefinitionProblem, StackDefinition } from '@agent-preflight/stack/definition/model';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { ProjectView } from '../../project/project-view';
import type { Fix, RelatedPlace } from '../finding';
import type { StartupContext } from '../rule';

/** The startup files of the project, the checked one as its editor has it. */
export function definitionsOf(context: StartupContext): StackDefinition[] {
  return [context.definition, ...context.project.definitions.filter((other) => other.file !== context.definition.file)];
}

/** Files in archives and backups are not started; what they name may be gone for good. */
export function isStarted(context: StartupContext): boolean {
  return context.definition.dialect !== 'names' && !isKept(context.document.path);
}

/** How messages name a startup file: by its path below the project's root. */
export function fileName(project: ProjectView, file: string): string {
  return project.pathOf(file) ?? file.slice(file.lastIndexOf('/') + 1);
}

export function related(file: string, range: TextRange, message: string): RelatedPlace {
  return { uri: file, range, message };
}

/** The places that a problem of the reader belongs to; they are in the same file. */
export function relatedOf(context: StartupContext, problem: DefinitionProblem): RelatedPlace[] {
  return (problem.related ?? []).map(({ range, message }) => related(context.document.uri, range, message));
}

/** A fix of the checked file. */
export function fixHere(
  context: StartupContext,
  title: string,
  safety: Fix['safety'],
  edits: readonly { readonly range: TextRange; readonly newText: string }[],
): Fix {
  return { title, safety, edits: () => edits.map((edit) => ({ uri: context.document.uri, ...edit })) };
}

export function repairOf(context: StartupContext, problem: DefinitionProblem, safety: Fix['safety'] = 'safe'): Fix[] {
  return problem.repair ? [fixHere(context, problem.repair.title, safety, problem.repair.edits)] : [];
}

/** ` in group core` for messages, empty without a group. */
export function inGroup(agent: AgentDefinition): string {
  return agent.group ? ` in ${agent.group.value}` : '';
}
