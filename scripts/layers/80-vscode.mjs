import { developmentBuild } from '../lib/layers.mjs';
import { runMocha } from '../lib/mocha.mjs';
import { vscodeRequirements, vscodeSpecs } from '../lib/vscode.mjs';

export default {
  title: 'in real VS Code, from the development build',
  requires: vscodeRequirements,
  run: () => developmentBuild(() => runMocha('vscode', vscodeSpecs, { timeout: 120_000, secondTry: true })),
};
