import assert from 'node:assert/strict';
import { findTokens } from './find-tokens';
import { findPrivateKeys } from './private-keys';
import {
  atlassianChecksumDigits,
  checksumDigits,
  cloudflareChecksum,
  crc16,
  grafanaChecksumDigits,
  isBase64PrivateKey,
  isPypiToken,
  routableChecksumDigits,
} from './token-proofs';

// Tokens are put together here from parts: none stands in this file, so that scanners of this repository stay quiet.
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Symbols that look random and are the same in every run. */
function symbols(length: number, alphabet = BASE62, seed = 7): string {
  let state = seed;
  let text = '';
  while (text.length < length) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    text += alphabet[(state >>> 8) % alphabet.length] ?? '';
  }
  return text;
}

function proven(prefix: string, length: number): string {
  const body = symbols(length - 6);
  return prefix + body + checksumDigits(body);
}

const jwtPart = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const TOKENS: Readonly<Record<string, string>> = {
  'aws-access-key': ['AK', 'IA'].join('') + symbols(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'),
  'github-token': proven(['gh', 'p_'].join(''), 36),
  'npm-token': proven(['np', 'm_'].join(''), 36),
  'gitlab-token': ['gl', 'pat-'].join('') + symbols(20),
  'huggingface-token': ['h', 'f_'].join('') + symbols(34, BASE62.slice(10)),
  'anthropic-key': ['sk-', 'ant-', 'api03-'].join('') + symbols(93) + 'AA',
  'google-api-key': ['AI', 'za'].join('') + symbols(35),
  'stripe-key': ['sk_', 'live_'].join('') + symbols(24),
  'slack-token': ['xo', 'xb-'].join('') + symbols(12, '0123456789') + '-' + symbols(24),
  'groq-key': ['gs', 'k_'].join('') + symbols(52),
  'tavily-key': ['tv', 'ly-'].join('') + symbols(32),
  'sendgrid-key': ['S', 'G.'].join('') + symbols(22) + '.' + symbols(43, BASE62, 9),
  'json-web-token': `${jwtPart({ alg: 'HS256', typ: 'JWT' })}.${jwtPart({ sub: 'agent-17', iat: 1700000017 })}.${symbols(43)}`,
};

describe('tokens by their form', () => {
  for (const [id, token] of Object.entries(TOKENS)) {
    it(`${id}: found where it stands, once`, () => {
      const text = `before "${token}" behind`;
      const found = findTokens(text);
      assert.deepEqual(
        found.map(({ format }) => format.id),
        [id],
      );
      assert.equal(text.slice(found[0]?.range.start, found[0]?.range.end), token);
      assert.notEqual(found[0]?.proven, false);
    });

    it(`${id}: not a part of a longer word`, () => {
      assert.deepEqual(findTokens(`x${token}`), []);
    });
  }

  for (const id of ['github-token', 'npm-token']) {
    it(`${id}: a wrong checksum is told as such`, () => {
      const token = TOKENS[id] ?? '';
      const last = token.at(-1) === 'A' ? 'B' : 'A';
      assert.deepEqual(
        findTokens(token.slice(0, -1) + last).map(({ proven: isProven }) => isProven),
        [false],
      );
    });
  }

  it('a web token whose header is no JSON is none', () => {
    const token = ['ey', 'J'].join('') + symbols(30) + '.' + ['ey', 'J'].join('') + symbols(30) + '.' + symbols(43);
    assert.deepEqual(findTokens(token), []);
  });

  it('a made-up token with a telling prefix is one, filler behind it is none', () => {
    const madeUp = ['da', 'pi'].join('') + '1234567890abcdef'.repeat(2);
    const filler = ['gl', 'pat-'].join('') + 'X'.repeat(20);
    assert.deepEqual(
      findTokens(`${madeUp} ${filler}`).map(({ range }) => range),
      [{ start: 0, end: madeUp.length }],
    );
  });

  it('the secret alone is told where a format knows what stands before it', () => {
    const text = `url: otpauth://totp/hub:voice?digits=6&secret=${'JBSWY3DPEHPK3PXP'.split('').reverse().join('')}&issuer=hub`;
    const [token] = findTokens(text);
    assert.equal(text.slice(token?.range.start, token?.range.end), 'JBSWY3DPEHPK3PXP'.split('').reverse().join(''));
  });

  const EXAMPLES = [
    ['AK', 'IA'].join('') + 'IOSFODNN7EXAMPLE',
    ['gh', 'p_'].join('') + 'x'.repeat(36),
    ['gs', 'k_'].join('') + 'your_key_here',
    ['AI', 'za'].join('') + '0'.repeat(35),
  ];
  for (const example of EXAMPLES) {
    it(`documentation's ${example.slice(0, 8)}… is none`, () => assert.deepEqual(findTokens(`key = "${example}"`), []));
  }

  it('takes time in proportion to the text', () => {
    const text = `${['sk-', 'a_', 'gh'].join('')}${'A-'.repeat(100_000)}`;
    const start = performance.now();
    findTokens(text);
    assert.ok(performance.now() - start < 1000);
  });
});

describe('private keys', () => {
  const begin = ['-----BEGIN RSA PRIV', 'ATE KEY-----'].join('');
  const end = ['-----END RSA PRIV', 'ATE KEY-----'].join('');

  it('are told at their BEGIN line when they have a body', () => {
    const text = `key = """${begin}\n${symbols(400, `${BASE62}+/`)}\n${end}"""`;
    assert.deepEqual(
      findPrivateKeys(text).map(({ heading }) => heading),
      [{ start: text.indexOf('-----'), end: text.indexOf('-----') + begin.length }],
    );
  });

  for (const body of ['...', 'your key here', '']) {
    it(`are none with '${body}' for a body`, () => assert.deepEqual(findPrivateKeys(`${begin}\n${body}\n${end}`), []));
  }
});

describe('proofs', () => {
  const atlassian = `${['ATA', 'TT3xFfGF0'].join('')}${symbols(180)}=`;
  const grafana = `${['gl', 'sa_'].join('')}${symbols(32)}`;
  const routable = `${['gl', 'pat-'].join('')}${symbols(36)}.12`;
  const PROVEN: Readonly<Record<string, string>> = {
    'atlassian-token': atlassian + atlassianChecksumDigits(atlassian),
    'grafana-token': `${grafana}_${grafanaChecksumDigits(grafana)}`,
    'gitlab-token': routable + routableChecksumDigits(routable),
  };
  for (const [id, token] of Object.entries(PROVEN)) {
    it(`${id}: right, and wrong when one symbol differs`, () => {
      assert.deepEqual(
        findTokens(token).map(({ format, proven: isProven }) => [format.id, isProven]),
        [[id, true]],
      );
      const at = token.length - 60;
      const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
      assert.notEqual(findTokens(changed)[0]?.proven, true);
    });
  }

  it('CRC-16 is that of XMODEM', () =>
    assert.equal(crc16([...'123456789'].map((digit) => digit.charCodeAt(0))), 0x31c3));

  it('a checksum in hexadecimal digits has to be that of the body', () =>
    assert.ok(!cloudflareChecksum(`${['cf', 'k_'].join('')}${symbols(40)}00000000`)));

  it('what a text says when it is read as Base64 counts', () => {
    const macaroon = Buffer.from(`\x02\x01\x08pypi.org${symbols(90)}`, 'latin1').toString('base64url');
    assert.ok(isPypiToken(`pypi-${macaroon}`));
    assert.ok(!isPypiToken(`pypi-${symbols(120)}`));
    const heading = ['-----BEGIN RSA PRIV', 'ATE KEY-----'].join('');
    assert.ok(isBase64PrivateKey(Buffer.from(`${heading}\n${symbols(200)}`).toString('base64')));
    assert.ok(!isBase64PrivateKey(Buffer.from('-----BEGIN CERTIFICATE-----').toString('base64')));
  });
});
