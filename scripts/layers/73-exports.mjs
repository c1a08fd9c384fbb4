import { runMocha } from '../lib/mocha.mjs';

export default {
  title: 'what stacks are exported to, by the tools that read it',
  requires: [
    { command: 'docker-compose', package: 'docker-compose' },
    { command: 'systemd-analyze', package: 'systemd' },
    { command: 'python3', package: 'python3' },
  ],
  run: () => runMocha('exports', ['test/exports/**/*.test.ts'], { timeout: 120_000 }),
};
