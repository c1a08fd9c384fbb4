import { areVersions, isKept } from '@agent-preflight/stack/definition/analysis/companions';
import type { Dialect, StackDefinition } from '@agent-preflight/stack/definition/model';
import type { Fix } from '../finding';
import { defineRule, type StartupContext } from '../rule';
import { flatToNested } from './flat-to-nested';
import { definitionsOf, fileName, fixHere, isStarted, related } from './startup-project';

/** The shapes that hold whole agents; lists of names and topologies are something else, beside them. */
const SHAPES: Partial<Record<Dialect, string>> = {
  nested: 'groups of agents by name',
  flat: 'lists of agents',
  'grouped-list': 'groups with lists of agents',
  settings: 'settings beside lists of agents',
  'container-groups': 'container groups',
};

export const rule = defineRule({
  id: 'mixed-dialect',
  topic: 'startup',
  severity: 'information',
  impact: 3,
  effort: 3,
  triggers: null,
  crossFile: true,
  documentation: {
    summary: 'Reports a startup file written in another shape than the others of the project.',
    whatItDoes:
      'Reports, once for a file, that it declares its agents in another shape (`agent_groups:` with agents by name, lists of `{name: …}`, …) than most startup files of the project ' +
      'do. Archives, and versions of one and the same file, are not compared.',
    whyItMatters:
      'Every script that reads the files has to know every shape; in practice each knows one, and passes over the other machine in silence.',
    examples: [
      {
        path: 'pc2/startup.yaml',
        files: {
          'main/startup.yaml':
            'agent_groups:\n  core:\n    Hub: { script_path: hub.py }\n    Chat: { script_path: chat.py }\n',
        },
        bad: 'pc2_services:\n  - name: Vision # slow to start\n    script_path: vision.py\n    port: 7300\n',
        good: 'agent_groups:\n  pc2_services:\n    Vision: # slow to start\n      script_path: vision.py\n      port: 7300\n',
      },
    ],
    fixSafety:
      'To be reviewed: lists become groups of agents by name; comments stay. Scripts of your own that read the file have to follow.',
    references: [],
    remediation: {
      steps: ['Choose one shape, convert the other files, and adapt what reads them.'],
      test: 'agent-preflight up --dry-run plans the same agents as before.',
      rollback: 'Revert the file.',
      dependsOn: ['startup-syntax', 'startup-schema'],
    },
  },
  checks: {
    startup(context) {
      const { definition } = context;
      const [own] = definition.agents;
      if (!isStarted(context) || own === undefined || SHAPES[definition.dialect] === undefined) return;
      const comparable = definitionsOf(context).filter(
        (one) =>
          SHAPES[one.dialect] !== undefined &&
          one.agents.length > 0 &&
          !isKept(context.project.pathOf(one.file) ?? one.file),
      );
      const usual = usualDialect(comparable);
      if (usual === definition.dialect) return;
      const example = comparable.find((other) => other.dialect === usual && !areVersions(definition, other));
      if (example === undefined) return;
      context.report({
        range: (own.group ?? own.name).range,
        message: `This file holds ${SHAPES[definition.dialect]}, ${fileName(context.project, example.file)} ${SHAPES[usual]}: what reads one passes over the other. Keep to one shape.`,
        related: example.agents
          .slice(0, 1)
          .map(({ group, name }) => related(example.file, (group ?? name).range, `${SHAPES[usual]} here.`)),
        fixes: usual === 'nested' && definition.dialect === 'flat' ? convert(context) : [],
      });
    },
  },
});

/** The shape of most files; of two as common the one with more agents, then that of the file that comes first by name. */
function usualDialect(definitions: readonly StackDefinition[]): Dialect {
  const weights = new Map<Dialect, { files: number; agents: number }>();
  for (const { dialect, agents } of [...definitions].sort((a, b) => (a.file < b.file ? -1 : 1))) {
    const weight = weights.get(dialect) ?? { files: 0, agents: 0 };
    weights.set(dialect, { files: weight.files + 1, agents: weight.agents + agents.length });
  }
  return [...weights].reduce((most, one) =>
    (one[1].files - most[1].files || one[1].agents - most[1].agents) > 0 ? one : most,
  )[0];
}

function convert(context: StartupContext): Fix[] {
  const { text } = context.document;
  const newText = flatToNested(context.definition, text);
  if (newText === null) return [];
  return [
    fixHere(context, 'Convert to groups of agents by name', 'review', [
      { range: { start: 0, end: text.length }, newText },
    ]),
  ];
}
