import assert from 'node:assert/strict';
import { logFileName } from './log-name';

describe('names of logs', () => {
  it('are the names of agents where these can be names of files', () => {
    assert.equal(logFileName('VoiceHub-2.main_pc'), 'VoiceHub-2.main_pc.log');
  });

  it('are never those of other places, devices or hidden files', () => {
    for (const name of [
      '../../etc/passwd',
      '/etc/passwd',
      'a/b',
      'a\\b',
      '.hidden',
      '..',
      'C:',
      'a\0b',
      'nul',
      'COM1.x',
    ]) {
      const file = logFileName(name);
      assert.match(file, /^%?[A-Za-z0-9_%-][A-Za-z0-9._%-]*\.log$/, name);
      assert.doesNotMatch(file, /^(?:nul|com1)\./i, name);
    }
  });

  it('tell agents apart, however alike, and are never too long', () => {
    const names = [
      'a b',
      'a_b',
      'a%20b',
      'a\tb',
      '日本',
      '日木',
      'x'.repeat(300),
      `${'x'.repeat(300)}y`,
      '語'.repeat(200),
      '😀',
    ];
    const files = names.map(logFileName);
    assert.equal(new Set(files).size, names.length);
    for (const file of files) assert.ok(`${file}.rotating`.length < 200, file);
  });
});
