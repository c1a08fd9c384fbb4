// The life of a stack in the Stack view: stopped, started, wounded, healed, kept over a reload, stopped again.
import assert from 'node:assert/strict';
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TreeRow, TreeView } from '../driver/tree-view';
import { until } from '../driver/until';
import { photographFailure, root, Scenario } from './support';

/** Kept apart from a stack that somebody runs on this machine by hand. */
const portOffset = 2000 + (process.pid % 4000);

const mainMachineAgents = [
  'ServiceRegistry',
  'MemoryAgent',
  'ModelServer',
  'IntentRouter',
  'SentimentScorer',
  'SpeechRecognizer',
  'SpeechSynthesizer',
  'VoiceHub',
];

describe('a stack in VS Code', function () {
  this.timeout(180_000);
  let scenario: Scenario;
  let tree: TreeView;

  before(async () => {
    scenario = await Scenario.open('stack', 'voice-stack', {
      environment: { PORT_OFFSET: String(portOffset) },
    });
    await scenario.workbench.showViewContainer('Agent Preflight');
    await scenario.workbench.resizeSideBar(560);
    tree = scenario.workbench.tree('Stack');
  });

  afterEach(async function () {
    await photographFailure(this.currentTest, scenario);
  });

  after(() => scenario?.close());

  it('shows every agent under its group before anything runs', async () => {
    await expandAll();
    const rows = await waitForAgents('to be stopped', (row) => row.description.startsWith('stopped'));
    assert.ok(rows.every((row) => row.ariaLabel.includes('stopped')));
    await scenario.workbench.screenshot('1-stopped');
  });

  it('starts it, and shows every agent healthy with its ports', async () => {
    await tree.pressInline(/startup\.yaml/, 'Start Stack');
    const rows = await waitForAgents('to be up', isUp, 90_000);
    assert.ok(
      rows.every((row) => / · \d+, \d+$/.test(row.description)),
      rows.map((row) => row.description).join('\n'),
    );
    const registry = rows.find((row) => row.label === 'ServiceRegistry');
    assert.ok(registry?.description.endsWith(`${17200 + portOffset}, ${17220 + portOffset}`), registry?.description);
    await scenario.workbench.statusBarItem(/8\/\d+/).waitFor();
    assert.equal(new Set(scenario.agents().map(({ command }) => command)).size, mainMachineAgents.length);
    await scenario.workbench.screenshot('2-healthy');
  });

  it('shows findings in an agent that is being written beside the health of those that run', async () => {
    const { commands, editor, problems, page } = scenario.workbench;
    const script = scenario.path('agents/remote_connector.py');
    await copyFile(join(root, 'examples/legacy-stack/agents/remote_connector.py'), script);
    await editor.open('agents/remote_connector.py');
    await problems.waitFor(
      'a hard-coded host',
      ({ file, code }) => /connector/.test(file) && code === 'hardcoded-host',
    );
    await until('a squiggle', () => editor.squiggles('warning'));
    await waitForAgents('to be up', isUp);
    await scenario.workbench.resizeSideBar(440);
    await page.mouse.move(900, 300);
    await scenario.workbench.screenshot('2-healthy-with-findings');
    await scenario.workbench.resizeSideBar(560);
    // A file that is deleted stays on the screen, with its findings, for as long as its editor is open.
    await commands.run('View: Close All Editors');
    await rm(script);
    await problems.waitUntilGone('those of a file that was deleted', () => true);
  });

  it('shows an agent that is killed, and that it comes back', async () => {
    const victim = scenario.agents().find(({ command }) => command.includes('memory_agent'));
    assert.ok(victim, 'MemoryAgent has a process');
    const recording = await tree.record('MemoryAgent');
    process.kill(victim.pid, 'SIGKILL');
    // It may be back within a quarter of a second: the picture shows it down if the camera is fast enough.
    await recording.waitFor('to be shown as not up', (description) => !isUp({ description }));
    await scenario.workbench.screenshot('3-killed');
    const row = await waitForAgent('MemoryAgent', 'to be up again', isUp, 60_000);
    assert.match(row.description, /1 restart$/);
    await recording.stop();
    await scenario.workbench.screenshot('4-healed');
  });

  it('keeps the stack and the tree when the window is reloaded', async () => {
    const before = pids();
    await scenario.workbench.reload();
    await scenario.workbench.showViewContainer('Agent Preflight');
    await expandAll();
    await waitForAgents('to be up after the reload', isUp, 30_000);
    assert.deepEqual(pids(), before, 'the same processes');
    await scenario.workbench.screenshot('5-reloaded');
  });

  it('stops and starts one agent from its row', async () => {
    await tree.pressInline('SentimentScorer', 'Stop Agent');
    await waitForAgent('SentimentScorer', 'to be stopped', (row) => row.description.startsWith('stopped'));
    await tree.pressInline('SentimentScorer', 'Start Agent');
    await waitForAgent('SentimentScorer', 'to be up', isUp, 30_000);
  });

  it('shows the log of an agent', async () => {
    await tree.chooseFromContextMenu('ServiceRegistry', 'Show Log');
    let shown = '';
    // The end of the log is in view, and the agent that was started last is at the end of it.
    await until(
      () => `the log to be shown; there is:\n${shown}`,
      async () => {
        shown = await scenario.workbench.editor.outputText();
        // Long lines are wrapped between words.
        return shown.replace(/\s+/g, ' ').includes('ServiceRegistry: SentimentScorer registered');
      },
    );
    await scenario.workbench.screenshot('6-log');
  });

  it('stops it, and leaves no process behind', async () => {
    await tree.pressInline(/startup\.yaml/, 'Stop Stack');
    await waitForAgents('to be stopped', (row) => row.description.startsWith('stopped'), 60_000);
    await until('every process to be gone', () => scenario.agents().length === 0);
    await scenario.workbench.screenshot('7-stopped');
  });

  function pids(): number[] {
    return scenario
      .agents()
      .map(({ pid }) => pid)
      .sort((a, b) => a - b);
  }

  /** Two startup files: the main machine's is the one that is looked at. */
  async function expandAll(): Promise<void> {
    await tree.waitFor('the stack', (rows) => rows.length > 0, 30_000);
    for (const group of ['core', 'thinking', 'speech', 'front']) await tree.expand(group);
  }

  async function waitForAgents(what: string, fits: (row: TreeRow) => boolean, timeoutMs?: number): Promise<TreeRow[]> {
    const chosen = (rows: TreeRow[]) => rows.filter((row) => mainMachineAgents.includes(row.label));
    const all = (rows: TreeRow[]) => chosen(rows).length === mainMachineAgents.length && chosen(rows).every(fits);
    return chosen(await tree.waitFor(`all agents ${what}`, all, timeoutMs));
  }

  async function waitForAgent(
    name: string,
    what: string,
    fits: (row: TreeRow) => boolean,
    timeoutMs?: number,
  ): Promise<TreeRow> {
    const chosen = (rows: TreeRow[]) => rows.find((row) => row.label === name);
    const rows = await tree.waitFor(`${name} ${what}`, (all) => fits(chosen(all) ?? assert.fail()), timeoutMs);
    return chosen(rows) ?? assert.fail();
  }

  function isUp(row: Pick<TreeRow, 'description'>): boolean {
    return /^(ready|degraded)/.test(row.description);
  }
});
