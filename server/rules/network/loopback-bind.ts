import { defineRule } from '../rule';
import { addressUses } from './address-role';
import { bindFix } from './bind-fix';
import { isPrivateOnPurpose } from './bind-purpose';

export const rule = defineRule({
  id: 'loopback-bind',
  topic: 'network',
  severity: 'warning',
  impact: 7,
  effort: 1,
  triggers: ['localhost', '127.', '::1', '[127,', 'LOCALHOST'],
  crossFile: true,
  documentation: {
    summary: 'Reports servers that listen on loopback only.',
    whatItDoes:
      'Looks at `bind()` of sockets and ZeroMQ, at uvicorn, Flask, aiohttp, websockets, gRPC and `http.server`, at `listen()` in Node and `TcpListener` in Rust, and at the ' +
      'constants, parameters and configuration values that feed them. Silent for port 0 (an ephemeral port on loopback is private on purpose), for debuggers and for control sockets.',
    whyItMatters:
      'A server bound to loopback answers its own machine only. In a container nobody reaches it, not even through a published port.',
    examples: [
      {
        path: 'agents/hub.py',
        bad: 'import zmq\n\nsocket = zmq.Context().socket(zmq.REP)\nsocket.bind("tcp://127.0.0.1:7200")\n',
        good: "import os\n\nimport zmq\n\nsocket = zmq.Context().socket(zmq.REP)\nsocket.bind(f\"tcp://{os.getenv('BIND_ADDRESS', '0.0.0.0')}:7200\")\n",
      },
      {
        path: 'api.py',
        bad: 'import uvicorn\n\nuvicorn.run("api:app", host="127.0.0.1", port=8000)\n',
        good: 'import os\n\nimport uvicorn\n\nuvicorn.run("api:app", host=os.getenv("BIND_ADDRESS", "0.0.0.0"), port=8000)\n',
      },
    ],
    fixSafety:
      'The address becomes `BIND_ADDRESS`, by default all interfaces. Set `BIND_ADDRESS=127.0.0.1` where the server must stay private.',
    references: ['https://zguide.zeromq.org/docs/chapter2/'],
    remediation: {
      steps: ['Apply the quick fix.', 'Set BIND_ADDRESS where a machine must not offer the port to others.'],
      test: 'Connect to the port from another machine or container.',
      rollback: 'Set BIND_ADDRESS=127.0.0.1.',
      dependsOn: [],
    },
  },
  checks: {
    code(context) {
      for (const use of addressUses(context.code)) {
        if (use.role !== 'bind' || use.address.kind !== 'loopback' || isPrivateOnPurpose(context.code, use)) continue;
        context.report({
          range: use.node,
          message: `The server listens on '${use.address.host}' only: no other machine or container reaches it; read BIND_ADDRESS instead`,
          fixes: bindFix(context, use, '0.0.0.0', 'safe'),
        });
      }
    },
  },
});
