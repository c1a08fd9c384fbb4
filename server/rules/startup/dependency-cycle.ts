import {
  findDependencyCycles,
  type DependencyCycle,
  type DependencyEdge,
} from '@agent-preflight/stack/definition/analysis/dependency-graph';
import { removeListItem } from '../../fixes/yaml-edits';
import type { Fix } from '../finding';
import { defineRule, type StartupContext } from '../rule';
import { definitionsOf, fixHere, isStarted, related } from './startup-project';

export const rule = defineRule({
  id: 'dependency-cycle',
  topic: 'startup',
  severity: 'error',
  impact: 9,
  effort: 3,
  triggers: null,
  crossFile: true,
  documentation: {
    summary: 'Reports agents that wait for each other in a circle.',
    whatItDoes:
      'Reports every dependency that is part of a circle, with its path and with the agents outside that wait for it. Circles are followed through all files that are started together.',
    whyItMatters:
      'No agent of a circle can be the first. Launchers that sort by dependencies skip all of them and those that depend on them, often in silence.',
    examples: [
      {
        path: 'pc2_code/config/startup.yaml',
        bad: 'agents:\n  Speech: { script_path: speech.py, dependencies: [Interrupt] }\n',
        good: 'agents:\n  Speech: { script_path: speech.py }\n',
        files: {
          'pc2_code/config/control.yaml':
            'agents:\n  Interrupt: { script_path: interrupt.py, dependencies: [Speech] }\n',
        },
      },
      {
        path: 'config/startup.yaml',
        bad: 'agents:\n  Speech:\n    script_path: speech.py\n    dependencies:\n      - Registry\n      - Speech\n  Registry: { script_path: registry.py }\n',
        good: 'agents:\n  Speech:\n    script_path: speech.py\n    dependencies:\n      - Registry\n  Registry: { script_path: registry.py }\n',
      },
    ],
    fixSafety: 'To be reviewed: which of the agents can start without the other is for their author to say.',
    references: ['https://en.wikipedia.org/wiki/Topological_sorting'],
    remediation: {
      steps: [
        'Find the agent that can start and wait for the other later.',
        'Remove its dependency, and let it retry its connection.',
      ],
      test: 'agent-preflight up --dry-run prints the order of the start.',
      rollback: 'Add the dependency again.',
      dependsOn: ['unknown-dependency'],
    },
  },
  checks: {
    startup(context) {
      if (!isStarted(context)) return;
      const told = new Set<number>();
      for (const cycle of findDependencyCycles(context.definition, definitionsOf(context))) {
        for (const edge of cycle.edges) {
          if (edge.definition !== context.definition || told.has(edge.dependency.range.start)) continue;
          told.add(edge.dependency.range.start);
          context.report({
            range: edge.dependency.range,
            message: messageOf(cycle, edge),
            related: cycle.edges
              .filter((other) => other !== edge)
              .slice(0, LONG)
              .map((other) =>
                related(
                  other.definition.file,
                  other.dependency.range,
                  `${other.agent.name.value} waits for ${other.dependency.value}.`,
                ),
              ),
            fixes: dropEdge(context, edge),
          });
        }
      }
    },
  },
});

function messageOf({ edges, blocked }: DependencyCycle, edge: DependencyEdge): string {
  const at = edges.indexOf(edge);
  const path = [...edges.slice(at), ...edges.slice(0, at)].map((one) => one.agent.name.value);
  const name = edge.agent.name.value;
  const others =
    blocked.length === 0
      ? ''
      : `, nor can ${blocked.slice(0, 3).join(', ')}${blocked.length > 3 ? ` and ${blocked.length - 3} more` : ''}, which wait for ${edges.length === 1 ? 'it' : 'them'}`;
  if (edges.length === 1) return `${name} depends on itself: it can never start${others}.`;
  return `${name} waits for itself: ${[...shortened(path), name].join(' → ')}; none of them can start first${others}.`;
}

function dropEdge(context: StartupContext, { agent, dependency }: DependencyEdge): Fix[] {
  const { text } = context.document;
  const isOwnText = text.slice(dependency.range.start, dependency.range.end) === dependency.value;
  const removal =
    agent.dependenciesRange && isOwnText ? removeListItem(text, agent.dependenciesRange, dependency.range) : null;
  return removal
    ? [fixHere(context, `Let ${agent.name.value} start without ${dependency.value}`, 'review', [removal])]
    : [];
}

/** More edges than this nobody reads in a message; each of them carries its own. */
const LONG = 12;

function shortened(path: readonly string[]): readonly string[] {
  return path.length <= LONG ? path : [...path.slice(0, LONG - 1), `${path.length - LONG} more`, path.at(-1) ?? ''];
}
