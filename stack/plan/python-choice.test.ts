import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PYTHON_VARIABLE, pythonFor } from './script';

describe('the Python that starts agents', () => {
  let root: string;
  before(() => {
    root = mkdtempSync(join(tmpdir(), 'python-choice-'));
    mkdirSync(join(root, '.venv', 'bin'), { recursive: true });
    writeFileSync(join(root, '.venv', 'bin', 'python'), '#!/bin/sh\n');
    chmodSync(join(root, '.venv', 'bin', 'python'), 0o755);
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  it("is the project's own, unless somebody has chosen another", function () {
    if (process.platform === 'win32') return this.skip();
    assert.equal(pythonFor(root, {}), join(root, '.venv', 'bin', 'python'));
    assert.equal(pythonFor(root, { [PYTHON_VARIABLE]: '/opt/python' }), '/opt/python');
    assert.equal(pythonFor(root, { [PYTHON_VARIABLE]: '' }), join(root, '.venv', 'bin', 'python'));
  });
});
