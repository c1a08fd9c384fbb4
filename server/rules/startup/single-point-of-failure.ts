import type { AgentDefinition, StackDefinition } from '@agent-preflight/stack/definition/model';
import { startedWith } from '@agent-preflight/stack/definition/analysis/dependency-graph';
import { defineRule, type StartupContext } from '../rule';
import { definitionsOf, isStarted, related } from './startup-project';

/** Smaller stacks have one of everything, and know it. */
const LEAST_DEPENDENTS = 5;

/** "Every agent" leaves room for the few that stand by themselves. */
const NEARLY_ALL = 0.8;

/** Keys of an entry by which somebody has thought of the day when it is gone. */
const SECOND_CHANCE =
  /^(?:fail_?over\w*|fallbacks?|fallback_\w+|backups?|backup_\w+|standby|secondary|secondaries|replicas|peers|cluster\w*|instances)$/i;

/** Names of an agent's twin: `RegistryBackup`, `registry_2`, `SecondaryRegistry`. */
const TWIN =
  /(?:[_-]?(?:backup|standby|secondary|replica|failover|fallback|mirror))|^(?:backup|standby|secondary|failover|fallback)[_-]?|[_-]?(?:[2-9]|b)$/i;

export const rule = defineRule({
  id: 'single-point-of-failure',
  topic: 'startup',
  severity: 'information',
  impact: 5,
  effort: 8,
  triggers: null,
  crossFile: true,
  documentation: {
    summary: 'Reports the one agent on which nearly every other depends and which has no second instance.',
    whatItDoes:
      'Reports, once for a stack of six agents or more, the agent (a registry, hub or bus) that at least four fifths of the others depend on, directly or through others, ' +
      'when no second instance of it is declared (the same script twice, `…Backup`, `replicas: 2`) and its entry names no fall-back.',
    whyItMatters: 'When it stops, everything stops, and everything waits for it at every start.',
    examples: [
      {
        path: 'config/startup.yaml',
        bad:
          'agents:\n  Registry: { script_path: registry.py }\n' +
          ['Chat', 'Memory', 'Speech', 'Vision', 'Router']
            .map((name) => `  ${name}: { script_path: ${name.toLowerCase()}.py, dependencies: [Registry] }\n`)
            .join(''),
        good:
          'agents:\n  Registry: { script_path: registry.py }\n  RegistryBackup: { script_path: registry.py }\n' +
          ['Chat', 'Memory', 'Speech', 'Vision', 'Router']
            .map((name) => `  ${name}: { script_path: ${name.toLowerCase()}.py, dependencies: [Registry] }\n`)
            .join(''),
      },
    ],
    references: [],
    remediation: {
      steps: [
        'Let the agents start and work without it for a while (cache what it told them, try again with a back-off).',
        'Or run a second instance, and give clients the list of both.',
      ],
      test: 'Stop it (agent-preflight down <agent>) and see what still answers.',
      rollback: 'Remove the second instance.',
      dependsOn: ['unknown-dependency', 'dependency-cycle'],
    },
  },
  checks: {
    startup(context) {
      if (!isStarted(context)) return;
      const stack = startedWith(context.definition, definitionsOf(context));
      const agents = stack.flatMap((definition) => definition.agents.filter((agent) => agent.enabled));
      const dependents = dependentsOf(agents);
      const [hub] = agents
        .filter((agent) => {
          const count = dependents.get(agent.name.value)?.size ?? 0;
          return count >= LEAST_DEPENDENTS && count >= (agents.length - 1) * NEARLY_ALL;
        })
        .sort((a, b) => (dependents.get(b.name.value)?.size ?? 0) - (dependents.get(a.name.value)?.size ?? 0));
      if (hub === undefined || hub.name.file !== context.definition.file || hasSecond(context, hub, stack)) return;
      const needing = dependents.get(hub.name.value) ?? new Set();
      const direct = agents.filter((agent) => agent.dependencies.some(({ value }) => value === hub.name.value));
      context.report({
        range: hub.name.range,
        message: `${needing.size} of the other ${agents.length - 1} agents need ${hub.name.value}, directly or through others, and there is no second instance: when it stops, the stack stops. Let them live without it for a while, or run a second one.`,
        related: direct
          .slice(0, 10)
          .map((agent) => related(agent.name.file, agent.name.range, `${agent.name.value} depends on it.`)),
      });
    },
  },
});

/** By name: everyone that waits for an agent, directly or through others. */
function dependentsOf(agents: readonly AgentDefinition[]): Map<string, ReadonlySet<string>> {
  const waiting = new Map<string, string[]>();
  for (const agent of agents) {
    for (const { value } of agent.dependencies) waiting.set(value, [...(waiting.get(value) ?? []), agent.name.value]);
  }
  return new Map(
    agents.map(({ name }) => {
      const found = new Set<string>();
      const pending = [name.value];
      for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
        for (const dependent of waiting.get(next) ?? []) {
          if (dependent === name.value || found.has(dependent)) continue;
          found.add(dependent);
          pending.push(dependent);
        }
      }
      return [name.value, found] as const;
    }),
  );
}

function hasSecond(context: StartupContext, hub: AgentDefinition, stack: readonly StackDefinition[]): boolean {
  const others = stack.flatMap((definition) => definition.agents).filter((agent) => agent !== hub);
  const base = stem(hub.name.value);
  const twin = others.some(
    (agent) =>
      (hub.script !== null && agent.script?.value === hub.script.value) ||
      (hub.module !== null && agent.module?.value === hub.module.value) ||
      (stem(agent.name.value) === base && TWIN.test(agent.name.value)),
  );
  if (twin) return true;
  return context.yaml.scalars.some(
    ({ range, path, value }) =>
      range.start >= hub.range.start &&
      range.end <= hub.range.end &&
      path.some((part) => typeof part === 'string' && SECOND_CHANCE.test(part)) &&
      !['', '0', '1', 'false', 'null', '~', 'none'].includes(value.toLowerCase()),
  );
}

function stem(name: string): string {
  return name.replace(TWIN, '').replace(/[_-]/g, '').toLowerCase();
}
