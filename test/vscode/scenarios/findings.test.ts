// What is wrong with a stack is seen as soon as its folder is open.
import assert from 'node:assert/strict';
import { until } from '../driver/until';
import { photographFailure, Scenario } from './support';

/**
 * From the moment VS Code begins to load the extension to the first finding on the screen. The aim is a second, and what was
 * measured is printed; a test fails only where something waits that should not, since the machine may have other things to do.
 */
const aimMs = 1_000;
const limitMs = 5_000;

describe('the findings of a folder in VS Code', function () {
  this.timeout(180_000);
  let scenario: Scenario;

  before(async () => {
    scenario = await Scenario.open('findings', 'legacy-stack');
  });

  afterEach(async function () {
    await photographFailure(this.currentTest, scenario);
  });

  after(() => scenario?.close());

  it('are there for files that nobody has opened', async () => {
    const { problems } = scenario.workbench;
    await problems.waitFor('a finding', ({ source }) => source === 'agent-preflight', 30_000);
    await until('the findings of all files', async () => (await problems.total()) > 20);
    for (const problem of await problems.list()) {
      assert.equal(problem.source, 'agent-preflight');
      assert.match(problem.code ?? '', /^[a-z]+(-[a-z]+)+$/, 'the code is the rule');
    }
    await scenario.workbench.screenshot('1-problems');
  });

  it('are there at once, without a look at other files first', async () => {
    const measured: number[] = [];
    for (let attempt = 0; attempt < 3 && !measured.some((ms) => ms <= aimMs); attempt++) {
      measured.push(await scenario.workbench.timeToFirstProblem('agent-preflight.agent-preflight'));
    }
    console.log(`    first finding ${measured.map((ms) => `${ms} ms`).join(', ')} after activation began`);
    assert.ok(
      measured.some((ms) => ms <= limitMs),
      `${measured.join(', ')} ms`,
    );
  });

  it('say under the mouse what the rule says', async () => {
    const { editor, problems, page } = scenario.workbench;
    await problems.filter('hardcoded-host');
    await editor.open('intent_router.py');
    const found = await problems.waitFor(
      'a hard-coded host',
      ({ code, file }) => code === 'hardcoded-host' && file === 'intent_router.py',
    );
    await editor.goTo(found.line, found.column + 1);
    await editor.hover(/hardcoded-host/);
    await scenario.workbench.screenshot('2-hover');
    await page.keyboard.press('Escape');
    await problems.filter('');
  });
});
