// Every kind of fix, applied from the lightbulb. What there is to fix stands in the example's own list of its faults.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { until } from '../driver/until';
import { assertPythonCompiles, locate, photographFailure, root, Scenario } from './support';

interface Fault {
  readonly file: string;
  readonly text: string;
  readonly rule: string;
  readonly fix: string;
}

/** The first fault of each rule that has a fix without a preview. */
function faultsToFix(): Fault[] {
  const table = readFileSync(join(root, 'examples/legacy-stack/FAULTS.md'), 'utf8');
  const faults = [...table.matchAll(/^\| (\S+) \| `(.*)` \| (\S+) \| (\w+) \|$/gm)].map(
    ([, file = '', text = '', rule = '', fix = '']): Fault => ({ file, text, rule, fix }),
  );
  const seen = new Set<string>();
  return faults.filter(({ rule, fix }) => fix === 'safe' && !seen.has(rule) && seen.add(rule));
}

describe('quick fixes in VS Code', function () {
  this.timeout(120_000);
  let scenario: Scenario;

  before(async () => {
    scenario = await Scenario.open('quick-fixes', 'legacy-stack');
    await scenario.workbench.problems.waitFor('a finding', ({ source }) => source === 'agent-preflight', 30_000);
  });

  afterEach(async function () {
    await photographFailure(this.currentTest, scenario);
  });

  after(() => scenario?.close());

  for (const { file, text, rule } of faultsToFix()) {
    it(`${rule}: in ${file}`, async () => {
      const { editor, problems } = scenario.workbench;
      const path = scenario.path(file);
      const before = readFileSync(path, 'utf8');
      const { line } = locate(path, text);
      await editor.open(file);
      await problems.filter(rule);
      const onLine = (problem: { code?: string; file: string; line: number }) =>
        problem.code === rule && problem.file === basename(file) && Math.abs(problem.line - line) <= 1;
      const found = await problems.waitFor(`${rule} on line ${line}`, onLine);
      const count = async () => (await problems.list()).filter((problem) => problem.file === basename(file)).length;
      const countBefore = await count();

      await editor.goTo(found.line, found.column + 1);
      const [first] = await editor.quickFixes();
      await scenario.workbench.screenshot(`${rule}-1-menu`);
      await editor.closeMenu();
      await editor.applyQuickFix(first ?? '');
      await until(`${rule} to be gone`, async () => (await count()) < countBefore);
      await scenario.workbench.screenshot(`${rule}-2-fixed`);
      await until('the fix to be saved', async () => {
        await scenario.workbench.page.keyboard.press('Control+s');
        return readFileSync(path, 'utf8') !== before;
      });
      if (file.endsWith('.py')) assertPythonCompiles(path);
    });
  }

  it('all findings of a rule in a file, at once', async () => {
    const file = 'agents/two_requests.py';
    await writeFile(
      scenario.path(file),
      [
        'import sys',
        'import urllib.request',
        '',
        'first = urllib.request.urlopen(sys.argv[1]).read()',
        'second = urllib.request.urlopen(sys.argv[2]).read()',
        '',
      ].join('\n'),
    );
    await openAt(file, 'missing-timeout', 'urllib.request.urlopen(sys.argv[2])');
    await scenario.workbench.editor.applyQuickFix('Fix all missing-timeout in this file');
    await scenario.workbench.editor.saved(scenario.path(file), /argv\[1\], timeout=\d+\)[^]*argv\[2\], timeout=\d+\)/);
    await scenario.workbench.problems.waitUntilGone('both', ({ file: name }) => name === 'two_requests.py');
    assertPythonCompiles(scenario.path(file));
  });

  it('an exception for one line, behind the fixes in the menu', async () => {
    const file = 'edge/agents/audio_gateway.py';
    await openAt(file, 'missing-timeout', 'hub.recv_json()');
    const titles = await scenario.workbench.editor.quickFixes();
    await scenario.workbench.editor.closeMenu();
    assert.ok(titles.indexOf('Ignore missing-timeout on this line') > 0, titles.join(' | '));
    await scenario.workbench.editor.applyQuickFix('Ignore missing-timeout on this line');
    await scenario.workbench.problems.waitUntilGone('it', ({ code }) => code === 'missing-timeout');
    await scenario.workbench.editor.saved(scenario.path(file), /# preflight: ignore\[missing-timeout\]/);
  });

  it('an exception for a whole file', async () => {
    const file = 'edge/agents/audio_gateway.py';
    await openAt(file, 'loopback-bind', 'ThreadingHTTPServer(("127.0.0.1"');
    await scenario.workbench.editor.applyQuickFix('Ignore loopback-bind in this file');
    await scenario.workbench.problems.waitUntilGone('it', ({ code }) => code === 'loopback-bind');
    await scenario.workbench.editor.saved(scenario.path(file), /# preflight: ignore-file\[loopback-bind\]/);
  });

  it('the documentation of the rule', async () => {
    const file = 'agents/voice_hub.py';
    await openAt(file, 'missing-timeout', 'subprocess.run(');
    await scenario.workbench.editor.applyQuickFix('Show documentation of missing-timeout');
    await until('the documentation to be shown', () =>
      scenario.workbench.page.locator('.tab.active', { hasText: /missing-timeout/ }).count(),
    );
    await scenario.workbench.screenshot('documentation');
  });

  async function openAt(file: string, rule: string, text: string): Promise<void> {
    const { editor, problems } = scenario.workbench;
    const { line, column } = locate(scenario.path(file), text);
    await editor.open(file);
    await problems.filter(basename(file));
    const here = await problems.waitFor(
      `${rule} on line ${line}`,
      (problem) => problem.code === rule && problem.file === basename(file) && problem.line === line,
    );
    await editor.goTo(line, Math.max(column, here.column) + 1);
  }

  it('has faults to fix', () => {
    assert.ok(faultsToFix().length >= 12, 'the list of faults could not be read');
  });
});
