import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { ImportGraph } from './import-graph';
import { pythonImports } from './python-imports';

describe('what a script imports', () => {
  let root: string;
  beforeEach(() => (root = realpathSync(mkdtempSync(join(tmpdir(), 'imports-')))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function write(files: Readonly<Record<string, string>>): void {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
  }
  const filesOf = async (script: string, graph = new ImportGraph(root)) =>
    (await graph.filesOf(join(root, script))).map((file) => relative(root, file)).sort();

  it('finds statements in every notation', () => {
    const text = [
      'import os, common.core as core',
      'from common.base import (  # why not',
      '    BaseAgent,',
      '    Helper as H,',
      ')',
      'from . import sibling',
      'from ..shared.config import load \\',
      '    , save',
      'def late():',
      '    import lazy.module',
      "    importlib.import_module('plugins.one')",
    ].join('\r\n');
    assert.deepEqual(pythonImports(text), [
      { level: 0, module: 'os', names: [] },
      { level: 0, module: 'common.core', names: [] },
      { level: 0, module: 'common.base', names: ['BaseAgent', 'Helper'] },
      { level: 1, module: '', names: ['sibling'] },
      { level: 2, module: 'shared.config', names: ['load', 'save'] },
      { level: 0, module: 'lazy.module', names: [] },
      { level: 0, module: 'plugins.one', names: [] },
    ]);
  });

  it('follows packages, neighbours of the script and relative imports, through circles', async () => {
    write({
      'agents/one.py': 'from common.core.base import Base\nimport helper\nimport numpy\nfrom common import util\n',
      'agents/helper.py': 'import one\n',
      'common/__init__.py': '',
      'common/core/__init__.py': 'from .base import Base\n',
      'common/core/base.py': 'from .. import config\n',
      'common/config.py': '',
      'common/util.py': '',
      'common/unused.py': '',
      '.venv/lib/site-packages/numpy/__init__.py': '',
    });
    assert.deepEqual(await filesOf('agents/one.py'), [
      'agents/helper.py',
      'agents/one.py',
      'common/__init__.py',
      'common/config.py',
      'common/core/__init__.py',
      'common/core/base.py',
      'common/util.py',
    ]);
  });

  it('follows relative imports of TypeScript, by whatever ending', async () => {
    write({
      'src/agent.ts': "import { a } from './lib/a.js';\nconst b = require('./b');\nimport express from 'express';\n",
      'src/lib/a.ts': "export * from '../c';\n",
      'src/b/index.js': '',
      'src/c.tsx': '',
    });
    assert.deepEqual(await filesOf('src/agent.ts'), ['src/agent.ts', 'src/b/index.js', 'src/c.tsx', 'src/lib/a.ts']);
  });

  it('sees a new import once it is told that files may have changed', async () => {
    write({ 'a.py': '', 'b.py': '' });
    const graph = new ImportGraph(root);
    assert.deepEqual(await filesOf('a.py', graph), ['a.py']);
    write({ 'a.py': 'import b\n' });
    graph.refresh();
    assert.deepEqual(await filesOf('a.py', graph), ['a.py', 'b.py']);
  });

  it('knows what -m starts', async () => {
    write({ 'pkg/agent.py': '', 'pkg/tool/__main__.py': '' });
    const graph = new ImportGraph(root);
    assert.equal(await graph.fileOfModule('pkg.agent'), join(root, 'pkg/agent.py'));
    assert.equal(await graph.fileOfModule('pkg.tool'), join(root, 'pkg/tool/__main__.py'));
    assert.equal(await graph.fileOfModule('json.tool'), null);
  });
});
