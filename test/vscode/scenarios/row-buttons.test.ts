// Buttons of rows in a tree that never rests: each press is about its row, whatever VS Code is fetching at that moment.
import assert from 'node:assert/strict';
import type { TreeView } from '../driver/tree-view';
import { photographFailure, Scenario } from './support';

const portOffset = 2000 + (process.pid % 4000);

/** Agents on which no other one depends: their restart leaves the rest alone. */
const victims = ['SentimentScorer', 'SpeechSynthesizer', 'SpeechRecognizer', 'IntentRouter'];

describe('row buttons while a stack starts', function () {
  this.timeout(180_000);
  let scenario: Scenario;
  let tree: TreeView;

  before(async () => {
    scenario = await Scenario.open('row-buttons', 'voice-stack', { environment: { PORT_OFFSET: String(portOffset) } });
    await scenario.workbench.showViewContainer('Agent Preflight');
    await scenario.workbench.resizeSideBar(560);
    tree = scenario.workbench.tree('Stack');
    await tree.waitFor('the stack', (rows) => rows.length > 0, 30_000);
    for (const group of ['core', 'thinking', 'speech', 'front']) await tree.expand(group);
  });

  afterEach(async function () {
    await photographFailure(this.currentTest, scenario);
  });

  after(() => scenario?.close());

  it('act on their rows and ask nothing', async () => {
    const { page } = scenario.workbench;
    const picker = page.locator('.quick-input-widget:visible');
    await tree.pressInline(/startup\.yaml/, 'Start Stack');
    for (const name of [...victims, ...victims, ...victims]) {
      await tree.waitFor(
        `${name} to be up`,
        (rows) => rows.some(({ label, description }) => label === name && isUp(description)),
        90_000,
      );
      // While it comes back, the next one is pressed: groups and stack change their counts all the time.
      await tree.pressInline(name, 'Restart Agent', { atOnce: true });
      assert.equal(await picker.count(), 0, `${name}: nobody is asked which agent is meant`);
    }
    await tree.waitFor(
      'all to be up again',
      (rows) => victims.every((name) => rows.some(({ label, description }) => label === name && isUp(description))),
      60_000,
    );
    assert.equal(await picker.count(), 0);
  });

  function isUp(description: string): boolean {
    return /^(ready|degraded)/.test(description);
  }
});
