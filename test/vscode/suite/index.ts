// Runs the suite inside the extension host. Desktop VS Code (through @vscode/test-electron) and code-server both load this
// file as `extensionTestsPath` and await `run`.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';

export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, reporter: 'min' });
  for (const name of readdirSync(__dirname)) if (name.endsWith('.test.js')) mocha.addFile(join(__dirname, name));
  const tests: { state: string; title: string; message?: string }[] = [];
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (test) => tests.push({ state: 'pass', title: test.fullTitle() }));
    runner.on('pending', (test) => tests.push({ state: 'pending', title: test.fullTitle() }));
    runner.on('fail', (test, error: Error) =>
      tests.push({ state: 'fail', title: test.fullTitle(), message: error.stack ?? error.message }),
    );
  });
  // What is printed in an extension host reaches nobody.
  writeFileSync(join(__dirname, 'report.json'), JSON.stringify(tests, undefined, 2));
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
