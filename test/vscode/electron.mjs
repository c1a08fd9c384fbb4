// Runs the extension-host suite in desktop VS Code, where one can be downloaded and shown:
//
//   node test/vscode/electron.mjs [version]     such as 1.91.0, `stable` or `insiders`
//
// The test run uses code-server instead (extension-host.test.ts), which needs neither.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTests } from '@vscode/test-electron';
import { bundleSuite } from './suite-bundle.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'apf-electron-'));
cpSync(join(root, 'examples', 'legacy-stack'), folder, { recursive: true });
try {
  await runTests({
    version: process.argv[2] ?? 'stable',
    extensionDevelopmentPath: root,
    extensionTestsPath: await bundleSuite(),
    launchArgs: [folder, '--disable-extensions', '--disable-workspace-trust'],
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
