import {
  findUnknownDependencies,
  isOnOtherMachine,
  type UnknownDependency,
} from '@agent-preflight/stack/definition/analysis/dependency-graph';
import { removeListItem } from '../../fixes/yaml-edits';
import type { Fix } from '../finding';
import { defineRule, type Report, type StartupContext } from '../rule';
import { definitionsOf, fileName, fixHere, isStarted, related } from './startup-project';

/** Services that no startup file declares: something else starts them. */
const INFRASTRUCTURE =
  /^(?:redis|nats|postgres(?:ql)?|mysql|mariadb|mongo(?:db)?|rabbitmq|kafka|zookeeper|etcd|consul|vault|minio|qdrant|chroma(?:db)?|milvus|weaviate|elasticsearch|prometheus|grafana|jaeger|loki|ollama|vllm|mosquitto|mqtt|memcached|influxdb|docker|network|internet)(?:[_-]?(?:server|service|db|broker|master|primary))?$/i;

export const rule = defineRule({
  id: 'unknown-dependency',
  topic: 'startup',
  severity: 'error',
  impact: 8,
  effort: 1,
  triggers: null,
  crossFile: true,
  documentation: {
    summary: 'Reports dependencies on agents that no startup file declares.',
    whatItDoes:
      'Reports names in `dependencies` that are neither in this file nor in one that is started with it. A name that only another ' +
      'machine or another version of the file declares, and the name of a database or broker, is information. Where the dependency is declared later in the file makes no difference.',
    whyItMatters:
      'A launcher that waits for an agent nobody starts either waits for ever, skips the dependent in silence, or gives up.',
    examples: [
      {
        path: 'config/startup.yaml',
        bad: 'agents:\n  MemoryHub: { script_path: hub.py }\n  Chat: { script_path: chat.py, dependencies: [MemoryHbu] }\n',
        good: 'agents:\n  Chat: { script_path: chat.py, dependencies: [MemoryHub] }\n  MemoryHub: { script_path: hub.py }\n',
      },
      {
        path: 'config/startup.yaml',
        bad: 'agents:\n  Chat:\n    script_path: chat.py\n    dependencies:\n      - Retired # since spring\n',
        good: 'agents:\n  Chat:\n    script_path: chat.py\n    dependencies: []\n',
      },
    ],
    fixSafety: 'Safe where the name is a slip of a declared one; removing the dependency is to be reviewed.',
    references: [],
    remediation: {
      steps: ['Correct the name, declare the agent, or remove the dependency.'],
      test: 'agent-preflight up --dry-run prints the order of the start.',
      rollback: 'Revert the line.',
      dependsOn: ['startup-syntax'],
    },
  },
  checks: {
    startup(context) {
      if (!isStarted(context)) return;
      const elsewhere = new Map<string, UnknownDependency[]>();
      for (const unknown of findUnknownDependencies(context.definition, definitionsOf(context))) {
        const { value } = unknown.dependency;
        if (unknown.elsewhere.length > 0 || INFRASTRUCTURE.test(value)) {
          elsewhere.set(value, [...(elsewhere.get(value) ?? []), unknown]);
          continue;
        }
        context.report({
          range: unknown.dependency.range,
          message: messageOf(context, unknown),
          fixes: fixesFor(context, unknown),
        });
      }
      for (const [first, ...others] of elsewhere.values()) context.report(information(context, first!, others));
    },
  },
});

/** Many agents depend on the same agent of the other machine: that is one fact. */
function information(context: StartupContext, first: UnknownDependency, others: readonly UnknownDependency[]): Report {
  const more = others.length === 0 ? '' : ` So do ${others.length} more agents.`;
  return {
    range: first.dependency.range,
    message: messageOf(context, first) + more,
    severity: 'information',
    related: [
      ...first.elsewhere
        .slice(0, 5)
        .map(({ definition, agent }) =>
          related(definition.file, agent.name.range, `${agent.name.value} is declared here.`),
        ),
      ...others
        .slice(0, 20)
        .map(({ agent, dependency }) =>
          related(context.document.uri, dependency.range, `${agent.name.value} depends on it, too.`),
        ),
    ],
  };
}

function messageOf({ project }: StartupContext, unknown: UnknownDependency): string {
  const { agent, dependency, elsewhere, suggestion } = unknown;
  const depends = `${agent.name.value} depends on ${dependency.value}`;
  const [other] = elsewhere;
  if (other) {
    const where = fileName(project, other.definition.file);
    return isOnOtherMachine(unknown)
      ? `${depends}, which runs on ${other.definition.machine} (${where}): this machine's launcher cannot wait for it.`
      : `${depends}, which only ${where} declares: the two files are not started together.`;
  }
  if (INFRASTRUCTURE.test(dependency.value))
    return `${depends}, which no startup file declares: something else has to start it first.`;
  return suggestion === null
    ? `${depends}, which no startup file declares: declare it or remove the dependency.`
    : `${depends}, which no startup file declares: did you mean ${suggestion}?`;
}

function fixesFor(context: StartupContext, { agent, dependency, suggestion }: UnknownDependency): Fix[] {
  const { text } = context.document;
  const fixes: Fix[] = [];
  // Behind an alias or a merge key the text is shared with other agents.
  const isOwnText = text.slice(dependency.range.start, dependency.range.end) === dependency.value;
  if (!isOwnText) return [];
  if (suggestion !== null && !agent.dependencies.some((other) => other.value === suggestion)) {
    fixes.push(fixHere(context, `Depend on ${suggestion}`, 'safe', [{ range: dependency.range, newText: suggestion }]));
  }
  const removal = agent.dependenciesRange && removeListItem(text, agent.dependenciesRange, dependency.range);
  if (removal) fixes.push(fixHere(context, `Remove the dependency on ${dependency.value}`, 'review', [removal]));
  return fixes;
}
