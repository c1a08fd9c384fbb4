import type { DefinitionProblem } from '@agent-preflight/stack/definition/model';
import { wholeLine } from '../../fixes/yaml-edits';
import type { Fix } from '../finding';
import { defineRule, type StartupContext } from '../rule';
import { fixHere, relatedOf } from './startup-project';

export const rule = defineRule({
  id: 'misplaced-entry',
  topic: 'startup',
  severity: 'warning',
  impact: 7,
  effort: 1,
  triggers: null,
  documentation: {
    summary: 'Reports maps that stand among agents or groups of agents and are none.',
    whatItDoes:
      'Reports a group indented one level too deep, so that it passes for an agent; a block that only lists names of agents (such as ' +
      '`docker_groups`) among the groups; an agent that stands among the groups. Told once for all entries that have the same cause.',
    whyItMatters:
      'A launcher goes through the groups and takes what it finds for agents: it stops at the first without a script, or never ' +
      'starts the agents of a group that hides inside another.',
    examples: [
      {
        path: 'config/startup.yaml',
        bad: 'agent_groups:\n  core:\n    Registry: { script_path: registry.py }\n    utility:\n      Coder: { script_path: coder.py }\n',
        good: 'agent_groups:\n  core:\n    Registry: { script_path: registry.py }\n  utility:\n    Coder: { script_path: coder.py }\n',
      },
      {
        path: 'config/startup.yaml',
        bad: 'agent_groups:\n  core:\n    Registry: { script_path: registry.py }\n  docker_groups:\n    infra: { description: Core, agents: [Registry] }\n',
        good: 'agent_groups:\n  core:\n    Registry: { script_path: registry.py }\ndocker_groups:\n  infra: { description: Core, agents: [Registry] }\n',
      },
    ],
    fixSafety: 'To be reviewed: the group is moved one level out, which brings its agents to life.',
    references: [],
    remediation: {
      steps: ['Move the block to the level it belongs to.'],
      test: 'agent-preflight up --dry-run lists the agents of the group.',
      rollback: 'Indent the block again.',
      dependsOn: ['startup-syntax'],
    },
  },
  checks: {
    startup(context) {
      for (const problem of context.definition.problems) {
        if (problem.kind !== 'misplaced-entry') continue;
        context.report({
          range: problem.range,
          message: problem.message,
          severity: problem.severity,
          related: relatedOf(context, problem),
          fixes: moveOut(context, problem),
        });
      }
    },
  },
});

/** Outdents a block that ends its parent: in the middle it would take the entries behind it along. */
function moveOut(context: StartupContext, problem: DefinitionProblem): Fix[] {
  const { text } = context.document;
  const lineStart = text.lastIndexOf('\n', problem.range.start - 1) + 1;
  const indentation = problem.range.start - lineStart;
  if (
    !/^ *$/.test(text.slice(lineStart, problem.range.start)) ||
    (problem.related ?? []).some((place) => place.range.start > problem.range.start)
  ) {
    return [];
  }
  const parent = parentIndentation(text, lineStart, indentation);
  if (parent === null) return [];
  const edits: { range: { start: number; end: number }; newText: string }[] = [];
  for (let at = lineStart; at < text.length;) {
    const line = wholeLine(text, { start: at, end: at + 1 });
    const content = text.slice(line.start, line.end);
    const own = content.length - content.trimStart().length;
    const isBlank = content.trim() === '';
    const isComment = content.trimStart().startsWith('#');
    if (!isBlank && !isComment && at !== lineStart && own <= indentation) {
      if (own > parent) return [];
      break;
    }
    if (!isBlank && own >= indentation) {
      edits.push({ range: { start: line.start, end: line.start + indentation - parent }, newText: '' });
    }
    at = line.end;
  }
  return [fixHere(context, `Move "${problem.subject}" one level out`, 'review', edits)];
}

/** Indentation of the nearest line above that is less indented: the parent's key. */
function parentIndentation(text: string, lineStart: number, indentation: number): number | null {
  for (let end = lineStart; end > 0;) {
    const start = text.lastIndexOf('\n', end - 2) + 1;
    // A byte order mark passes for white space, but indents nothing.
    const line = text.slice(start, end).replace(/^\ufeff/, '');
    const own = line.length - line.trimStart().length;
    if (line.trim() !== '' && !line.trimStart().startsWith('#') && own < indentation) return own;
    end = start;
  }
  return null;
}
