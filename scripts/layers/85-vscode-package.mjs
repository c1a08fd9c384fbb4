import { join } from 'node:path';
import { runMocha } from '../lib/mocha.mjs';
import { testResults } from '../lib/paths.mjs';
import { packageSpecs, vscodeRequirements } from '../lib/vscode.mjs';

export default {
  title: 'in real VS Code, from the package users install',
  requires: vscodeRequirements,
  run: async () => {
    // Imported late: the test runner starts before vsce is installed.
    const { packageExtension } = await import('../lib/package.mjs');
    const vsix = await packageExtension(join(testResults, 'agent-preflight.vsix'));
    return runMocha('vscode-package', packageSpecs, {
      timeout: 120_000,
      secondTry: true,
      env: { AGENT_PREFLIGHT_VSIX: vsix },
    });
  },
};
