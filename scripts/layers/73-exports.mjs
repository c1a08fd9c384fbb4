import { runMocha } from '../lib/mocha.mjs';
import { pythonWith } from '../lib/system-packages.mjs';

export default {
  title: 'what stacks are exported to, by the tools that read it',
  requires: [
    { command: 'docker-compose', package: 'docker-compose' },
    { command: 'systemd-analyze', package: 'systemd' },
    { command: 'python3', package: 'python3' },
    { python: 'zmq', package: 'python3-zmq' },
  ],
  run: () => {
    const env = { AGENT_PREFLIGHT_ZMQ_PYTHON: pythonWith('zmq') ?? 'python3' };
    return runMocha('exports', ['test/exports/**/*.test.ts'], { timeout: 120_000, env });
  },
};
