import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './committed-env-file';

// No secret of anybody, and none that a scanner would report.
const PW = ['hunt', 'er22'].join('');

async function workspace(files: Readonly<Record<string, string>>): Promise<RuleWorkspace> {
  return RuleWorkspace.create([rule], files);
}

describe('.env files that git keeps', () => {
  it('are told once, at the first secret, with the others beside it', async () => {
    const text = `LOG_LEVEL=info\nDB_PASSWORD=${PW}\nREDIS_PASSWORD=${PW}9\n`;
    const [finding, ...more] = (await workspace({ '.env': text })).findings();
    assert.equal(more.length, 0);
    assert.equal(text.slice(finding?.range.start, finding?.range.end), 'DB_PASSWORD');
    assert.equal(finding?.related.length, 1);
    assert.ok(!finding?.message.includes(PW));
  });

  for (const [path, line] of [
    ['.env', '.env'],
    ['hub/.env', '.env'],
    ['config/prod.env', '/config/prod.env'],
    ['.env.production', '/.env.production'],
  ] as const) {
    it(`${path}: the fix adds a line that covers it, and that is all`, async () => {
      const before = await workspace({ [path]: `DB_PASSWORD=${PW}\n`, '.gitignore': 'build/' });
      const after = before.fixAll();
      assert.equal(after.files['.gitignore'], `build/\n${line}\n`);
      assert.equal(after.files[path], before.files[path]);
      assert.deepEqual(after.findings(), []);
    });
  }

  it('are told for a password in a URL', async () =>
    assert.equal((await workspace({ '.env': `DB=postgresql://voice:${PW}@db/x\n` })).findings().length, 1));

  for (const [title, files] of [
    ['templates', { '.env.example': `DB_PASSWORD=${PW}\n`, 'sample.env': `DB_PASSWORD=${PW}\n` }],
    ['files without secrets', { '.env': 'LOG_LEVEL=info\nDB_PASSWORD=\nAPI_KEY=changeme\nTOKEN=${HUB_TOKEN}\n' }],
    ['ignored files', { '.env': `DB_PASSWORD=${PW}\n`, '.gitignore': '# local\n.env\n' }],
    ['files that a pattern covers', { '.env.local': `DB_PASSWORD=${PW}\n`, '.gitignore': '.env.*\n' }],
    ['files that a path covers', { 'hub/prod.env': `DB_PASSWORD=${PW}\n`, '.gitignore': '/hub/*.env\n' }],
    ['fixtures', { 'tests/fixtures/.env': `DB_PASSWORD=${PW}\n` }],
  ] as const) {
    it(`${title} are not told`, async () => assert.deepEqual((await workspace(files)).findings(), []));
  }

  it('a line that takes a file out of the ignored ones covers nothing', async () =>
    assert.equal((await workspace({ '.env': `DB_PASSWORD=${PW}\n`, '.gitignore': '!.env\n' })).findings().length, 1));
});
