import {
  findDependencyCycles,
  findUnknownDependencies,
} from '@agent-preflight/stack/definition/analysis/dependency-graph';
import { findDuplicateAgents } from '@agent-preflight/stack/definition/analysis/duplicate-agents';
import { findPortConflicts } from '@agent-preflight/stack/definition/analysis/ports';
import type { DefinitionProblem, StackDefinition } from '@agent-preflight/stack/definition/model';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';

/** A fault of the startup file itself, whatever machine it is started on. */
export interface FileIssue {
  readonly severity: 'error' | 'warning' | 'information';
  /** The id of the rule that tells the same in the editor. */
  readonly code: string;
  readonly agent: string | null;
  readonly message: string;
  readonly remedy: string | null;
  readonly range: TextRange;
}

/** Faults through which agents get lost or never start; the others cost a warning at most. */
const FATAL_PROBLEMS: ReadonlySet<DefinitionProblem['kind']> = new Set(['syntax']);
/** Told by `check`; before a launch they would bury what matters. */
const QUIET_PROBLEMS: ReadonlySet<DefinitionProblem['kind']> = new Set(['unknown-key', 'missing-key']);

/**
 * What the analysis of the startup file says that bears on a launch: by the functions from which the rules make their findings.
 * `all` are the project's other startup files, for what is shared between them.
 */
export function fileIssues(definition: StackDefinition, all: readonly StackDefinition[]): FileIssue[] {
  return [
    ...problems(definition),
    ...portConflicts(definition),
    ...cycles(definition, all),
    ...duplicates(definition),
    ...unknownDependencies(definition, all),
  ];
}

function problems(definition: StackDefinition): FileIssue[] {
  return definition.problems
    .filter(({ kind }) => !QUIET_PROBLEMS.has(kind))
    .map((problem) => ({
      severity: FATAL_PROBLEMS.has(problem.kind) ? 'error' : 'warning',
      code: problem.kind === 'syntax' ? 'startup-syntax' : 'startup-schema',
      agent: null,
      message: problem.message,
      remedy: problem.repair ? `${problem.repair.title}: "agent-preflight fix" does it.` : null,
      range: problem.range,
    }));
}

/** Within this file only: another file's agents may never be started here, and ports held now are the machine's side. */
function portConflicts(definition: StackDefinition): FileIssue[] {
  return findPortConflicts([definition], { opensDerivedHealthPort: () => false }).flatMap(({ number, listeners }) => {
    const [first, ...others] = listeners;
    return others.map((listener) => ({
      severity: 'error' as const,
      code: 'port-conflict',
      agent: listener.agent.name.value,
      message: `${listener.label} ${number} is also the ${first!.label} of ${first!.agent.name.value}`,
      remedy: 'Give one of them another port.',
      range: listener.port.range,
    }));
  });
}

function cycles(definition: StackDefinition, all: readonly StackDefinition[]): FileIssue[] {
  return findDependencyCycles(definition, all).flatMap(({ edges, blocked }) => {
    const own = edges.find((edge) => edge.definition.file === definition.file);
    if (!own) return [];
    const names = edges.map(({ agent }) => agent.name.value);
    const behind = blocked.length > 0 ? `; ${blocked.join(', ')} would wait for them forever` : '';
    return [
      {
        severity: 'error' as const,
        code: 'dependency-cycle',
        agent: own.agent.name.value,
        message: `dependency cycle ${[...names, names[0]].join(' → ')}${behind}`,
        remedy: 'Remove the dependency that is not needed at start.',
        range: own.dependency.range,
      },
    ];
  });
}

function duplicates(definition: StackDefinition): FileIssue[] {
  return findDuplicateAgents(definition).flatMap((entries) =>
    entries.slice(1).map((entry) => ({
      severity: 'warning' as const,
      code: 'duplicate-agent',
      agent: entry.name.value,
      message: `${entry.name.value} is declared ${entries.length} times; the first entry is started`,
      remedy: 'Remove the entry that is not meant.',
      range: entry.name.range,
    })),
  );
}

function unknownDependencies(definition: StackDefinition, all: readonly StackDefinition[]): FileIssue[] {
  return findUnknownDependencies(definition, all).map(({ agent, dependency, elsewhere, suggestion }) => {
    const [other] = elsewhere;
    const where = other ? `, but ${other.definition.machine ?? 'another file'} does` : '';
    return {
      severity: other ? ('information' as const) : ('warning' as const),
      code: 'unknown-dependency',
      agent: agent.name.value,
      message: `${agent.name.value} depends on ${dependency.value}, which this file does not start${where}; it is not waited for`,
      remedy: suggestion ? `Did you mean ${suggestion}?` : null,
      range: dependency.range,
    };
  });
}
