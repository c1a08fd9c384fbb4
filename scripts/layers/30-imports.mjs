import { runCheck } from '../lib/layers.mjs';

export default {
  title: 'imports run one way and never in a circle',
  run: () =>
    runCheck('dependency-cruiser/bin/dependency-cruise.mjs', [
      '--config',
      '.dependency-cruiser.cjs',
      'client',
      'server',
      'stack',
    ]),
};
