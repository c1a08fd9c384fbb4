import assert from 'node:assert/strict';
import { SecretIndex, type SecretValues } from './secret-index';
import { secretValues } from './secret-values';

const ROOT = 'file:///home/voice/My%20Stack';
const PASSWORD = ['r4tT', 'leQ9'].join('');
const KEY = ['k7QzvX2LpW', 'x9RtYB4mNc'].join('');
const TOKEN = ['gs', 'k_'].join('') + KEY + KEY + KEY.slice(8);

function read(path: string, text: string, isCode = false, root = ROOT): SecretValues {
  const uri = `${root}/${path.split('/').map(encodeURIComponent).join('/')}`;
  return secretValues(path, uri, text, isCode) ?? { path, places: [] };
}

function elsewhere(files: readonly SecretValues[], path: string, value: string, root = ROOT): string[] {
  return new SecretIndex(files, root)
    .elsewhere(path, value)
    .map((place) => `${place.path}:${place.range.start}-${place.range.end}`);
}

describe('the same secret in several files', () => {
  it('is found under other names, in URLs and bare', () => {
    const files = [
      read('run.sh', `export DB_PASSWORD=${PASSWORD}\n`),
      read('agents/a b.py', `db_password = "${PASSWORD}"\n`, true),
      read('notes/setup.md', `nats://voice:${PASSWORD}@hub:4222\n`),
      read('other.ini', `password=${PASSWORD}9\n`),
    ];
    assert.deepEqual(elsewhere(files, 'run.sh', PASSWORD), ['agents/a b.py:15-23', 'notes/setup.md:13-21']);
    assert.deepEqual(elsewhere(files, 'new.py', PASSWORD).length, 3);
    assert.deepEqual(elsewhere(files, 'other.ini', `${PASSWORD}9`), []);
  });

  it('is told once a file, at its first place', () => {
    const text = `token: ${TOKEN}\nagain: ${TOKEN}\n`;
    assert.deepEqual(elsewhere([read('a.md', text)], 'b.md', TOKEN), [`a.md:7-${7 + TOKEN.length}`]);
  });

  it('a private key is the same however its lines are written', () => {
    const [begin, end] = ['BEGIN', 'END'].map((word) => `-----${word} RSA PRIV${'ATE KEY'}-----`);
    const lines = ['MIIE', KEY, KEY.toLowerCase(), KEY.toUpperCase()].join('');
    const files = [
      read('keys/a.pem', `${begin}\n${lines.slice(0, 30)}\n${lines.slice(30)}\n${end}\n`),
      read('b.env', `KEY="${begin}\\n${lines}\\n${end}"\n`),
    ];
    assert.deepEqual(
      files.map(({ places }) => places[0]?.digest),
      [files[0]?.places[0]?.digest, files[0]?.places[0]?.digest],
    );
  });

  it('says nothing of short values, and nothing where there is none', () => {
    assert.equal(secretValues('a.md', `${ROOT}/a.md`, 'password: abc1\n', false), null);
    assert.equal(secretValues('a.md', `${ROOT}/a.md`, 'no secret\n', false), null);
    assert.deepEqual(elsewhere([], 'a.md', 'abc1'), []);
  });

  it('holds no part of the value, and no digest of it that another project has', () => {
    const own = read('a.sh', `export API_KEY=${KEY}\n`);
    const other = read('a.sh', `export API_KEY=${KEY}\n`, false, 'file:///home/voice/other');
    assert.ok(!JSON.stringify(own).includes(KEY.slice(0, 5)));
    assert.notEqual(own.places[0]?.digest, other.places[0]?.digest);
  });

  it('takes addresses for the same that are escaped in other ways', () => {
    const files = [read('a.sh', `export API_KEY=${KEY}\n`, false, 'file:///c%3A/My%20Stack')];
    assert.equal(elsewhere(files, 'b.sh', KEY, 'file:///C:/My%20Stack/').length, 1);
  });
});
