import { runMocha } from '../lib/mocha.mjs';

export default {
  title: 'the language server, spoken to as an editor speaks',
  run: () => runMocha('protocol', ['test/protocol/**/*.test.ts'], { timeout: 30_000 }),
};
