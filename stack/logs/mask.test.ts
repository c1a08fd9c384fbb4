import assert from 'node:assert/strict';
import { createMasker, eitherMask, MASK } from './mask';

describe('masking', () => {
  const secret = ['s3cr', 'et/va', 'lue+"x"'].join('');

  it('hides a secret in every form it is printed in', () => {
    const mask = createMasker([secret]);
    for (const form of [
      secret,
      encodeURIComponent(secret),
      JSON.stringify({ secret }),
      Buffer.from(secret).toString('base64'),
    ]) {
      const masked = mask(`before ${form} after`);
      assert.ok(masked.includes(MASK) && !masked.includes(form), masked);
    }
  });

  it('hides it inside of base64, wherever it begins there, in both alphabets', () => {
    const long = [secret, '?>~end', 'of it'].join('');
    const mask = createMasker([long]);
    for (const before of ['', 'u:', 'user:', 'ab:', 'admin42:']) {
      for (const encoding of ['base64', 'base64url'] as const) {
        const encoded = Buffer.from(`${before}${long}@more`).toString(encoding);
        const masked = mask(`Authorization: Basic ${encoded}`);
        const left = masked.replace('Authorization: Basic ', '').split(MASK);
        assert.ok(left.length === 2 && left.join('').length < encoded.length / 2, masked);
      }
    }
  });

  it('hides the longer of two secrets whole, and each line of a key', () => {
    const mask = createMasker(['abcd', 'abcdefgh', 'FIRSTLINE1\nSECONDLINE2\n']);
    assert.equal(mask('abcdefgh abcd'), `${MASK} ${MASK}`);
    assert.equal(mask('x SECONDLINE2'), `x ${MASK}`);
  });

  it('takes no longer per character for long lines', () => {
    const mask = createMasker(['secret-value']);
    const long = `${'a'.repeat(2_000_000)}://${'b:'.repeat(200_000)}`;
    const started = performance.now();
    assert.equal(mask(long), long);
    assert.ok(performance.now() - started < 2000);
  });

  it('hides passwords in URLs and leaves ordinary text alone', () => {
    const mask = createMasker(['', 'a', '1']);
    assert.equal(mask(['redis://u:', 'pw', '@host:6379/0'].join('')), `redis://u:${MASK}@host:6379/0`);
    assert.equal(mask('http://host:8080/a@b and a1'), 'http://host:8080/a@b and a1');
  });

  it('knows what may still become a secret, and how long one can be', () => {
    const mask = createMasker(['token-1234']);
    assert.equal(mask.pending?.('x token-'), 6);
    assert.equal(mask.pending?.('x tok'), 0, 'too short to tell from ordinary text');
    assert.equal(mask.pending?.('x token-1234'), 0, 'it is one already');
    assert.ok((mask.reach ?? 0) >= 'token-1234'.length);
  });

  it('can be joined', () => {
    const mask = eitherMask(createMasker(['first-secret']), createMasker(['other-secret-longer']));
    assert.equal(mask('first-secret other-secret-longer'), `${MASK} ${MASK}`);
    assert.equal(mask.pending?.('x other-secr'), 'other-secr'.length);
  });
});
