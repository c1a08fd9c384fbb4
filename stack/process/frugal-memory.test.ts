import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { FRUGAL_OPTIONS, frugalEnvironment, withoutFrugality } from './frugal-memory';

describe('a frugal program', () => {
  it('is given options that this Node knows', () => {
    const { status, stderr } = spawnSync(process.execPath, [...FRUGAL_OPTIONS, '-e', ''], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  });

  it('hands on the environment that was meant', () => {
    const meant = { PATH: '/bin', HOME: '/home/me' };
    assert.deepEqual(withoutFrugality(frugalEnvironment(meant)), meant);
    assert.deepEqual(withoutFrugality(meant), meant);
  });

  it('leaves what the user has set', () => {
    const meant = { PATH: '/bin', MALLOC_TRIM_THRESHOLD_: '131072' };
    assert.deepEqual(frugalEnvironment(meant), meant);
    assert.deepEqual(withoutFrugality(meant), meant);
  });
});
