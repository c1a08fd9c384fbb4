// The driver, proved on VS Code's own JSON, CSS and explorer features. When this fails, look here before the scenarios.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installCodeServer } from './code-server-install';
import { Workbench } from './workbench';

describe('the VS Code driver', () => {
  let folder: string;
  let workbench: Workbench;

  before('install VS Code', async function () {
    this.timeout(600_000);
    await installCodeServer();
  });

  before('open a folder', async () => {
    folder = await mkdtemp(join(tmpdir(), 'apf-driver-'));
    await writeFile(join(folder, 'broken.json'), '{\n  "name": "x",\n  "port": ,\n}\n');
    await writeFile(join(folder, 'style.css'), ':root {\n  --tone: red;\n}\n\n.agent {\n  colr: var(--tone);\n}\n');
    workbench = await Workbench.open('driver', {
      folder,
      settings: { 'css.lint.unknownProperties': 'error' },
    });
  });

  afterEach('keep a picture of a failure', async function () {
    if (this.currentTest?.state === 'failed')
      await workbench?.screenshot(`failed-${this.currentTest.title.replace(/\W+/g, '-')}`);
  });

  after('close', async () => {
    await workbench?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  it('lists problems with severity, message, source and position', async () => {
    await workbench.editor.open('broken.json');
    const problem = await workbench.problems.waitFor('value expected', ({ message }) =>
      message.includes('Value expected'),
    );
    assert.deepEqual(problem, {
      file: 'broken.json',
      severity: 'error',
      message: 'Value expected',
      code: '516',
      source: 'json',
      line: 3,
      column: 11,
    });
    assert.ok((await workbench.problems.total()) >= 1);
    assert.ok((await workbench.editor.squiggles('error')) >= 1);
  });

  it('narrows the problems', async () => {
    await workbench.problems.filter('colr');
    await workbench.problems.waitUntilGone('the other file', ({ file }) => file !== 'style.css');
    await workbench.problems.filter('');
  });

  it('reads a hover', async () => {
    await workbench.editor.open('style.css');
    await workbench.editor.goTo(5, 3);
    assert.match(await workbench.editor.hover(/class="agent"/), /Selector Specificity/);
  });

  it('reads the menu of the lightbulb, and applies an entry', async () => {
    await workbench.editor.open('style.css');
    await workbench.editor.goTo(6, 4);
    const titles = await workbench.editor.quickFixes();
    assert.ok(titles.includes("Rename to 'color'"), titles.join(' | '));
    await workbench.screenshot('lightbulb');
    await workbench.editor.closeMenu();
    await workbench.editor.applyQuickFix("Rename to 'color'");
    await workbench.editor.saved(join(folder, 'style.css'), /^ {2}color: var/m);
    assert.match(await workbench.editor.visibleText(), /color: var\(--tone\);/);
    await workbench.problems.waitUntilGone('unknown property', ({ message }) => message.includes('colr'));
  });

  it('shows and applies a refactor preview', async () => {
    await workbench.editor.open('style.css');
    await workbench.editor.goTo(2, 5);
    await workbench.page.keyboard.press('F2');
    await workbench.page.locator('.rename-box input').fill('--shade');
    await workbench.page.keyboard.press('Control+Enter');
    const rows = await workbench.refactorPreview.rows();
    assert.ok(
      rows.some((row) => row.includes('style.css')),
      rows.join(' | '),
    );
    await workbench.screenshot('preview');
    await workbench.refactorPreview.apply();
    await workbench.editor.saved(join(folder, 'style.css'), /--shade: red[^]*var\(--shade\)/);
  });

  it('reads a tree, and uses its context menu', async () => {
    await workbench.commands.run('View: Show Explorer');
    const tree = workbench.tree('Explorer Section');
    const rows = await tree.waitFor('both files', (all) => all.length >= 2);
    assert.deepEqual(
      rows.map((row) => row.label),
      ['broken.json', 'style.css'],
    );
    assert.ok((await tree.openContextMenu('style.css')).some((entry) => entry.startsWith('Rename')));
    await workbench.page.keyboard.press('Escape');
  });

  it('survives a reload of the window', async () => {
    await workbench.reload();
    await workbench.editor.open('broken.json');
    await workbench.problems.waitFor('value expected', ({ message }) => message.includes('Value expected'));
    await workbench.screenshot('reloaded');
  });
});

describe('the VS Code driver, with Workspace Trust', () => {
  let folder: string;
  let workbench: Workbench;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'apf-driver-'));
    workbench = await Workbench.open('driver-trust', { folder, workspaceTrust: true });
  });

  after(async () => {
    await workbench?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  it('opens a folder without trusting it', async () => {
    const question = await workbench.notifications.answerDialog("No, I don't trust");
    assert.match(question, /trust the authors/);
    await workbench.statusBarItem('Restricted Mode').waitFor();
    await workbench.screenshot('restricted');
  });
});
