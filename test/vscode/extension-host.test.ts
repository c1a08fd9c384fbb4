// The suite that looks at the extension through VS Code's API, run inside the extension host.
import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { readSuiteReport } from './driver/extension-host';
import { root, Scenario } from './scenarios/support';

describe('the extension in its host', function () {
  this.timeout(120_000);

  it('passes its suite', async () => {
    const bundler = (await import(pathToFileURL(join(root, 'test/vscode/suite-bundle.mjs')).href)) as {
      bundleSuite(): Promise<string>;
    };
    const suite = await bundler.bundleSuite();
    const scenario = await Scenario.open('suite', 'legacy-stack', { extensionTestsPath: suite });
    try {
      const status = await scenario.workbench.suiteEnded;
      const tests = await readSuiteReport(suite);
      const failed = tests.filter(({ state }) => state === 'fail');
      assert.deepEqual(failed, []);
      assert.ok(tests.length > 0 && status === 0, `status ${status}, ${tests.length} tests`);
    } finally {
      await scenario.close();
    }
  });
});
