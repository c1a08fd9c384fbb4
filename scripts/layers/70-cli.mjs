import { developmentBuild } from '../lib/layers.mjs';
import { runMocha } from '../lib/mocha.mjs';

export default {
  title: 'the command line, as it is shipped',
  requires: [{ command: 'python3', package: 'python3' }],
  run: () => developmentBuild(() => runMocha('cli', ['test/cli/**/*.test.ts'], { timeout: 60_000 })),
};
