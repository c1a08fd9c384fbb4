import { developmentBuild } from '../lib/layers.mjs';
import { runMocha } from '../lib/mocha.mjs';

export default {
  title: 'in a browser: the language server as a web worker, the list of rules',
  requires: [{ command: 'chromium', package: 'chromium' }],
  run: () =>
    developmentBuild(() => runMocha('browser', ['test/browser/**/*.test.ts'], { timeout: 60_000, secondTry: true })),
};
