import { runCheck } from '../lib/layers.mjs';

export default {
  title: 'strict TypeScript',
  run: () => runCheck('typescript/bin/tsc', ['--noEmit']),
};
