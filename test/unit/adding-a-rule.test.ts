import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');
const PAGE = readFileSync(path.join(ROOT, 'docs', 'contributing', 'adding-a-rule.md'), 'utf8');

/** Blocks ```` ```ts file=path ```` hold files, ```` ```sh ```` commands. */
const FENCE = /^```(\w+)(?: file=(\S+))?\n([\s\S]*?)^```$/gm;

describe('docs/contributing/adding-a-rule.md', () => {
  let project: string;

  before(() => {
    project = mkdtempSync(path.join(tmpdir(), 'adding-a-rule-'));
    for (const name of ['server', 'scripts', 'package.json', 'tsconfig.json']) {
      cpSync(path.join(ROOT, name), path.join(project, name), {
        recursive: true,
        filter: (source) => !source.endsWith('node_modules'),
      });
    }
    for (const name of ['node_modules', 'stack', 'schemas']) {
      symlinkSync(path.join(ROOT, name), path.join(project, name));
    }
  });

  after(() => rmSync(project, { recursive: true, force: true }));

  it('leads to a rule that works, with one file and its tests', function () {
    this.timeout(180_000);
    const blocks = [...PAGE.matchAll(FENCE)].map(([, language, file, text]) => ({ language, file, text: text ?? '' }));
    const files = blocks.flatMap(({ file, text }) => (file === undefined ? [] : [{ file, text }]));
    assert.deepEqual(
      files.map(({ file }) => file.replace(/^.*\//, '')),
      ['ftp-transport.ts', 'ftp-transport.test.ts'],
    );
    for (const { file, text } of files) {
      mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
      writeFileSync(path.join(project, file), text);
    }
    const commands = blocks.filter(({ language }) => language === 'sh').flatMap(({ text }) => text.trim().split('\n'));
    assert.ok(commands.length > 0);
    for (const command of commands) {
      const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { cwd: project, encoding: 'utf8' });
      assert.equal(status, 0, `${command}\n${stdout}${stderr}`);
      if (command.includes('test:unit')) assert.match(stdout, /[1-9]\d* passing/, command);
    }
    const catalogue = readFileSync(path.join(project, 'server', 'rules', 'catalogue.generated.ts'), 'utf8');
    assert.match(catalogue, /ftp-transport/);
  });
});
