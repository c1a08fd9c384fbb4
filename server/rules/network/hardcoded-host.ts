import { argumentOf } from '../../languages/code-model';
import { isToolSettings } from '../../languages/typescript/browser-code';
import { type CodeContext, defineRule } from '../rule';
import { type AddressUse, addressUses } from './address-role';
import { hostFixes } from './host-fix';
import { checkEnvFile, checkUnit, checkYaml } from './hosts-in-settings';

export const rule = defineRule({
  id: 'hardcoded-host',
  topic: 'network',
  severity: 'warning',
  impact: 7,
  effort: 1,
  triggers: ['localhost', '127.', '::1', '10.', '172.', '192.168.'],
  crossFile: true,
  documentation: {
    summary: 'Reports loopback and private addresses that code uses to reach another service.',
    whatItDoes:
      'Looks at every address by what it is for: `connect()`, URLs, host arguments, values of dictionaries and configuration files, defaults of parameters. ' +
      'Silent for comparisons, log text, allow-lists, health checks of the own process, tests and documentation.',
    whyItMatters:
      'The address holds on one laptop. In a container, `localhost` is the container itself; on the second machine, a private address belongs to somebody else. ' +
      'The agent starts and never finds its neighbours.',
    examples: [
      {
        path: 'agents/memory.py',
        bad: 'import zmq\n\nsocket = zmq.Context().socket(zmq.REQ)\nsocket.connect("tcp://localhost:7200")\n',
        good: 'import os\n\nimport zmq\n\nsocket = zmq.Context().socket(zmq.REQ)\nsocket.connect(f"tcp://{os.environ[\'SERVICE_REGISTRY_HOST\']}:7200")\n',
        files: {
          'config/startup.yaml':
            'agent_groups:\n  core:\n    ServiceRegistry:\n      script_path: agents/registry.py\n      port: 7200\n',
        },
      },
      {
        path: 'cache.py',
        bad: 'import redis\n\ncache = redis.Redis(host="192.168.1.20", socket_timeout=5)\n',
        good: 'import os\n\nimport redis\n\ncache = redis.Redis(host=os.environ["REDIS_HOST"], socket_timeout=5)\n',
      },
      {
        path: 'config/startup.yaml',
        bad: 'agent_groups:\n  core:\n    Memory:\n      script_path: memory.py\n      port: 7201\n      config:\n        redis_url: redis://localhost:6379/0\n',
        good: 'agent_groups:\n  core:\n    Memory:\n      script_path: memory.py\n      port: 7201\n      config:\n        redis_url: ${REDIS_URL:-redis://redis:6379/0}\n',
      },
    ],
    fixSafety:
      'Safe where the service is known: the host is read from a variable named after the agent that owns the port in the startup file (or after the scheme), ' +
      "with the service's name as its default; `agent-preflight up` sets these variables on one machine. Where nothing tells the service, the fix is to be reviewed.",
    references: ['https://12factor.net/config'],
    remediation: {
      steps: [
        'Apply the quick fix, or read the address from the environment.',
        'Set the variable where the stack is started.',
      ],
      test: 'Start the stack on a second machine or in containers: the agent reaches the service.',
      rollback: 'Revert the edit; the variable can stay.',
      dependsOn: [],
    },
  },
  checks: { code: checkCode, startup: checkYaml, compose: checkYaml, env: checkEnvFile, text: checkUnit },
});

function checkCode(context: CodeContext): void {
  if (isToolSettings(context.document.path)) return;
  for (const use of addressUses(context.code)) {
    if (use.role !== 'connect' || (use.address.kind !== 'loopback' && use.address.kind !== 'private')) continue;
    if (findsOwnAddress(context, use)) continue;
    const host = use.address.host;
    const place = use.address.kind === 'loopback' ? 'this machine alone' : 'one network';
    context.report({
      range: use.node,
      message: `'${host}' is hard-coded and means ${place}: elsewhere the service is not found; read it from the environment`,
      fixes: hostFixes(context, use),
    });
  }
}

/** `s.connect(("10.255.255.255", 1))` on a datagram socket sends nothing: it asks which address this machine has. */
function findsOwnAddress(context: CodeContext, use: AddressUse): boolean {
  if (use.address.kind !== 'private' || use.call === null) return false;
  const target = context.code.textOf(use.call.argumentList ?? use.call.node);
  return /,\s*[0-9]\s*\)/.test(target) && argumentOf(use.call, 'address', 0)?.value.type === 'tuple';
}
