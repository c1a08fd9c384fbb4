import { type Listener, listenersOf, portEdit } from '@agent-preflight/stack/definition/analysis/ports';
import { DEFAULT_CONFIGURATION } from '../../configuration/configuration';
import type { Fix } from '../finding';
import { defineRule, type StartupContext } from '../rule';
import { freePort, type TakenPorts, takenPorts } from './free-port';
import { definitionsOf, fixHere, isStarted, related } from './startup-project';

const LAST_PORT = 65_535;

/** Told when fewer than this share of a configured range is left. */
const NEARLY_FULL = 0.1;

/** The derived port follows the health port: it is judged with it. */
const OWN_PORTS_ONLY = { opensDerivedHealthPort: () => false };

export const rule = defineRule({
  id: 'port-out-of-range',
  topic: 'startup',
  severity: 'warning',
  impact: 6,
  effort: 1,
  triggers: null,
  crossFile: true,
  documentation: {
    summary: 'Reports ports that cannot be opened, and those outside the range that the project keeps for its agents.',
    whatItDoes:
      'Reports ports above 65535, ports below 1024, which only root may open, and ports outside `port-range` of the configuration. When less than a ' +
      'tenth of a configured range is left, the file is told so once, as information.',
    whyItMatters:
      'A port above 65535 does not exist; one below 1024 works on the laptop where everything runs as root and fails everywhere else. Ranges are agreed with ' +
      'firewalls and with the other machines.',
    examples: [
      {
        path: 'config/startup.yaml',
        bad: 'agents:\n  Hub: { script_path: hub.py, port: 72001, health_check_port: 8200 }\n',
        good: 'agents:\n  Hub: { script_path: hub.py, port: 7201, health_check_port: 8200 }\n',
      },
      {
        path: 'config/startup.yaml',
        bad: 'agents:\n  Hub: { script_path: hub.py, port: "${PORT_OFFSET}+801" }\n',
        good: 'agents:\n  Hub: { script_path: hub.py, port: "${PORT_OFFSET}+8010" }\n',
      },
    ],
    fixSafety:
      'Safe in the startup file: the port becomes the next free one of the range. Clients that have the old number in their code are told by ' +
      'port-mismatch and hardcoded-port.',
    references: ['https://datatracker.ietf.org/doc/html/rfc6335#section-6'],
    remediation: {
      steps: ['Give the agent a port of the range.', 'Change the clients that know the old number.'],
      test: 'agent-preflight up --dry-run reports every port as free.',
      rollback: 'Revert the number.',
      dependsOn: ['startup-syntax'],
    },
  },
  checks: {
    startup(context) {
      if (!isStarted(context)) return;
      const { first, last } = context.configuration.portRange;
      const taken = takenPorts(definitionsOf(context), OWN_PORTS_ONLY);
      const listeners = listenersOf(context.definition, OWN_PORTS_ONLY);
      for (const listener of listeners) {
        const { number } = listener;
        if (number >= first && number <= last) continue;
        context.report({
          range: listener.port.range,
          message: messageOf(context, listener),
          severity: number > LAST_PORT ? 'error' : undefined,
          fixes: portWithin(context, listener, taken),
        });
      }
      reportFullRange(context, listeners, taken);
    },
  },
});

function messageOf({ configuration }: StartupContext, { agent, label, number }: Listener): string {
  const { first, last } = configuration.portRange;
  const what = `The ${label} of ${agent.name.value} is ${number}`;
  if (number > LAST_PORT) return `${what}: there is no port above ${LAST_PORT}, so the agent cannot open it.`;
  if (number < 1024)
    return `${what}: below 1024 only root may open a port, so give it one from ${Math.max(first, 1024)}.`;
  return `${what}, outside the project's range ${first}–${last}: give it a port of that range.`;
}

function portWithin(context: StartupContext, { agent, port, label, number }: Listener, taken: TakenPorts): Fix[] {
  const { first, last } = context.configuration.portRange;
  const after = number > last ? last : first - 1;
  // A slip of the keyboard keeps its place: 72001 is far from any port, so the search begins at the agent's neighbours.
  const free = freePort(context, taken, number > last ? highestOf(context, taken, label) : after, (one) => [one]);
  const edit = free === null ? null : portEdit(port, free);
  if (free === null || edit === null) return [];
  taken.set(free, 1);
  return [fixHere(context, `Give ${agent.name.value} the free ${label} ${free}`, 'safe', [edit])];
}

/** The highest port of that kind in the file that lies in the range: the next one above it is what its author would take. */
function highestOf(context: StartupContext, taken: TakenPorts, label: string): number {
  const { first, last } = context.configuration.portRange;
  const neighbours = listenersOf(context.definition, OWN_PORTS_ONLY)
    .filter((listener) => listener.label === label && listener.number >= first && listener.number <= last)
    .map((listener) => listener.number);
  return neighbours.length > 0
    ? Math.max(...neighbours)
    : Math.max(first - 1, ...[...taken.keys()].filter((port) => port <= last));
}

function reportFullRange(context: StartupContext, listeners: readonly Listener[], taken: TakenPorts): void {
  const { first, last } = context.configuration.portRange;
  const standard = DEFAULT_CONFIGURATION.portRange;
  const inside = listeners.filter(({ number }) => number >= first && number <= last);
  const [one] = inside;
  if (!one || (first === standard.first && last === standard.last)) return;
  const size = last - first + 1;
  const used = [...taken.keys()].filter((port) => port >= first && port <= last).length;
  if (size - used > size * NEARLY_FULL) return;
  context.report({
    range: one.port.range,
    message: `${used} of the ${size} ports from ${first} to ${last} are taken: widen \`port-range\` before the next agent needs one.`,
    severity: 'information',
    related: inside
      .slice(1, 4)
      .map(({ agent, port, number }) => related(context.document.uri, port.range, `${agent.name.value}: ${number}.`)),
  });
}
