// The driver, proved on a small extension: loaded from its source, installed from a package, and tested from inside.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { Workbench } from './workbench';

const fixture = join(__dirname, 'fixture-extension');

describe('the VS Code driver, with an extension', () => {
  let folder: string;
  let workbench: Workbench | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'apf-driver-'));
    await writeFile(join(folder, 'notes.txt'), 'first line\nsecond line\n');
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench?.screenshot('failed');
    await workbench?.close();
    workbench = undefined;
    await rm(folder, { recursive: true, force: true });
  });

  it('loads it from its source, and works its tree', async () => {
    workbench = await Workbench.open('driver-extension', { folder, extensionDevelopmentPath: fixture });
    await workbench.showViewContainer('Fixture');
    const tree = workbench.tree('Planes');
    await tree.waitFor('the groups', (rows) => rows.map((row) => row.label).join() === 'Group A,Group B');
    await tree.expand('Group A');
    const rows = await tree.waitFor('the planes', (all) => all.length === 4);
    assert.deepEqual(
      rows.map(({ label, description, level, expanded }) => ({ label, description, level, expanded })),
      [
        { label: 'Group A', description: '', level: 1, expanded: true },
        { label: 'falcon', description: 'airborne', level: 2, expanded: undefined },
        { label: 'heron', description: 'airborne', level: 2, expanded: undefined },
        { label: 'Group B', description: '', level: 1, expanded: false },
      ],
    );

    await tree.pressInline('heron', 'Land');
    await workbench.notifications.waitFor(/Landed heron/, 'Thanks');
    await workbench.statusBarItem('1 landed').waitFor();
    await tree.pressTitle('Land');
    await workbench.statusBarItem('2 landed').waitFor();
    assert.deepEqual(await tree.openContextMenu('falcon'), ['Land']);
    await workbench.page.keyboard.press('Escape');
    await tree.chooseFromContextMenu('falcon', 'Land');
    await workbench.statusBarItem('3 landed').waitFor();

    const hangar = workbench.tree('Hangar');
    assert.match(await hangar.welcomeText(), /Nothing here\./);
    await hangar.pressWelcome('Land a plane');
    await workbench.statusBarItem('4 landed').waitFor();
    await workbench.screenshot('tree');
  });

  it('looks at edits that need confirmation before they are applied', async () => {
    workbench = await Workbench.open('driver-extension', { folder, extensionDevelopmentPath: fixture });
    await workbench.editor.open('notes.txt');
    await workbench.commands.run('Fixture: Rewrite with Preview');
    assert.match((await workbench.refactorPreview.rows()).join('\n'), /first line with rewritten/);
    await workbench.screenshot('confirmation');
    await workbench.refactorPreview.confirmAll();
    await workbench.refactorPreview.apply();
    await workbench.editor.saved(join(folder, 'notes.txt'), /^rewritten\nsecond line/);
  });

  it('sees problems in files that are not open, and measures the time to the first', async () => {
    workbench = await Workbench.open('driver-extension', { folder, extensionDevelopmentPath: fixture });
    const problem = await workbench.problems.waitFor('the problem', ({ message }) => message === 'Not a plane');
    assert.deepEqual({ file: problem.file, severity: problem.severity }, { file: 'notes.txt', severity: 'warning' });
    const ms = await workbench.timeToFirstProblem('agent-preflight.driver-fixture');
    assert.ok(ms >= 0 && ms < 30_000, `${ms} ms`);
  });

  it('installs it from a package', async () => {
    const vsix = join(folder, 'fixture.vsix');
    await createVSIX({ cwd: fixture, packagePath: vsix, dependencies: false, allowMissingRepository: true });
    workbench = await Workbench.open('driver-package', { folder, vsix });
    await workbench.statusBarItem('0 landed').waitFor();
  });

  it('runs a suite in the extension host, and hears of its failure', async () => {
    const suite = join(folder, 'suite.js');
    const title = "require('vscode').extensions.getExtension('agent-preflight.driver-fixture').packageJSON.displayName";
    await writeFile(
      suite,
      `exports.run = async () => { if (${title} !== 'Driver fixture') throw new Error('other'); };`,
    );
    workbench = await Workbench.open('driver-suite', {
      folder,
      extensionDevelopmentPath: fixture,
      extensionTestsPath: suite,
    });
    assert.equal(await workbench.suiteEnded, 0);
    await workbench.close();

    await writeFile(suite, "exports.run = async () => { throw new Error('on purpose'); };");
    workbench = await Workbench.open('driver-suite', {
      folder,
      extensionDevelopmentPath: fixture,
      extensionTestsPath: suite,
    });
    assert.notEqual(await workbench.suiteEnded, 0);
  });
});
