import { runMocha } from '../lib/mocha.mjs';
import { pythonWith } from '../lib/system-packages.mjs';

export default {
  title: 'the launcher, with real processes',
  requires: [
    { command: 'python3', package: 'python3' },
    { python: 'zmq', package: 'python3-zmq' },
    { python: 'grpc', package: 'python3-grpcio' },
    { command: 'redis-server', package: 'redis-server' },
    { command: 'nats-server', package: 'nats-server' },
  ],
  run: () =>
    runMocha('launcher', ['test/launcher/**/*.test.ts'], {
      timeout: 60_000,
      secondTry: true,
      env: { AGENT_PREFLIGHT_ZMQ_PYTHON: pythonWith('zmq') ?? 'python3' },
    }),
};
