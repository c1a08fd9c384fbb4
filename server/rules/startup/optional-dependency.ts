import { startedWith } from '@agent-preflight/stack/definition/analysis/dependency-graph';
import type { AgentDefinition } from '@agent-preflight/stack/definition/model';
import { removeListItem } from '../../fixes/yaml-edits';
import type { Fix } from '../finding';
import { defineRule, type StartupContext } from '../rule';
import { definitionsOf, fixHere, isStarted, related } from './startup-project';

export const rule = defineRule({
  id: 'optional-dependency',
  topic: 'startup',
  severity: 'warning',
  impact: 5,
  effort: 2,
  triggers: null,
  crossFile: true,
  documentation: {
    summary: 'Reports required agents that depend on an optional one.',
    whatItDoes:
      'Reports a dependency of an agent that is required (it says so, or says nothing) on an agent that is called optional (`required: false`, ' +
      '`optional: true`). Expressions that only the environment decides are left alone.',
    whyItMatters:
      'An optional agent may be missing, by definition. The required agent then either starts without what it needs, or is held back ' +
      'for ever by something that nobody has to start.',
    examples: [
      {
        path: 'config/startup.yaml',
        bad: 'agents:\n  Cache: { script_path: cache.py, required: false }\n  Chat: { script_path: chat.py, required: true, dependencies: [Cache] }\n',
        good: 'agents:\n  Cache: { script_path: cache.py, required: true }\n  Chat: { script_path: chat.py, required: true, dependencies: [Cache] }\n',
      },
    ],
    fixSafety: 'To be reviewed: only the author knows which of the two the stack can do without.',
    references: [],
    remediation: {
      steps: ['Make the dependency required, or let the dependent do without it and remove the edge.'],
      test: 'agent-preflight up --dry-run prints the order without this finding.',
      rollback: 'Revert the line.',
      dependsOn: ['unknown-dependency'],
    },
  },
  checks: {
    startup(context) {
      if (!isStarted(context)) return;
      const started = startedWith(context.definition, definitionsOf(context)).flatMap(({ agents }) => agents);
      const byName = new Map(started.map((agent) => [agent.name.value, agent]));
      for (const agent of context.definition.agents) {
        if (!agent.enabled || isRequired(agent) !== true) continue;
        for (const dependency of agent.dependencies) {
          const target = byName.get(dependency.value);
          if (target === undefined || target === agent || isRequired(target) !== false) continue;
          context.report({
            range: dependency.range,
            message: `${agent.name.value} is required and depends on ${target.name.value}, which is optional: when ${target.name.value} is missing, ${agent.name.value} lacks what it needs. Require both or drop the dependency.`,
            related: [
              related(
                target.name.file,
                target.required?.range ?? target.name.range,
                `${target.name.value} is optional here.`,
              ),
            ],
            fixes: [...requireTarget(context, target), ...dropEdge(context, agent, dependency)],
          });
        }
      }
    },
  },
});

/** Null where only the environment decides. Without a word of its own an agent is required, as the launcher takes it. */
function isRequired({ required }: AgentDefinition): boolean | null {
  if (required === null) return true;
  return required.value.kind === 'fixed' ? required.value.required : null;
}

function requireTarget(context: StartupContext, { name, required }: AgentDefinition): Fix[] {
  const written = required === null ? '' : context.document.text.slice(required.range.start, required.range.end);
  // `optional: true` says the opposite with the same words.
  const isOptionalKey =
    required !== null && /\boptional["']?\s*:\s*["']?$/.test(context.document.text.slice(0, required.range.start));
  const opposite = new Map([
    ['false', 'true'],
    ['False', 'True'],
    ['no', 'yes'],
    ['off', 'on'],
    ['0', '1'],
  ]);
  const newText = isOptionalKey
    ? [...opposite].find(([, positive]) => positive === written)?.[0]
    : opposite.get(written);
  if (required === null || newText === undefined || required.file !== context.definition.file) return [];
  return [fixHere(context, `Require ${name.value}, too`, 'review', [{ range: required.range, newText }])];
}

function dropEdge(
  context: StartupContext,
  agent: AgentDefinition,
  dependency: AgentDefinition['dependencies'][number],
): Fix[] {
  const { text } = context.document;
  const isOwnText = text.slice(dependency.range.start, dependency.range.end) === dependency.value;
  const removal =
    isOwnText && agent.dependenciesRange && removeListItem(text, agent.dependenciesRange, dependency.range);
  const title = `Let ${agent.name.value} start without ${dependency.value}`;
  return removal ? [fixHere(context, title, 'review', [removal])] : [];
}
