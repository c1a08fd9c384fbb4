import { argumentOf } from '../../languages/code-model';
import { hostKind, parseAddress } from '../../languages/addresses';
import { isToolSettings } from '../../languages/typescript/browser-code';
import type { YamlScalar } from '../../languages/yaml/yaml-model';
import { type CodeContext, type YamlContext, defineRule } from '../rule';
import { type AddressUse, addressUses } from './address-role';
import { hostFixes } from './host-fix';

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
  checks: { code: checkCode, startup: checkYaml, compose: checkYaml },
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

/** Keys under which an address is where the agent itself listens, or no address to reach at all. */
const OWN_KEYS =
  /^(bind|listen|bind_address|listen_address|subnet|gateway|cidr|ipv4_address|no_proxy|allowed?_.*|.*_allow(list|ed).*|trusted.*|cors.*|.*origins?|test|command|healthcheck|(next_public|vite|react_app|public)_.*)$/i;
const HOST_KEYS = /host|url|uri|addr|endpoint|server|broker|ip$|_ip|dsn|connection|redis|nats|peer|node/i;

function checkYaml(context: YamlContext): void {
  for (const scalar of context.yaml.scalars.map(listedVariable)) {
    const address = parseAddress(scalar.value);
    if (address === null || (address.kind !== 'loopback' && address.kind !== 'private')) continue;
    if (scalar.path.some((part) => typeof part === 'string' && OWN_KEYS.test(part))) continue;
    if (isOwnHost(scalar) || !(address.scheme !== null || HOST_KEYS.test(scalar.key))) continue;
    if (hostKind(address.host) === 'loopback' && /health/i.test(scalar.path.join('.'))) continue;
    context.report({
      range: scalar.range,
      message: `'${address.host}' is hard-coded and holds on one machine only: write a placeholder such as \${${placeholderName(scalar)}}, set where the stack is started`,
      fixes: [
        {
          title: `Read the address from ${placeholderName(scalar)}`,
          safety: address.kind === 'private' ? 'safe' : 'review',
          edits: () => [{ uri: context.document.uri, range: scalar.range, newText: placeholder(context, scalar) }],
        },
      ],
    });
  }
}

/** `- REDIS_URL=redis://localhost:6379`, as lists of environment variables are written, seen as the variable's own scalar. */
function listedVariable(scalar: YamlScalar): YamlScalar {
  const match = typeof scalar.path.at(-1) === 'number' ? /^([A-Za-z_]\w*)=(.+)$/s.exec(scalar.value) : null;
  const [, key = '', value = ''] = match ?? [];
  if (match === null || scalar.range.end - scalar.range.start !== scalar.value.length) return scalar;
  const range = { start: scalar.range.end - value.length, end: scalar.range.end };
  return { ...scalar, path: [...scalar.path.slice(0, -1), key], key, value, range };
}

/** `host:` of an agent's own entry is where it listens; other rules look at that. */
function isOwnHost(scalar: YamlScalar): boolean {
  const parent = scalar.path.at(-2);
  return scalar.key === 'host' && (typeof parent === 'number' || /^[A-Z]/.test(String(parent ?? '')));
}

function placeholderName(scalar: YamlScalar): string {
  const parts = scalar.path.filter((part): part is string => typeof part === 'string');
  const [own = 'host'] = parts.slice(-1);
  const generic = /^(host|url|uri|address|addr|ip|endpoint)$/i.test(own);
  const owner = parts.at(-2);
  const name = generic && owner !== undefined && owner !== 'config' ? `${owner}_${own}` : own;
  return name.replace(/[^A-Za-z0-9]+/g, '_').toUpperCase();
}

function placeholder(context: YamlContext, scalar: YamlScalar): string {
  const text = `\${${placeholderName(scalar)}:-${context.document.slice(scalar.range)}}`;
  return scalar.style === 'plain' && context.document.slice(scalar.range).includes(': ') ? `"${text}"` : text;
}
