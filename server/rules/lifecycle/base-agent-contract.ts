import { defineRule } from '../rule';
import { isArchived } from './agent-class';
import { constructorFault } from './constructor-contract';
import { heirsIn } from './heir';
import { boundTwice, cleanUpWithoutBase, overwrittenState } from './inherited-state';

const BASE_AGENT = `import zmq


class BaseAgent:
    def __init__(self, *args, **kwargs):
        self.name = kwargs.get("name") or type(self).__name__
        self.port = int(kwargs.get("port") or 5000)
        self.health_check_port = int(kwargs.get("health_check_port") or self.port + 1)
        self.running = True
        self.context = zmq.Context()
        self.socket = self.context.socket(zmq.REP)
        self.socket.bind(f"tcp://*:{self.port}")

    def cleanup(self):
        self.running = False
        self.context.destroy()
`;

export const rule = defineRule({
  id: 'base-agent-contract',
  topic: 'lifecycle',
  severity: 'warning',
  impact: 8,
  effort: 2,
  triggers: ['super().__init__', 'super(', 'cleanup'],
  crossFile: true,
  documentation: {
    summary: 'Reports agents that break the contract with their base agent.',
    whatItDoes:
      'Reports, for classes that inherit from the base agent: positional arguments or unknown keywords to `super().__init__`, `port` and `health_check_port` that are taken and not passed on, a keyword given twice, a socket of their own bound on the base’s port, objects of the base overwritten (`context`, `socket`, `health_socket`, …) or set to None and then used, `running` lowered in the constructor, and a `cleanup()` that never comes to the base’s. What the base takes, assigns and binds is read from its source.',
    whyItMatters:
      'A base agent that takes `**kwargs` swallows what it does not know: the agent then listens on a default port, and nothing says so. A port bound twice ends the start. A base that is not cleaned up keeps its ports until the process is killed.',
    examples: [
      {
        path: 'agents/greeter.py',
        bad: `from common.base_agent import BaseAgent


class Greeter(BaseAgent):
    def __init__(self, name="Greeter", port=5601):
        super().__init__(name, port)
`,
        good: `from common.base_agent import BaseAgent


class Greeter(BaseAgent):
    def __init__(self, name="Greeter", port=5601):
        super().__init__(name=name, port=port)
`,
        files: { 'common/base_agent.py': BASE_AGENT },
      },
      {
        path: 'agents/feed.py',
        bad: `from common.base_agent import BaseAgent


class Feed(BaseAgent):
    def __init__(self, port=5602, **kwargs):
        super().__init__(name="Feed", port=port, **kwargs)
        self.file = open("feed.txt")

    def cleanup(self):
        self.file.close()
`,
        good: `from common.base_agent import BaseAgent


class Feed(BaseAgent):
    def __init__(self, port=5602, **kwargs):
        super().__init__(name="Feed", port=port, **kwargs)
        self.file = open("feed.txt")

    def cleanup(self):
        self.file.close()
        super().cleanup()
`,
        files: { 'common/base_agent.py': BASE_AGENT },
      },
    ],
    fixSafety:
      'Safe: arguments are named as the base agent names them. To be reviewed: everything that changes what the agent opens or closes.',
    references: ['https://docs.python.org/3/library/functions.html#super'],
    remediation: {
      steps: [
        'Pass name, port and health_check_port by keyword.',
        'Use the socket and context of the base; give sockets of your own other ports and names.',
        'End cleanup() with super().cleanup().',
      ],
      test: 'Start the agent: it listens on the declared port and health port, and both are free after it ended.',
      rollback: 'Revert the class.',
      dependsOn: ['legacy-agent'],
    },
  },
  checks: {
    python(context) {
      const { code, document, project } = context;
      const { uri } = document;
      if (isArchived(document.path) && project.agentsForScript(document.path).length === 0) return;
      const broken = code.root.hasError;
      for (const heir of heirsIn(code, project, document.path)) {
        const bound = boundTwice(code, uri, heir);
        const faults = [
          ...heir.superCalls.flatMap((call) =>
            heir.parent === null ? [] : (constructorFault(code, uri, heir, call, heir.parent) ?? []),
          ),
          ...bound,
          ...overwrittenState(code, uri, heir, new Set(bound.map(({ path }) => path))),
          ...[cleanUpWithoutBase(code, uri, heir)].flatMap((fault) => fault ?? []),
        ];
        for (const { node, message, fixes } of faults)
          context.report({ range: node, message, fixes: broken ? [] : fixes });
      }
    },
  },
});
