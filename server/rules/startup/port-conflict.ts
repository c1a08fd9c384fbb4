import {
  clash,
  findPortConflicts,
  listenersOf,
  nextFreePort,
  portEdit,
  type Listener,
} from '@agent-preflight/stack/definition/analysis/ports';
import type { AgentDefinition, StackDefinition } from '@agent-preflight/stack/definition/model';
import type { ProjectView } from '../../project/project-view';
import type { Fix } from '../finding';
import { defineRule, type StartupContext } from '../rule';
import { definitionsOf, fileName, fixHere, related } from './startup-project';

export const rule = defineRule({
  id: 'port-conflict',
  topic: 'startup',
  severity: 'error',
  impact: 9,
  effort: 2,
  triggers: null,
  crossFile: true,
  options: {
    firstPort: {
      description: 'First port that the fix may choose.',
      default: 1024,
      schema: { type: 'integer', minimum: 1, maximum: 65535 },
    },
    lastPort: {
      description: 'Last port that the fix may choose.',
      default: 65535,
      schema: { type: 'integer', minimum: 1, maximum: 65535 },
    },
    derivedHealthPort: {
      description: 'Whether agents open HTTP health on `health_check_port + 1`: `auto` looks at the base agent.',
      default: 'auto',
      schema: { enum: ['auto', 'always', 'never'] },
    },
  },
  documentation: {
    summary: 'Reports ports that two agents of one machine would both open.',
    whatItDoes:
      'Compares every port an agent opens: its port, its health port, ports of its own under `config` (`grpc_port`, `metrics_port`, …) and ' +
      'the HTTP health port that the base agent opens on `health_check_port + 1`. Files of one machine are compared with each other; ' +
      '`${PORT_OFFSET}` counts with its default. Silent on agents that are switched off or on other machines, on versions of a file ' +
      'that declare the same agents, and on ports of services an agent connects to.',
    whyItMatters:
      'The second agent to start cannot bind the port. Which one that is changes from start to start, and some agents then move to ' +
      'another port in silence.',
    examples: [
      {
        path: 'config/startup.yaml',
        bad: 'agents:\n  Registry: { script_path: registry.py, port: 7200, health_check_port: 8200 }\n  Memory: { script_path: memory.py, port: 8200 }\n',
        good: 'agents:\n  Registry: { script_path: registry.py, port: 7200, health_check_port: 8200 }\n  Memory: { script_path: memory.py, port: 7201 }\n',
      },
      {
        path: 'pc2_code/config/startup.yaml',
        bad: 'pc2_services:\n  - { name: Vision, script_path: vision.py, port: "${PORT_OFFSET}+7150" }\n',
        good: 'pc2_services:\n  - { name: Vision, script_path: vision.py, port: "${PORT_OFFSET}+7151" }\n',
        files: {
          'pc2_code/config/bus.yaml':
            'bus_services:\n  - { name: Bus, script_path: bus.py, port: "${PORT_OFFSET}+7150" }\n',
        },
      },
    ],
    fixSafety:
      'Safe within the file: the later agent gets the next port that no agent of its machine uses; quotes and variables stay. Clients ' +
      'that have the old number in their code are told by port-mismatch and hardcoded-port. To be reviewed where the other file could give way as well.',
    references: [],
    remediation: {
      steps: ['Give one of the agents another port.', 'Change the clients that know the old number.'],
      test: 'agent-preflight up --dry-run reports every port as free.',
      rollback: 'Revert the number.',
      dependsOn: ['startup-syntax', 'duplicate-agent'],
    },
  },
  checks: {
    startup(context) {
      const definitions = definitionsOf(context);
      const options = { opensDerivedHealthPort: derivedHealthPort(context, definitions) };
      const own = context.definition;
      const taken = new Set(
        definitions.flatMap((definition) => listenersOf(definition, options).map((listener) => listener.number)),
      );
      for (const { number, listeners } of findPortConflicts(definitions, options)) {
        for (const listener of listeners) {
          if (listener.definition !== own) continue;
          // Within the file the later one gives way; its finding names the earlier.
          const partners = listeners.filter(
            (other) => clash(listener, other) && (other.definition !== own || isEarlier(other, listener)),
          );
          const [first] = partners;
          if (!first) continue;
          context.report({
            range: listener.port.range,
            message: messageOf(context, number, listener, partners),
            related: partners.map((other) =>
              related(other.definition.file, other.port.range, `${other.agent.name.value}: ${other.label} ${number}.`),
            ),
            fixes: otherPort(context, listener, taken, partners),
          });
        }
      }
    },
  },
});

function isEarlier(a: Listener, b: Listener): boolean {
  return a.port.range.start < b.port.range.start || (a.agent === b.agent && a.role !== 'derived');
}

function messageOf({ project }: StartupContext, number: number, own: Listener, partners: readonly Listener[]): string {
  const [first, ...others] = partners as [Listener, ...Listener[]];
  const name = own.agent.name.value;
  const ownFile = fileName(project, own.definition.file);
  if (first.agent === own.agent) {
    return `Port ${number} is opened twice by ${name} in ${ownFile}: as its ${first.label} and as its ${own.label}; choose another ${first.label}.`;
  }
  const otherFile = fileName(project, first.definition.file);
  const files = own.definition === first.definition ? `both in ${ownFile}` : `${ownFile} and ${otherFile}`;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return `Port ${number} is the ${own.label} of ${name} and the ${first.label} of ${first.agent.name.value}${more} (${files}): the second to start cannot bind it, so give one of them another port.`;
}

function otherPort(
  context: StartupContext,
  listener: Listener,
  taken: Set<number>,
  partners: readonly Listener[],
): Fix[] {
  const first = Number(context.options['firstPort']);
  const last = Number(context.options['lastPort']);
  const derives = listener.role === 'derived';
  const base = derives ? listener.number - 1 : listener.number;
  let number = nextFreePort(taken, { after: base, first, last });
  // Where the base agent opens the next port as well, both must be free.
  while (derives && number !== null && taken.has(number + 1))
    number = nextFreePort(taken, { after: number + 1, first, last });
  const edit = number === null ? null : portEdit(listener.port, number);
  if (number === null || edit === null || number < base) return [];
  taken.add(number);
  if (derives) taken.add(number + 1);
  // Fix-all runs over both files: only one of them may give way by itself.
  const yields = partners.every(
    (other) => other.definition === listener.definition || other.definition.file < listener.definition.file,
  );
  const what = derives || listener.role === 'health' ? 'health port' : listener.label;
  return [
    fixHere(context, `Give ${listener.agent.name.value} the free ${what} ${number}`, yields ? 'safe' : 'review', [
      edit,
    ]),
  ];
}

/** Does the base agent that this agent's class descends from open `health_check_port + 1`? */
function derivedHealthPort(
  context: StartupContext,
  definitions: readonly StackDefinition[],
): (agent: AgentDefinition) => boolean {
  const option = context.options['derivedHealthPort'];
  if (option !== 'auto') return () => option === 'always';
  const { project } = context;
  const base = project.baseAgent;
  const module = base?.path ? project.classes.module(base.path) : null;
  if (!base || !module?.contracts[base.className]?.opensNextHealthPort) return () => false;
  const owner = new Map(
    definitions.flatMap((definition) => definition.agents.map((agent) => [agent, definition] as const)),
  );
  return (agent) => descendsFromBase(project, owner.get(agent), agent, base.className);
}

function descendsFromBase(
  project: ProjectView,
  definition: StackDefinition | undefined,
  agent: AgentDefinition,
  base: string,
): boolean {
  const path = definition && agent.script ? project.resolveScript(definition, agent.script.value) : null;
  const module = path === null ? null : project.classes.module(path);
  return module?.classes.some((summary) => project.classes.descendsFrom({ module, summary }, base) === 'yes') ?? false;
}
