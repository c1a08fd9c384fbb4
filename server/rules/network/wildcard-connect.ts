import { defineRule } from '../rule';
import { isClientCall, isConnectCall, isRequestCall } from './address-calls';
import { type AddressUse, addressUses } from './address-role';
import { hostFixes } from './host-fix';

export const rule = defineRule({
  id: 'wildcard-connect',
  topic: 'network',
  severity: 'warning',
  impact: 7,
  effort: 1,
  triggers: ['0.0.0.0', '//*:', '[::]'],
  crossFile: true,
  documentation: {
    summary: 'Reports connections to a wildcard address.',
    whatItDoes:
      'Reports `0.0.0.0`, `*` and `::` where code connects. These name every interface of the own machine: they are for listening.',
    whyItMatters:
      'Linux happens to take `0.0.0.0` for loopback, so it works while both sides share a host. macOS, Windows and every second machine refuse it.',
    examples: [
      {
        path: 'agents/memory.py',
        bad: 'import zmq\n\nsocket = zmq.Context().socket(zmq.REQ)\nsocket.connect("tcp://0.0.0.0:7200")\n',
        good: 'import os\n\nimport zmq\n\nsocket = zmq.Context().socket(zmq.REQ)\nsocket.connect(f"tcp://{os.environ[\'SERVICE_REGISTRY_HOST\']}:7200")\n',
        files: {
          'config/startup.yaml':
            'agent_groups:\n  core:\n    ServiceRegistry:\n      script_path: agents/registry.py\n      port: 7200\n',
        },
      },
    ],
    fixSafety:
      "The host is read from a variable named after the agent that owns the port; its default is that agent's name.",
    references: ['https://datatracker.ietf.org/doc/html/rfc1122#section-3.2.1.3'],
    remediation: {
      steps: ['Apply the quick fix, or name the service to connect to.'],
      test: 'Start both sides on different machines or in containers.',
      rollback: 'Revert the edit.',
      dependsOn: [],
    },
  },
  checks: {
    code(context) {
      for (const use of addressUses(context.code)) {
        if (use.address.kind !== 'wildcard' || !connects(use)) continue;
        context.report({
          range: use.node,
          message: `'${use.address.host}' is an address to listen on, not to connect to: it works by accident on one host; name the service`,
          fixes: hostFixes(context, use),
        });
      }
    },
  },
});

/** A wildcard under a mere name (`host = "0.0.0.0"`) is where somebody listens; only a connecting call proves the mistake. */
function connects(use: AddressUse): boolean {
  if (use.role !== 'connect') return false;
  return use.call !== null
    ? isConnectCall(use.call) || (use.address.scheme !== null && (isClientCall(use.call) || isRequestCall(use.call)))
    : use.address.scheme !== null && use.address.port !== null && /_url$|_uri$/i.test(use.name ?? '');
}
