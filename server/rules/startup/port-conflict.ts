import {
  clash,
  findPortConflicts,
  portEdit,
  type Listener,
  type ListenerOptions,
  type PortConflict,
} from '@agent-preflight/stack/definition/analysis/ports';
import { startedWith } from '@agent-preflight/stack/definition/analysis/dependency-graph';
import type { AgentDefinition, StackDefinition } from '@agent-preflight/stack/definition/model';
import type { ProjectView } from '../../project/project-view';
import type { Fix } from '../finding';
import { defineRule, type StartupContext } from '../rule';
import { checkAgainstCompose, checkComposePorts } from './compose-ports';
import { freePort, take, type TakenPorts, takenPorts } from './free-port';
import { definitionsOf, fileName, fixHere, isStarted, related } from './startup-project';

export const rule = defineRule({
  id: 'port-conflict',
  topic: 'startup',
  severity: 'error',
  impact: 9,
  effort: 2,
  triggers: null,
  crossFile: true,
  options: {
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
      'that declare the same agents, and on ports of services an agent connects to. In Compose files, compares the ports that services publish on the host.',
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
      {
        path: 'compose.yaml',
        bad: 'services:\n  api:\n    build: ./api\n    ports: ["8080:80"]\n  admin:\n    build: ./admin\n    ports: ["8080:80"]\n',
        good: 'services:\n  api:\n    build: ./api\n    ports: ["8080:80"]\n  admin:\n    build: ./admin\n    ports: ["8081:80"]\n',
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
    compose: checkComposePorts,
    startup(context) {
      if (!isStarted(context)) return;
      const definitions = startedWith(context.definition, definitionsOf(context));
      const options = { opensDerivedHealthPort: derivedHealthPort(context, definitions) };
      checkAgainstCompose(context, options);
      const taken = takenPorts(definitions, options);
      for (const conflict of conflictsHere(context, findPortConflicts(definitions, options))) {
        context.report({
          range: conflict.own[0].port.range,
          message: messageOf(context, conflict),
          severity: dependsOnVariables(conflict) ? 'warning' : undefined,
          related: conflict.partners.map((other) =>
            related(
              other.definition.file,
              other.port.range,
              `${other.agent.name.value}: ${other.label} ${other.number}.`,
            ),
          ),
          fixes: otherPort(context, conflict, taken, options),
        });
      }
    },
  },
});

/** `${A_OFFSET}+7000` and `${B_OFFSET}+7000` only clash while both variables have the same value, as by default. */
function dependsOnVariables({ own, partners }: ConflictHere): boolean {
  const variable = own[0].port.value.offsetVariable;
  return (
    variable !== null &&
    partners.every(({ port }) => port.value.offsetVariable !== null && port.value.offsetVariable !== variable)
  );
}

/** More agents of one file than this on one port have one cause. */
const MANY = 5;

/** Everything that clashes with one number written in the checked file; `own` are the ports that come of it. */
interface ConflictHere {
  readonly own: [Listener, ...Listener[]];
  readonly partners: Listener[];
}

function conflictsHere(context: StartupContext, conflicts: readonly PortConflict[]): ConflictHere[] {
  const byPlace = new Map<number, ConflictHere>();
  for (const { listeners } of conflicts) {
    // A number that half the file shares is one mistake (a default that was never filled in), told where it shows first.
    const here = listeners.filter((listener) => listener.definition === context.definition);
    const told = here.length > MANY ? here.slice(0, 2) : listeners;
    for (const listener of told) {
      if (listener.definition !== context.definition) continue;
      // Within the file the later one gives way; its finding names the earlier.
      const gives = (other: Listener): boolean =>
        other.definition !== listener.definition || isEarlier(other, listener);
      const clashing = listeners.filter((other) => clash(listener, other));
      if (!clashing.some(gives)) continue;
      const partners = here.length > MANY ? clashing : clashing.filter(gives);
      const place = listener.port.range.start;
      const known = byPlace.get(place);
      known?.own.push(listener);
      known?.partners.push(...partners);
      if (!known) byPlace.set(place, { own: [listener], partners });
    }
  }
  return [...byPlace.values()];
}

function isEarlier(a: Listener, b: Listener): boolean {
  if (a.agent === b.agent) return b.role === 'derived';
  // One number that both take from a shared fragment stands in one place.
  return a.port.range.start === b.port.range.start
    ? a.agent.name.range.start < b.agent.name.range.start
    : a.port.range.start < b.port.range.start;
}

function messageOf({ project }: StartupContext, { own: [own, ...alsoOwn], partners }: ConflictHere): string {
  const [first, ...others] = partners.filter((other) => other.number === own.number) as [Listener, ...Listener[]];
  const name = own.agent.name.value;
  const ownFile = fileName(project, own.definition.file);
  if (first.agent === own.agent) {
    return `${name} opens port ${own.number} twice, as its ${first.label} and as its ${own.label} (${ownFile}): give it another health port.`;
  }
  const files =
    own.definition === first.definition
      ? `both in ${ownFile}`
      : `${ownFile} and ${fileName(project, first.definition.file)}`;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  const byDefault = dependsOnVariables({ own: [own, ...alsoOwn], partners })
    ? ' while their variables have the same value'
    : '';
  const also = alsoOwn.length === 0 ? '' : `; port ${alsoOwn.map((one) => one.number).join(', ')} clashes too`;
  return `Port ${own.number} is the ${own.label} of ${name} and the ${first.label} of ${first.agent.name.value}${more} (${files})${byDefault}${also}: the second to start cannot bind it, so give one of them another port.`;
}

function otherPort(
  context: StartupContext,
  { own: [own], partners }: ConflictHere,
  taken: TakenPorts,
  options: ListenerOptions,
): Fix[] {
  const { base } = own.port.value;
  const isHealth = own.role === 'health' || own.role === 'derived';
  // A health port brings its neighbour along where the base agent opens that one, too.
  const needsNext = isHealth && options.opensDerivedHealthPort(own.agent);
  // Which of many agents that share one number may keep it is not for a fix to say.
  if (base === null || partners.length > MANY) return [];
  // Another number in a shared fragment would be the same for all who merge it.
  const isShared = (other: Listener): boolean =>
    other.definition === own.definition && other.port.range.start === own.port.range.start && other.agent !== own.agent;
  if (partners.some(isShared)) return [];
  const numbers = (first: number): number[] => (needsNext ? [first, first + 1] : [first]);
  numbers(base).forEach((number) => take(taken, number, -1));
  const number = freePort(context, taken, base, numbers);
  const edit = number === null ? null : portEdit(own.port, number);
  numbers(edit && number !== null ? number : base).forEach((one) => take(taken, one, 1));
  if (number === null || edit === null) return [];
  // Fix-all runs over all files: only one of two files may give way by itself.
  const yields = partners.every(
    (other) => other.definition === own.definition || other.definition.file < own.definition.file,
  );
  const what = isHealth ? 'health port' : own.label;
  return [
    fixHere(context, `Give ${own.agent.name.value} the free ${what} ${number}`, yields ? 'safe' : 'review', [edit]),
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
