// One agent from before the base class: migrated with a look at the change first, started, healthy.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { assertPythonCompiles, locate, photographFailure, Scenario } from './support';

const script = 'agents/service_registry.py';

describe('the migration of an agent in VS Code', function () {
  this.timeout(180_000);
  let scenario: Scenario;

  before(async () => {
    scenario = await Scenario.open('migration', 'legacy-stack');
  });

  afterEach(async function () {
    await photographFailure(this.currentTest, scenario);
  });

  after(() => scenario?.close());

  it('is offered, shown before it is applied, and removes the finding', async () => {
    const { editor, problems, refactorPreview } = scenario.workbench;
    const { line, column } = locate(scenario.path(script), 'class ServiceRegistry:');
    await editor.open(script);
    await problems.filter('legacy-agent');
    await problems.waitFor(
      'legacy-agent',
      ({ code, file }) => code === 'legacy-agent' && file === 'service_registry.py',
      30_000,
    );
    await editor.goTo(line, column + 'class '.length);
    await editor.quickFixes();
    await scenario.workbench.screenshot('1-offered');
    await editor.closeMenu();
    await editor.applyQuickFix(/^Migrate .*BaseAgent/);
    assert.ok((await refactorPreview.rows()).some((row) => row.includes('service_registry.py')));
    await scenario.workbench.screenshot('2-preview');
    await refactorPreview.confirmAll();
    await refactorPreview.apply();
    await editor.saved(scenario.path(script), /class ServiceRegistry\(.*BaseAgent\):/);
    await problems.waitUntilGone(
      'legacy-agent',
      ({ code, file }) => code === 'legacy-agent' && file === 'service_registry.py',
    );
    assertPythonCompiles(scenario.path(script));
    await scenario.workbench.screenshot('3-migrated');
  });

  it('leaves an agent that starts and is healthy', async () => {
    const { workbench } = scenario;
    await workbench.showViewContainer('Agent Preflight');
    const tree = workbench.tree('Stack');
    await tree.waitFor('the stack', (rows) => rows.length > 0, 30_000);
    await tree.expand('core');
    await tree.pressInline('ServiceRegistry', 'Start Agent');
    await tree.waitFor(
      'ServiceRegistry to be ready',
      (rows) => rows.some(({ label, description }) => label === 'ServiceRegistry' && description.startsWith('ready')),
      60_000,
    );
    assert.ok(scenario.agents().some(({ command }) => command.includes('service_registry')));
    await workbench.screenshot('4-healthy');
    assert.match(readFileSync(scenario.path(script), 'utf8'), /BaseAgent/);
  });
});
