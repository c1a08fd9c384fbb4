import { healthPortVariable, portVariable } from '@agent-preflight/stack/definition/host-variable';
import { envLookup } from '../../fixes/env-lookup';
import { quoteAt, quoted } from '../../fixes/quotes';
import { openTextHole } from '../../fixes/text-hole';
import { isBrowserCode, isToolSettings } from '../../languages/typescript/browser-code';
import type { AgentReference } from '../../project/project-view';
import type { Fix } from '../finding';
import { type CodeContext, defineRule } from '../rule';
import { type PortUse, portUses } from './address-ports';
import { portOwners } from './port-owner';

export const rule = defineRule({
  id: 'hardcoded-port',
  topic: 'network',
  severity: 'information',
  impact: 4,
  effort: 2,
  triggers: [
    'bind',
    'connect',
    'listen',
    'Server',
    'serve(',
    'uvicorn',
    '.run(',
    'channel',
    'Channel',
    'Client',
    'http://',
    'ws://',
    'tcp://',
    'Redis',
    'TCPSite',
    'secure_port',
  ],
  crossFile: true,
  documentation: {
    summary: 'Reports port numbers in code that a startup file gives out, or that the code is told already.',
    whatItDoes:
      'Reports a number where something listens or connects when the startup file declares it as the port of an agent, and when the function around it takes a `port` of its own and does not use it there. ' +
      'Silent for ports of services that no startup file starts, for defaults of parameters and of environment lookups, and for tests.',
    whyItMatters:
      'The startup file is where ports are given out. A number repeated in code stays behind when the file changes, or when `PORT_OFFSET` moves the whole stack.',
    examples: [
      {
        path: 'agents/chat.py',
        bad: 'import zmq\n\nsocket = zmq.Context().socket(zmq.REQ)\nsocket.connect("tcp://registry:7200")\n',
        good: "import os\n\nimport zmq\n\nsocket = zmq.Context().socket(zmq.REQ)\nsocket.connect(f\"tcp://registry:{os.getenv('SERVICE_REGISTRY_PORT', '7200')}\")\n",
        files: {
          'config/startup.yaml':
            'agent_groups:\n  core:\n    ServiceRegistry:\n      script_path: agents/registry.py\n      port: 7200\n',
        },
      },
      {
        path: 'agents/hub.py',
        bad: 'import uvicorn\n\n\ndef serve(app, host, port):\n    uvicorn.run(app, host=host, port=8000)\n',
        good: 'import uvicorn\n\n\ndef serve(app, host, port):\n    uvicorn.run(app, host=host, port=port)\n',
      },
    ],
    fixSafety:
      'The number becomes the default of a lookup: `AGENT_PORT`, which the launcher sets, in the script of the agent itself, else a variable named after the agent that owns the port. Nothing changes while the variable is not set.',
    references: ['https://12factor.net/port-binding'],
    remediation: {
      steps: ['Apply the quick fix.'],
      test: 'Start the stack with another PORT_OFFSET: the agents still find each other.',
      rollback: 'Revert the edit; the variable can stay.',
      dependsOn: ['port-mismatch'],
    },
  },
  checks: {
    code(context) {
      const { code, document } = context;
      if (isToolSettings(document.path)) return;
      for (const use of portUses(code)) {
        // The default of a parameter is what the caller may change.
        if (!use.written || use.literal.ancestorOfType(...DEFAULTS) !== null) continue;
        const owner = ownerOf(context, use);
        const parameter = owner === null && ignoresParameter(context, use);
        if (owner === null && !parameter) continue;
        context.report({
          range: use.range,
          message:
            owner === null
              ? `The port ${use.port} is written here although the function is given one: its callers are not heard; use the parameter`
              : `The port ${use.port} is given out by the startup file (${owner.agent.name.value}): this copy of the number stays behind when the file changes; read it from the environment`,
          related:
            owner?.agent.port == null
              ? []
              : [
                  {
                    uri: owner.agent.port.file,
                    range: owner.agent.port.range,
                    message: `declared here for ${owner.agent.name.value}`,
                  },
                ],
          fixes: owner === null ? useParameter(context, use) : readVariable(context, use, owner),
        });
      }
    },
  },
});

const DEFAULTS = [
  'default_parameter',
  'typed_default_parameter',
  'required_parameter',
  'optional_parameter',
  'assignment_pattern',
];

/** The agent whose port it is: this script's own, where it listens; where it connects, the only one that can be meant. */
function ownerOf({ code, project, document }: CodeContext, use: PortUse): AgentReference | null {
  if (use.role === 'bind') {
    const own = project.agentsForScript(document.path).map(({ agent }) => agent);
    return project.agentsOnPort(use.port).find(({ agent }) => own.includes(agent)) ?? null;
  }
  const [first, ...others] = portOwners(code, project, use);
  return first === undefined || others.some(({ agent }) => agent.name.value !== first.agent.name.value) ? null : first;
}

function ignoresParameter({ code }: CodeContext, { literal, role }: PortUse): boolean {
  if (role !== 'bind' || !/^(?:integer|number|integer_literal)$/.test(literal.type)) return false;
  return code.enclosingFunction(literal)?.parameters.some(({ name }) => name === 'port') ?? false;
}

function useParameter({ document }: CodeContext, { range }: PortUse): Fix[] {
  return [
    { title: 'Use the parameter', safety: 'review', edits: () => [{ uri: document.uri, range, newText: 'port' }] },
  ];
}

function readVariable(context: CodeContext, use: PortUse, owner: AgentReference): Fix[] {
  const { code, document, project } = context;
  if (isBrowserCode(code, document.path)) return [];
  const isOwn = project.agentsForScript(document.path).some(({ agent }) => agent === owner.agent);
  const isHealth = owner.agent.healthPort?.value.base === use.port && owner.agent.port?.value.base !== use.port;
  const own = isHealth ? 'HEALTH_CHECK_PORT' : 'AGENT_PORT';
  const name = owner.agent.name.value;
  const variable = isOwn ? own : isHealth ? healthPortVariable(name) : portVariable(name);
  const isNumber = /^(?:integer|number|integer_literal)$/.test(use.literal.type);
  if (isNumber && code.language === 'rust') return readNumberInRust(context, use, variable);
  const hole = isNumber ? null : openTextHole(code, use.literal, use.range);
  if (!isNumber && hole === null) return [];
  return [
    {
      title: `Read the port from ${variable}`,
      safety: hole === null || hole.certain ? 'safe' : 'review',
      edits: () => {
        const quote = hole?.quote ?? quoteAt(code, use.literal);
        const lookup = envLookup(code, project, document.uri, {
          variable,
          defaultExpression: quoted(String(use.port), quote),
          quote,
        });
        const convert = code.language === 'python' ? 'int' : 'Number';
        const filled =
          hole === null
            ? [{ range: use.range, newText: `${convert}(${lookup.expression})` }]
            : hole.fill(lookup.expression);
        return [...lookup.edits, ...filled.map((edit) => ({ uri: document.uri, ...edit }))];
      },
    },
  ];
}

/** A number that may be worked out at run time, of whatever integer type is asked for there. */
function readNumberInRust({ document }: CodeContext, { literal, range, port }: PortUse, variable: string): Fix[] {
  if (literal.ancestorOfType('const_item', 'static_item', 'array_type', 'match_pattern', 'token_tree') !== null)
    return [];
  const suffix = /[iu](?:8|16|32|64|128|size)$/.exec(document.text.slice(range.start, range.end))?.[0] ?? '';
  const newText = `std::env::var("${variable}").ok().and_then(|port| port.parse().ok()).unwrap_or(${port}${suffix})`;
  return [
    {
      title: `Read the port from ${variable}`,
      safety: 'safe',
      edits: () => [{ uri: document.uri, range, newText }],
    },
  ];
}
