import assert from 'node:assert/strict';
import { isBrokenToken } from './broken-tokens';
import { breaksProvidersForm } from './provider-values';
import { secretDigest } from './secret-digest';
import { isWellKnown } from './well-known-values';

const HEX = ['3f0c9a71', 'b5d2e864', '07af19c3', '5be8d240'].join('');
const BASE62 = ['k7QzvX2L', 'pWx9RtYB', '4mNcD8fG', 'hJ5sT3uV'].join('');

describe('what a name says about the form of its value', () => {
  for (const [name, value] of [
    ['TWILIO_AUTH_TOKEN', HEX],
    ['twilioAuthToken', HEX],
    ['DD_API_KEY', HEX],
    ['MY_GITHUB_TOKEN', `${HEX}90af12bc`],
    ['SLACK_BOT_TOKEN', ['xo', 'xb-1'].join('')],
    ['OPENAI_API_KEY', BASE62],
    ['GITHUB_WEBHOOK_SECRET', BASE62],
    ['WEATHER_API_KEY', BASE62],
  ] as const)
    it(`${name} keeps it`, () => assert.ok(!breaksProvidersForm(name, value)));

  for (const [name, value] of [
    ['TWILIO_AUTH_TOKEN', BASE62],
    ['twilioAuthToken', HEX.slice(2)],
    ['DATADOG_API_KEY', HEX.toUpperCase()],
    ['GITHUB_TOKEN', BASE62],
    ['slack_token', BASE62],
    ['AWS_SECRET_ACCESS_KEY', BASE62.slice(0, 16)],
  ] as const)
    it(`${name} breaks it`, () => assert.ok(breaksProvidersForm(name, value)));
});

describe('broken tokens', () => {
  const prefix = ['gh', 'p_'].join('');

  it('begin as a provider’s and are none', () => {
    assert.ok(isBrokenToken(prefix + BASE62.slice(0, 20)));
    assert.ok(isBrokenToken(['AI', 'za'].join('') + BASE62));
    assert.ok(isBrokenToken(`${HEX}abNRAL`));
  });
  it('whole ones are not', () => assert.ok(!isBrokenToken(`${prefix}${BASE62}abXY`)));
  it('words that many things begin with say nothing', () => {
    for (const word of ['api_', 'key-', 'live_', 'secret_', 'test_']) assert.ok(!isBrokenToken(word + BASE62));
  });
});

describe('values that everybody knows', () => {
  it('are told by their digest', () => {
    assert.ok(isWellKnown(['sk_', 'test_', '4eC39HqLyjWDarjtT1zdp7dc'].join('')));
    assert.ok(!isWellKnown(['sk_', 'test_', '4eC39HqLyjWDarjtT1zdp7dd'].join('')));
  });
  it('with and without 0x', () => {
    const key = ['ac0974bec39a17e36ba4a6b4d238ff94', '4bacb478cbed5efcae784d7bf4f2ff80'].join('');
    assert.ok(isWellKnown(key) && isWellKnown(`0x${key}`));
  });
});

describe('digests of secrets', () => {
  it('differ by a symbol, by the order and by the key', () => {
    const digests = [
      secretDigest(BASE62),
      secretDigest(`${BASE62}a`),
      secretDigest(BASE62.toLowerCase()),
      secretDigest([...BASE62].reverse().join('')),
      secretDigest(BASE62, 1),
      secretDigest(BASE62, 2),
    ];
    assert.equal(new Set(digests).size, digests.length);
    assert.ok(digests.every((digest) => Number.isSafeInteger(digest) && digest >= 0));
  });
  it('do not fall together by chance', () => {
    const seen = new Set(Array.from({ length: 50_000 }, (_, number) => secretDigest(`agent-${number}`, 7)));
    assert.equal(seen.size, 50_000);
  });
});
