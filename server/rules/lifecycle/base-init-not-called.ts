import type { ClassDefinition } from '../../languages/code-model';
import { type CodeContext, defineRule } from '../rule';
import { inheritanceOf, isArchived } from './agent-class';
import { baseConstruction, onlyRaises } from './base-constructor-calls';
import { callBaseFirst, moveBaseUp, startAtTheBase } from './base-init-fix';
import { earlyUse, inheritedBy } from './early-use';
import { type Heir, heirsIn } from './heir';

const BASE_AGENT = `import logging


class BaseAgent:
    def __init__(self, name, port=5000, **kwargs):
        self.name = name
        self.port = port
        self.logger = logging.getLogger(name)

    def run(self):
        self.logger.info("%s listens on %s", self.name, self.port)
`;

export const rule = defineRule({
  id: 'base-init-not-called',
  topic: 'lifecycle',
  severity: 'error',
  impact: 8,
  effort: 1,
  triggers: ['__init__', 'dataclass'],
  crossFile: true,
  documentation: {
    summary: 'Reports agents that never set up their base agent, or use it before it is set up.',
    whatItDoes:
      'Reports, for classes that inherit from the base agent at any depth: a constructor that never comes to `super().__init__()` (a data class’s own among them), `super(BaseAgent, self).__init__()`, which begins behind the base agent, and attributes or methods of the base agent that are used before `super().__init__()` has run, in its own arguments and in methods of the class as well. Silent on what the class has set itself by then, on class attributes, and behind `hasattr`.',
    whyItMatters:
      'The base agent’s constructor opens the ports, starts the health check and installs the signal handlers. Without it the agent has no `name`, no `port`, no `logger`: it fails at the first use, or runs on and looks dead to the supervisor.',
    examples: [
      {
        path: 'agents/memory.py',
        bad: `from common.base_agent import BaseAgent


class Memory(BaseAgent):
    def __init__(self, port=5601, **kwargs):
        self.entries = {}
`,
        good: `from common.base_agent import BaseAgent


class Memory(BaseAgent):
    def __init__(self, port=5601, **kwargs):
        super().__init__(name="Memory", port=port, **kwargs)
        self.entries = {}
`,
        files: { 'common/base_agent.py': BASE_AGENT },
      },
      {
        path: 'agents/planner.py',
        bad: `from common.base_agent import BaseAgent


class Planner(BaseAgent):
    def __init__(self, port=5602):
        self.steps = []
        self.logger.info("starting")
        super().__init__(name="Planner", port=port)
`,
        good: `from common.base_agent import BaseAgent


class Planner(BaseAgent):
    def __init__(self, port=5602):
        self.steps = []
        super().__init__(name="Planner", port=port)
        self.logger.info("starting")
`,
        files: { 'common/base_agent.py': BASE_AGENT },
      },
    ],
    fixSafety:
      'Safe: the call is added as the first statement, with the arguments the base agent names, or moved up to where it is needed. None is offered where an argument is not known, where the class opens a socket or context in place of the base’s, or where something in between sets what the call needs.',
    references: ['https://docs.python.org/3/library/functions.html#super'],
    remediation: {
      steps: ['Call super().__init__() first, with name, port and health_check_port by keyword.'],
      test: 'Start the agent: it answers its health check and says its name in the log.',
      rollback: 'Revert the class.',
      dependsOn: [],
    },
  },
  checks: {
    python(context) {
      const { code, document, project } = context;
      const base = project.baseAgent;
      if (base === null || code.classes.length === 0) return;
      if (isArchived(document.path) && project.agentsForScript(document.path).length === 0) return;
      if (base.path !== null) {
        for (const heir of heirsIn(code, project, document.path)) checkHeir(context, heir);
        return;
      }
      // The base agent is installed, and its source not at hand: only that it is never called can be told.
      for (const definition of code.classes) {
        if (inheritanceOf(project, document.path, definition.name) === 'yes') checkSkipped(context, definition, null);
      }
    },
  },
});

function checkHeir(context: CodeContext, heir: Heir): void {
  const { code, document } = context;
  if (heir.base.methods['__init__'] === undefined && heir.parent === null) return;
  const call = checkSkipped(context, heir.definition, heir);
  if (call === null) return;
  const inherited = inheritedBy(code, heir);
  const use = earlyUse(code, heir, inherited, call);
  if (use === null) return;
  const fix = moveBaseUp(code, document.uri, heir, inherited, call, use);
  const needed =
    use.through === null ? `self.${use.name} is` : `self.${use.through}() needs self.${use.name}, which is`;
  context.report({
    range: use.node,
    message: `${needed} set up by the base agent, whose constructor has not run yet: this raises AttributeError; call super().__init__() first`,
    fixes: fix === null || code.root.hasError ? [] : [fix],
  });
}

/** Reports a constructor that does without its base's; else gives the call of it. */
function checkSkipped(
  context: CodeContext,
  definition: ClassDefinition,
  heir: Heir | null,
): ReturnType<typeof baseConstruction>['call'] {
  const { code, document, project } = context;
  const constructor = definition.methods.find(({ name }) => name === '__init__') ?? null;
  const base = project.baseAgent?.className ?? 'the base agent';
  if (constructor === null) {
    if (isDataclass(context, definition) && baseConstruction(code, project, document.path, definition).call === null)
      context.report({
        range: definition.nameNode,
        message: `The constructor that @dataclass writes does not call ${base}'s: no port, no health check, no logger; call super().__init__() in __post_init__`,
      });
    return null;
  }
  if (constructor.body === null || constructor.nameNode === null || onlyRaises(constructor)) return null;
  if (isOverload(context, constructor.decorators)) return null;
  const { call, overshooting } = baseConstruction(code, project, document.path, definition);
  if (call !== null) return call;
  const fix =
    heir === null || code.root.hasError
      ? null
      : overshooting === null
        ? callBaseFirst(code, document.uri, heir, document.lineEnding)
        : startAtTheBase(code, document.uri, heir, overshooting);
  context.report({
    range: overshooting?.callee ?? constructor.nameNode,
    message:
      overshooting === null
        ? `This constructor never calls ${base}'s: no port is opened, no health check answered, and what it sets up is missing at the first use; call super().__init__()`
        : `super(${base}, self) begins behind ${base}, whose constructor is never called: use super().__init__()`,
    fixes: fix === null ? [] : [fix],
  });
  return null;
}

function isDataclass({ code }: CodeContext, definition: ClassDefinition): boolean {
  return definition.decorators.some((decorator) => {
    const text = code.textOf(decorator);
    return /^@?(?:dataclasses\.)?dataclass\b/.test(text) && !/\binit\s*=\s*False\b/.test(text);
  });
}

function isOverload({ code }: CodeContext, decorators: readonly ClassDefinition['node'][]): boolean {
  return decorators.some((decorator) => /overload$/.test(code.textOf(decorator)));
}
