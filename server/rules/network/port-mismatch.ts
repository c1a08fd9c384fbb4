import type { AgentDefinition } from '@agent-preflight/stack/definition/model';
import type { Call, CodeModel } from '../../languages/code-model';
import type { AgentReference } from '../../project/project-view';
import { type Heir, heirsIn } from '../lifecycle/heir';
import type { RelatedPlace } from '../finding';
import { type CodeContext, defineRule } from '../rule';
import { type FoundPort, healthPort, mainPort, otherPorts } from './agent-ports';
import { PortEvaluation } from './effective-port';
import { type Declaration, codeFix, startupFix } from './port-mismatch-fix';
import { checkServer } from './server-port-mismatch';

const BASE_AGENT = `import zmq


class BaseAgent:
    def __init__(self, **kwargs):
        self.port = int(kwargs.get("port") or 5000)
        self.health_check_port = kwargs.get("health_check_port") or self.port + 1
        self.socket = zmq.Context().socket(zmq.REP)
        self.socket.bind(f"tcp://*:{self.port}")

    def run(self):
        pass
`;
const STARTUP = `agent_groups:
  core:
    Memory:
      script_path: agents/memory.py
      port: 7200
      health_check_port: 8200
`;

export const rule = defineRule({
  id: 'port-mismatch',
  topic: 'network',
  severity: 'warning',
  concernsStart: true,
  impact: 8,
  effort: 1,
  triggers: [
    'super().__init__',
    '.bind(',
    'uvicorn',
    'HTTPServer',
    'run_app',
    'TCPSite',
    'start_server',
    'app.run',
    'serve(',
    'secure_port',
  ],
  crossFile: true,
  documentation: {
    summary: 'Reports agents that listen on other ports than their startup entry says.',
    whatItDoes:
      'Works out the port and the health port that an agent’s code binds — arguments to `super().__init__`, defaults of parameters, constants, ports the base agent derives such as `port + 1`, and the one address that a server without a base agent listens on — and compares them with the entry of the startup file that starts the script. Silent where the value comes from the environment, the configuration or the command line.',
    whyItMatters:
      'The launcher, the health checks and every other agent believe the startup file. An agent that listens elsewhere is dead to all of them while it runs, and nothing in its log says so.',
    examples: [
      {
        path: 'agents/memory.py',
        bad: `from common.base_agent import BaseAgent


class Memory(BaseAgent):
    def __init__(self, port=7100, health_check_port=8200):
        super().__init__(name="Memory", port=port, health_check_port=health_check_port)


if __name__ == "__main__":
    Memory().run()
`,
        good: `from common.base_agent import BaseAgent


class Memory(BaseAgent):
    def __init__(self, port=7200, health_check_port=8200):
        super().__init__(name="Memory", port=port, health_check_port=health_check_port)


if __name__ == "__main__":
    Memory().run()
`,
        files: { 'common/base_agent.py': BASE_AGENT, 'config/startup.yaml': STARTUP },
      },
      {
        path: 'agents/memory.py',
        bad: `from common.base_agent import BaseAgent


class Memory(BaseAgent):
    def __init__(self, port=7200):
        super().__init__(name="Memory", port=port)


if __name__ == "__main__":
    Memory().run()
`,
        good: `import os

from common.base_agent import BaseAgent


class Memory(BaseAgent):
    def __init__(self):
        super().__init__(
            name="Memory",
            port=int(os.environ["AGENT_PORT"]),
            health_check_port=int(os.environ["HEALTH_CHECK_PORT"]),
        )


if __name__ == "__main__":
    Memory().run()
`,
        files: { 'common/base_agent.py': BASE_AGENT, 'config/startup.yaml': STARTUP },
      },
    ],
    fixSafety: 'To be reviewed: either the code or the startup file is right. Others may know the port from either.',
    references: ['https://12factor.net/port-binding'],
    remediation: {
      steps: [
        'Decide which of the two is right.',
        'Better: read AGENT_PORT and HEALTH_CHECK_PORT, which the launcher sets.',
      ],
      test: 'Start the agent: the stack view shows the declared ports as listening.',
      rollback: 'Put the former number back.',
      dependsOn: ['base-agent-contract'],
    },
  },
  checks: {
    python(context) {
      const { code, document, project } = context;
      const entries = project.agentsForScript(document.path);
      if (entries.length === 0) return;
      const heirs = heirsIn(code, project, document.path);
      if (heirs.length === 0) checkServer(context, entries);
      for (const heir of startedHeirs(code, heirs, entries)) checkHeir(context, heir, entries);
    },
  },
});

/** Of several heirs in a file the one that is created at its end, or has the entry's name. */
function startedHeirs(code: CodeModel, heirs: readonly Heir[], entries: readonly AgentReference[]): readonly Heir[] {
  if (heirs.length < 2) return heirs;
  const created = heirs.filter(({ definition }) =>
    code.calls.some(
      (call) => call.name === definition.name && call.receiver === null && code.enclosingClass(call.node) === null,
    ),
  );
  if (created.length === 1) return created;
  const names = new Set(entries.map(({ agent }) => agent.name.value.toLowerCase()));
  return (created.length > 0 ? created : heirs).filter(({ definition }) => names.has(definition.name.toLowerCase()));
}

/** The ports an agent has two of, and how it is asked for each. */
const KINDS = [
  { keyword: 'port', label: 'port', declared: (agent: AgentDefinition) => agent.port },
  { keyword: 'health_check_port', label: 'health port', declared: (agent: AgentDefinition) => agent.healthPort },
] as const;

function checkHeir(context: CodeContext, heir: Heir, entries: readonly AgentReference[]): void {
  const { code } = context;
  const [call, second] = heir.superCalls;
  const { parent, definition } = heir;
  if (
    call === undefined ||
    second !== undefined ||
    parent === null ||
    call.arguments.some(({ name, spread }) => name === null && !spread)
  )
    return;
  const creations = code.calls.filter(
    (other) => other.name === definition.name && other.receiver === null && code.enclosingClass(other.node) === null,
  );
  if (creations.length > 1) return;
  const evaluation = new PortEvaluation(code, definition, creations[0] ?? null);
  const others = otherPorts(context, heir, evaluation);
  const own = mainPort(call, evaluation, heir);
  for (const { keyword, label, declared } of KINDS) {
    const declarations = entries.flatMap((entry) => {
      const port = declared(entry.agent);
      return port === null || port.value.base === null ? [] : [{ entry, port, number: port.value.base }];
    });
    if (declarations.length === 0) continue;
    const found = keyword === 'port' ? own : healthPort(context, heir, evaluation, own, parent, entries);
    if (
      found === null ||
      declarations.some(({ number }) => number === found.port) ||
      others.has(declarations[0]?.number ?? 0)
    )
      continue;
    report(context, call, keyword, label, found, declarations);
  }
}

function report(
  context: CodeContext,
  call: Call,
  keyword: string,
  label: string,
  found: FoundPort,
  declarations: readonly Declaration[],
): void {
  const [first] = declarations;
  if (first === undefined) return;
  const { number, entry } = first;
  const actual = found.port;
  const how =
    actual === null
      ? `no ${keyword} reaches the base agent, which picks one on its own`
      : found.derived
        ? `no ${keyword} reaches the base agent, which takes ${actual}`
        : `the code takes ${label} ${actual}`;
  context.report({
    range: found.literal ?? found.node,
    message: `The startup file gives ${entry.agent.name.value} the ${label} ${number}, but ${how}: health checks and other agents look for it in vain; make both the same`,
    related: declarations.map(({ port, number: declared }): RelatedPlace => ({
      uri: port.file,
      range: port.range,
      message: `declared here: ${declared}`,
    })),
    fixes: context.code.root.hasError
      ? []
      : [
          ...codeFix(context, call, keyword, found, number),
          ...(actual === null ? [] : startupFix(first, label, actual)),
        ],
  });
}
