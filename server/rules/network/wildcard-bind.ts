import { isToolSettings } from '../../languages/typescript/browser-code';
import { type CodeContext, defineRule } from '../rule';
import { isConnectCall } from './address-calls';
import { type AddressUse, addressUses } from './address-role';
import { bindFix } from './bind-fix';
import { isPrivateOnPurpose } from './bind-purpose';

export const rule = defineRule({
  id: 'wildcard-bind',
  topic: 'network',
  severity: 'information',
  impact: 5,
  effort: 2,
  triggers: [
    '0.0.0.0',
    '//*:',
    '"::"',
    "'::'",
    '[::]',
    '(""',
    "(''",
    'host=""',
    "host=''",
    'HOST = ""',
    "HOST = ''",
    'UNSPECIFIED',
    '[0, 0, 0, 0]',
    '[0,0,0,0]',
  ],
  crossFile: true,
  documentation: {
    summary: 'Reports servers that listen on all interfaces of a machine that nothing shields.',
    whatItDoes:
      'Reports `0.0.0.0`, `::`, `*` and the empty host where a server listens, in projects without a container file whose startup files ' +
      'start one machine. ' +
      'In a container it is the right address: only what is published gets out. Silent, too, where the address comes from the environment, and where every route of the file has authentication in front of it.',
    whyItMatters:
      'On a laptop or a server in an office, everybody in the same network reaches the port: an agent that runs tools or reads memories for whoever asks. Without a container around it loopback is the safe default.',
    examples: [
      {
        path: 'agents/hub.py',
        bad: 'import uvicorn\n\nuvicorn.run("hub:app", host="0.0.0.0", port=8000)\n',
        good: 'import os\n\nimport uvicorn\n\nuvicorn.run("hub:app", host=os.getenv("BIND_ADDRESS", "127.0.0.1"), port=8000)\n',
      },
      {
        path: 'agents/hub.py',
        bad: 'import socket\n\nserver = socket.socket()\nserver.bind(("", 7200))\n',
        good: 'import socket\n\nserver = socket.socket()\nserver.bind(("127.0.0.1", 7200))\n',
      },
      {
        path: 'src/hub.rs',
        bad: 'fn main() {\n    let listener = std::net::TcpListener::bind("0.0.0.0:7200").unwrap();\n}\n',
        good: 'fn main() {\n    let listener = std::net::TcpListener::bind("127.0.0.1:7200").unwrap();\n}\n',
      },
    ],
    fixSafety:
      'To be reviewed: the address becomes `BIND_ADDRESS`, by default loopback. Set `BIND_ADDRESS=0.0.0.0` where other machines have to reach the agent.',
    references: ['https://cwe.mitre.org/data/definitions/1327.html'],
    remediation: {
      steps: ['Decide who has to reach the port.', 'Apply the quick fix, and set BIND_ADDRESS where others have to.'],
      test: 'ss -ltn shows the port on 127.0.0.1 only.',
      rollback: 'Set BIND_ADDRESS=0.0.0.0.',
      dependsOn: [],
    },
  },
  checks: {
    code(context) {
      if (runsInContainers(context) || spansMachines(context) || isToolSettings(context.document.path)) return;
      for (const use of addressUses(context.code)) {
        if (
          use.address.kind !== 'wildcard' ||
          !listens(use) ||
          isPrivateOnPurpose(context.code, use) ||
          isGuarded(context)
        )
          continue;
        const shown = use.address.host === '' ? 'the empty host' : `'${use.address.host}'`;
        context.report({
          range: use.node,
          message: `The server listens on all interfaces (${shown}), and nothing here shields the machine: whoever is in the network reaches it; listen on loopback unless told otherwise`,
          fixes: bindFix(context, use, '127.0.0.1', 'review'),
        });
      }
    },
  },
});

/** Files that say that something stands between the agents and the network. */
const SHIELDS =
  /(?:^|\/)(?:Procfile|fly\.toml|render\.ya?ml|railway\.(?:json|toml)|skaffold\.ya?ml|Chart\.ya?ml|kustomization\.ya?ml|nginx\.conf|Caddyfile|traefik\.ya?ml)$/;

function runsInContainers({ project }: CodeContext): boolean {
  return project.hasContainerFiles || project.files.some((path) => SHIELDS.test(path));
}

/** Agents on several machines talk to each other: loopback would part them. */
function spansMachines({ project }: CodeContext): boolean {
  return new Set(project.definitions.flatMap(({ machine }) => machine ?? [])).size > 1;
}

/** A wildcard is there to listen on; where it is told to connect, another rule speaks. Under a mere name it is taken for where somebody listens. */
function listens({ role, call, address, name }: AddressUse): boolean {
  if (role === 'bind') return true;
  if (role !== 'connect' || (call !== null && isConnectCall(call)) || address.scheme !== null) return false;
  return (
    /host|addr|interface|server|listen|^ip$/i.test(name ?? '') &&
    !/client|remote|target|peer|upstream|dest/i.test(name ?? '')
  );
}

const guarded = new WeakMap<CodeContext['code'], boolean>();

/** Every route of the file but those of health and documentation has a guard. */
function isGuarded({ code }: CodeContext): boolean {
  let known = guarded.get(code);
  if (known === undefined) {
    const routes = code.routes.filter(({ path }) => !/health|ready|live|ping|metrics|docs|version/i.test(path ?? ''));
    known =
      routes.length > 0 &&
      routes.every(({ guards, function: handler }) =>
        [...guards, ...(handler?.parameters ?? []).map(({ node }) => node)].some((node) =>
          /auth|login|token|user|jwt|permission|api_?key|credential|verify|Depends\(get_current|Security\(/i.test(
            code.textOf(node),
          ),
        ),
      );
    guarded.set(code, known);
  }
  return known;
}
