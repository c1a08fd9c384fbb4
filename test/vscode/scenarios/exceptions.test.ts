// Exceptions from rules, rules fixed everywhere, and the configuration: what is done with findings besides fixing them one by one.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { until } from '../driver/until';
import { assertPythonCompiles, locate, photographFailure, Scenario } from './support';

const file = 'agents/two_requests.py';
const text = [
  'import sys',
  'import urllib.request',
  '',
  'first = urllib.request.urlopen(sys.argv[1]).read()',
  'second = urllib.request.urlopen(sys.argv[2]).read()',
  '',
].join('\n');

describe('exceptions and configuration in VS Code', function () {
  this.timeout(120_000);
  let scenario: Scenario;

  before(async () => {
    scenario = await Scenario.open('exceptions', 'legacy-stack');
    // The window is just there: the server looks around, and nobody may be watching yet.
    await writeFile(scenario.path(file), text);
  });

  afterEach(async function () {
    await photographFailure(this.currentTest, scenario);
  });

  after(() => scenario?.close());

  it('are about files, too, that come right after the window', async () => {
    await scenario.workbench.problems.filter('two_requests.py');
    await scenario.workbench.problems.waitFor('both', isIn(file, 5), 30_000);
  });

  it('silence the selected lines, with the cursor where the reason goes', async () => {
    const { editor, page, problems } = scenario.workbench;
    await editor.open(file);
    await editor.goTo(4);
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await editor.applyQuickFix('Ignore missing-timeout in the selected lines');
    await until('the comment', async () => /ignore-start\[missing-timeout\]/.test(await editor.visibleText()));
    await editor.type('we wait as long as it takes');
    await editor.saved(
      scenario.path(file),
      /^# preflight: ignore-start\[missing-timeout\] we wait as long as it takes\nfirst.*\nsecond.*\n# preflight: ignore-end\n$/m,
    );
    await problems.waitUntilGone('both', ({ code }) => code === 'missing-timeout');
    await scenario.workbench.screenshot('1-block');
  });

  it('tell what they keep silent, and are taken back where they stand', async () => {
    const { editor, problems } = scenario.workbench;
    await editor.goTo(4, 20);
    assert.match(await editor.hover(/Silences/), /Silences 2 findings/);
    await editor.goTo(4, 20);
    await editor.applyQuickFix('Remove this suppression');
    assert.equal(await editor.saved(scenario.path(file), /^[^#]*$/), text);
    await problems.waitFor('both', isIn(file, 5));
  });

  it('are completed, what is found there first', async () => {
    const { editor, page, problems } = scenario.workbench;
    await editor.goTo(4, 200);
    await editor.type('  # preflight: ignore[');
    const rows = page.locator('.suggest-widget.visible .monaco-list-row');
    await rows.first().waitFor();
    assert.match((await rows.first().getAttribute('aria-label')) ?? '', /^missing-timeout/);
    await scenario.workbench.screenshot('2-completion');
    await page.keyboard.press('Enter');
    await editor.saved(scenario.path(file), /read\(\) {2}# preflight: ignore\[missing-timeout/);
    await problems.waitUntilGone('the first', isIn(file, 4));
  });

  it('leave room for a fix of the rule everywhere, which is shown first', async () => {
    const { editor, problems, refactorPreview } = scenario.workbench;
    const other = scenario.path('agents/remote_connector.py');
    const before = readFileSync(other, 'utf8');
    await editor.goTo(5, 12);
    await editor.applyQuickFix('Fix all missing-timeout in the workspace');
    const rows = await refactorPreview.rows();
    assert.ok(rows.some((row) => row.includes('two_requests.py')) && rows.length > 2, rows.join('\n'));
    await scenario.workbench.screenshot('3-preview');
    await refactorPreview.confirmAll();
    await refactorPreview.apply();
    await editor.saved(scenario.path(file), /argv\[2\], timeout=\d+\)/);
    await until('another file to be fixed', () => readFileSync(other, 'utf8') !== before);
    assertPythonCompiles(other);
    await problems.filter('');
  });

  it('tell what is wrong with a configuration file until it is mended', async () => {
    const { problems } = scenario.workbench;
    const path = scenario.path('.agent-preflight.yaml');
    await problems.filter('configuration');
    await writeFile(path, 'rulez:\n  missing-timeout: off\n');
    const wrong = await problems.waitFor('the mistake', ({ code }) => code === 'configuration');
    assert.match(wrong.message, /did you mean "rules"/);
    await writeFile(path, 'rules:\n  missing-timeout: off\n');
    await problems.waitUntilGone('the mistake', ({ code }) => code === 'configuration');
  });

  it('show what holds', async () => {
    const { commands, editor, page } = scenario.workbench;
    await editor.open(file);
    await commands.run('Agent Preflight: Show Effective Configuration');
    await until('the configuration', async () =>
      /^# Configuration file: .*\.agent-preflight\.yaml/m.test(await editor.visibleText()),
    );
    await scenario.workbench.screenshot('4-configuration');
    await page.keyboard.press('Control+f');
    await page.keyboard.type('  missing-timeout:');
    await until('the rule', async () => /missing-timeout:\s+severity: off/.test(await editor.visibleText()));
    await rm(scenario.path('.agent-preflight.yaml'));
  });

  function isIn(
    path: string,
    line: number,
  ): (problem: { code?: string | undefined; file: string; line: number }) => boolean {
    return (problem) => problem.code === 'missing-timeout' && path.endsWith(problem.file) && problem.line === line;
  }

  it('have what they are tried on', () => {
    assert.equal(locate(scenario.path(file), 'second').line, 5);
  });
});
