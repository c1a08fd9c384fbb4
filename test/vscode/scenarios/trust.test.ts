// A folder whose authors are not trusted is linted; nothing of it is run.
import assert from 'node:assert/strict';
import { photographFailure, Scenario } from './support';

describe('an untrusted folder in VS Code', function () {
  this.timeout(120_000);
  let scenario: Scenario;

  before(async () => {
    scenario = await Scenario.open('trust', 'legacy-stack', { workspaceTrust: true });
    await scenario.workbench.notifications.answerDialog("No, I don't trust");
  });

  afterEach(async function () {
    await photographFailure(this.currentTest, scenario);
  });

  after(() => scenario?.close());

  it('is linted', async () => {
    await scenario.workbench.editor.open('voice_hub.py');
    await scenario.workbench.problems.waitFor('a finding', (problem) => problem.source === 'agent-preflight', 30_000);
    await scenario.workbench.screenshot('1-linted');
  });

  it('is not launched: there is nothing to press, and the view says why', async () => {
    const { workbench } = scenario;
    await workbench.showViewContainer('Agent Preflight');
    assert.match(await workbench.tree('Stack').welcomeText(), /Restricted Mode/);
    for (const command of ['Agent Preflight: Start', 'Agent Preflight: Watch Stack']) {
      const offered = await workbench.commands.find(command);
      assert.deepEqual(
        offered.filter((row) => row.startsWith(command)),
        [],
      );
    }
    assert.deepEqual(scenario.agents(), []);
    await workbench.screenshot('2-not-launched');
  });
});
