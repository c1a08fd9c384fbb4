// The language server in editors that have never heard of it: started over stdio, push diagnostics, a quick fix.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runSession, type Editor } from './editing-session';

const root = resolve(__dirname, '../..');
const command = [process.execPath, join(root, 'dist', 'cli.js'), 'lsp', '--stdio'];

const editors: Record<string, Editor> = {
  Neovim: {
    program: 'nvim',
    args: ['--headless', '--clean', '-n', '-c', `luafile ${join(__dirname, 'neovim', 'session.lua')}`],
    log: 'state/nvim/lsp.log',
  },
  Emacs: { program: 'emacs', args: ['--batch', '-l', join(__dirname, 'emacs', 'session.el')] },
};

for (const [name, editor] of Object.entries(editors)) {
  describe(name, function () {
    this.timeout(60_000);
    let folder: string;

    beforeEach(async () => {
      folder = join(await mkdtemp(join(tmpdir(), 'apf-editors-')), 'legacy-stack');
      await cp(join(root, 'examples', 'legacy-stack'), folder, { recursive: true });
    });

    afterEach(async () => {
      await rm(resolve(folder, '..'), { recursive: true, force: true });
    });

    it('shows what is wrong with an agent, and applies a quick fix', async () => {
      const file = join(folder, 'agents', 'intent_router.py');
      const before = await readFile(file, 'utf8');
      const session = { file, root: folder, language: 'python', command, code: 'hardcoded-host', action: '^Read the' };
      const outcome = await runSession(editor, session);
      assert.ok(outcome.diagnostics.every(({ source }) => source === 'agent-preflight'));
      const [finding] = outcome.diagnostics.filter(({ code }) => code === 'hardcoded-host');
      assert.ok(finding);
      assert.match(before.split('\n')[finding.line - 1] ?? '', /127\.0\.0\.1/);
      assert.ok(outcome.remaining.length < outcome.diagnostics.length);
      assert.notEqual(await readFile(file, 'utf8'), before);
      execFileSync('python3', ['-c', 'import sys; compile(open(sys.argv[1]).read(), sys.argv[1], "exec")', file]);
    });

    it('shows what is wrong with a startup file, and applies a quick fix', async () => {
      const file = join(folder, 'config', 'startup.yaml');
      const action = 'ServiceRegistry';
      const session = { file, root: folder, language: 'yaml', command, code: 'unknown-dependency', action };
      const outcome = await runSession(editor, session);
      assert.ok(outcome.menu.length > 0);
      const text = await readFile(file, 'utf8');
      assert.ok(!text.includes('ServiceRegistery'), text);
    });
  });
}
