import { runTogether } from '@agent-preflight/stack/definition/analysis/companions';
import { snakeCase } from '@agent-preflight/stack/definition/host-variable';
import type { AgentDefinition, StackDefinition } from '@agent-preflight/stack/definition/model';
import type { CodeModel } from '../../languages/code-model';
import type { AgentReference, ProjectView } from '../../project/project-view';
import type { FileEdit, Fix } from '../finding';
import { type CodeContext, defineRule } from '../rule';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { portUses } from './address-ports';
import { portOwners } from './port-owner';

const STARTUP = (dependencies: string): string =>
  `agent_groups:
  core:
    ServiceRegistry:
      script_path: agents/registry.py
      port: 7200
    Chat:
      script_path: agents/chat.py
      port: 7300
      dependencies: ${dependencies}
`;
const CHAT = 'import zmq\n\nsocket = zmq.Context().socket(zmq.REQ)\nsocket.connect("tcp://service_registry:7200")\n';

export const rule = defineRule({
  id: 'undeclared-dependency',
  topic: 'network',
  severity: 'warning',
  impact: 6,
  effort: 1,
  triggers: [
    'connect',
    'channel',
    'Channel',
    'http://',
    'ws://',
    'tcp://',
    'Client',
    '_HOST',
    '_PORT',
    '_URL',
    'get_service',
    'Redis',
  ],
  crossFile: true,
  documentation: {
    summary: 'Reports connections to agents that the startup entry does not depend on.',
    whatItDoes:
      'Works out which agents a script connects to — by the port a startup file gives them, by their name as a host, and by variables named after them — and compares them with the `dependencies` of the entry that starts the script, followed from agent to agent. ' +
      'Silent for agents on other machines, for optional agents that a required one asks, and where the dependency would close a circle.',
    whyItMatters:
      'The launcher starts agents in the order of their dependencies. An agent that asks another one at its start, and does not say so, works when it happens to come later.',
    examples: [
      {
        path: 'agents/chat.py',
        bad: CHAT,
        good: 'import zmq\n\nsocket = zmq.Context().socket(zmq.REQ)\nsocket.connect("tcp://elsewhere.example.com:9000")\n',
        files: { 'config/startup.yaml': STARTUP('[]') },
      },
      {
        path: 'agents/chat.py',
        bad: 'import os\n\nhost = os.environ["SERVICE_REGISTRY_HOST"]\n',
        good: 'import os\n\nhost = os.environ["ELSEWHERE_HOST"]\n',
        files: { 'config/startup.yaml': STARTUP('[]') },
      },
    ],
    fixSafety: 'The agent is added to `dependencies` of the entry; nothing else of the startup file changes.',
    references: [],
    remediation: {
      steps: ['Apply the quick fix, or suppress the finding where the agent does without the other one.'],
      test: 'agent-preflight up --dry-run starts the other agent first.',
      rollback: 'Take the name out of the list.',
      dependsOn: ['port-mismatch', 'hardcoded-port'],
    },
  },
  checks: {
    code(context) {
      const { code, document, project } = context;
      const entries = project.agentsForScript(document.path);
      if (entries.length === 0) return;
      const told = new Set<string>();
      for (const { range, found } of connections(code, project)) {
        const missing = entries.flatMap((entry) => {
          const target = found.find((candidate) => isBeside(entry, candidate));
          return target === undefined || !lacks(project, entry, target) ? [] : [{ entry, target }];
        });
        const [first] = missing;
        if (first === undefined || told.has(first.target.agent.name.value)) continue;
        const own = first.entry.agent.name.value;
        const name = first.target.agent.name.value;
        told.add(name);
        context.report({
          range,
          message: `${own} connects to ${name} and does not depend on it: it may be started first; add ${name} to its dependencies`,
          related: [
            ...missing.map(({ entry }) => ({
              uri: entry.definition.file,
              range: entry.agent.name.range,
              message: `${entry.agent.name.value} is declared here`,
            })),
            {
              uri: first.target.definition.file,
              range: first.target.agent.name.range,
              message: `${name} is declared here`,
            },
          ],
          fixes: addDependency(
            context,
            missing.map(({ entry }) => entry),
            name,
          ),
        });
      }
    },
  },
});

interface Connection {
  readonly range: TextRange;
  /** The agents that may be meant; several files may declare one. */
  readonly found: readonly AgentReference[];
}

/** What a file connects to, in the order of the text. */
function* connections(code: CodeModel, project: ProjectView): Generator<Connection> {
  for (const use of portUses(code)) {
    const { port, role, range, literal, host } = use;
    if (role !== 'connect' || !mayBeAgent(project, host)) continue;
    const named = host === null ? [] : agentsCalled(project, host);
    const found =
      named.length > 0 ? named : portOwners(code, project, use).filter(({ agent }) => agent.port?.value.base === port);
    if (found.length > 0) yield { range: literal.type.includes('string') ? literal : range, found };
  }
  for (const { variable, node } of code.envLookups) {
    const name = /^([A-Z][A-Z0-9_]*)_(?:HOST|URL|ADDRESS|ENDPOINT)$/.exec(variable)?.[1];
    if (name === undefined) continue;
    const found = agentsCalled(project, name.toLowerCase());
    if (found.length > 0) yield { range: node, found };
  }
}

/** Loopback, private addresses and names of services; a name with dots that is no agent's is a host elsewhere. */
function mayBeAgent(project: ProjectView, host: string | null): boolean {
  return (
    host === null || !/[A-Za-z]\.[A-Za-z]/.test(host) || agentsCalled(project, host.split('.')[0] ?? host).length > 0
  );
}

const byName = new WeakMap<ProjectView, ReadonlyMap<string, readonly AgentReference[]>>();

function agentsCalled(project: ProjectView, host: string): readonly AgentReference[] {
  let names = byName.get(project);
  if (names === undefined) {
    const made = new Map<string, AgentReference[]>();
    for (const definition of project.definitions)
      for (const agent of definition.agents) {
        const key = snakeCase(agent.name.value);
        const known = made.get(key);
        if (known === undefined) made.set(key, [{ definition, agent }]);
        else known.push({ definition, agent });
      }
    byName.set(project, (names = made));
  }
  return names.get(snakeCase(host)) ?? [];
}

/** Started on the same machine, by the same file or one that goes with it. */
function isBeside(entry: AgentReference, other: AgentReference): boolean {
  return (
    other.agent.name.value !== entry.agent.name.value &&
    (other.definition.file === entry.definition.file || runTogether(entry.definition, other.definition)) &&
    (other.definition.machine ?? null) === (entry.definition.machine ?? null)
  );
}

function lacks(project: ProjectView, entry: AgentReference, target: AgentReference): boolean {
  if (!target.agent.enabled || (isRequired(entry.agent) && !isRequired(target.agent))) return false;
  const all = [
    entry.definition,
    ...project.definitions.filter((other) => other !== entry.definition && runTogether(entry.definition, other)),
  ];
  return (
    !reaches(all, entry.agent.name.value, target.agent.name.value) &&
    !reaches(all, target.agent.name.value, entry.agent.name.value)
  );
}

function isRequired({ required }: AgentDefinition): boolean {
  return required === null || required.value.kind === 'expression' || required.value.required;
}

/** Whether one agent waits for another, directly or through others. */
function reaches(definitions: readonly StackDefinition[], from: string, to: string): boolean {
  const seen = new Set<string>([from]);
  const queue = [from];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    for (const { agents } of definitions)
      for (const agent of agents) {
        if (agent.name.value !== name) continue;
        for (const { value } of agent.dependencies) {
          if (value === to) return true;
          if (!seen.has(value)) {
            seen.add(value);
            queue.push(value);
          }
        }
      }
  }
  return false;
}

/** Every startup file that starts the agent gets the dependency. */
function addDependency({ project }: CodeContext, entries: readonly AgentReference[], name: string): Fix[] {
  const edits = entries.flatMap(({ definition, agent }): FileEdit[] => {
    const place = project.dependencyPlace(definition.file, agent);
    if (place === null) return [];
    return [{ uri: definition.file, range: place.range, newText: `${place.before}${name}${place.after}` }];
  });
  const [first] = entries;
  if (first === undefined || edits.length < entries.length) return [];
  return [{ title: `Let ${first.agent.name.value} depend on ${name}`, safety: 'safe', edits: () => edits }];
}
