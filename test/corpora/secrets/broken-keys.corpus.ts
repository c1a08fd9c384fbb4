import type { Corpus, CorpusCase } from '../corpus';
import { HEX_KEY, LONG_KEY, Symbols, fill, jsonWebToken } from './samples';
import { secretsCorpus } from './secrets-corpus';

/** The forms in which a name meets its value, in the kinds of files that they are found in. */
const SYNTAXES: readonly (readonly [path: string, write: (name: string, value: string) => string])[] = [
  ['a.py', (name, value) => `${name.toLowerCase()} = "${value}"`],
  ['a.ts', (name, value) => `export const settings = { ${name.toLowerCase()}: '${value}' };`],
  ['a.yaml', (name, value) => `${name.toLowerCase()}: '${value}'`],
  ['a.ini', (name, value) => `${name}=${value}`],
  ['a.go', (name, value) => `${name.toLowerCase()} := "${value}"`],
];

const at = (text: string, index: number, replacement: string): string =>
  text.slice(0, index) + replacement + text.slice(index + replacement.length);
const lower = (length: number, seed: string): string => fill(`<l${length}>`, seed);
const letters = (length: number, seed: string): string => new Symbols(seed).of('ghijkmnpqrstvwxyz', length);
const UUID = fill('<u>', 'broken');

/** Keys as generators make them, under the names that providers' documents use. */
const WHOLE: readonly (readonly [title: string, name: string, value: string])[] = [
  ['a key of letters and digits', 'WEATHER_API_KEY', LONG_KEY],
  ['a key in hexadecimal digits', 'WEATHER_API_KEY', HEX_KEY],
  ['a key in Base64', 'WEATHER_API_KEY', `${fill('<b43>', 'whole')}=`],
  ['a key in Base64 for URLs', 'WEATHER_API_KEY', fill('<w43>', 'whole')],
  ['a key in small letters and digits', 'WEATHER_API_KEY', lower(32, 'whole')],
  ['a prefix in the other case', 'WEATHER_API_KEY', `sk-${fill('<U32>', 'prefix')}`],
  ['a number before the key', 'BOT_TOKEN', `${fill('<d9>', 'n')}:${LONG_KEY}`],
  ['a percent-encoded token', 'WEATHER_ACCESS_TOKEN', `${fill('<A24>', 'p')}%2B${fill('<A12>', 'q')}%3D`],
  ['a secret that somebody chose', 'FLASK_SECRET_KEY', ['k9#v', '2!Lp', 'x&Rt', '4m'].join('')],
  ['a secret that Django made', 'SECRET_KEY', ['x9(r', '$t4*', 'q2=k', '7&v!', 'l+p)', 'm#w_', 'z8^j'].join('')],
  ['Amazon’s key', 'AWS_SECRET_ACCESS_KEY', fill('<b40>', 'aws')],
  ['Datadog’s key', 'DD_API_KEY', fill('<h32>', 'dd')],
  ['Twilio’s token', 'TWILIO_AUTH_TOKEN', fill('<h32>', 'tw')],
  ['GitHub’s old tokens', 'GITHUB_TOKEN', fill('<h40>', 'gh')],
  ['the key of a storage account', 'AZURE_STORAGE_KEY', `${fill('<b86>', 'az')}==`],
];

/** What hand-made changes leave behind, and what is no such provider's. */
const BROKEN: readonly (readonly [title: string, name: string, value: string])[] = [
  ['a percent sign in the middle', 'WEATHER_API_KEY', at(LONG_KEY, 17, '%')],
  ['a caret', 'WEATHER_TOKEN', `${LONG_KEY}^`],
  ['brackets', 'WEATHER_API_KEY', at(at(LONG_KEY, 9, '('), 22, ')')],
  ['a question mark in front', 'WEATHER_SECRET', `?${LONG_KEY}`],
  ['one capital among small letters', 'WEATHER_API_KEY', at(`${letters(20, 'c')}4729${letters(6, 'd')}`, 11, 'Q')],
  ['one letter among hexadecimal digits', 'WEATHER_API_KEY', at(HEX_KEY, 13, 'z')],
  ['one letter among hexadecimal digits behind a prefix', 'WEATHER_API_KEY', `wx_${at(HEX_KEY, 13, 'z')}`],
  ['a UUID with a letter too many', 'HUBSPOT_API_KEY', at(UUID, 2, 'g')],
  ['letters and digits that take turns', 'WEATHER_API_KEY', ['a1b2c3', 'd4e5f6', 'g7h8i9', 'j0k1l2'].join('')],
  ['sentences in Base64', 'WEATHER_API_KEY', Buffer.from('no key stands here at all').toString('base64')],
  ['a token cut off', 'GITHUB_TOKEN', `gh${'p_'}${fill('<A20>', 'cut')}`],
  ['a token with a tail', 'API_TOKEN', `pc${'sk_'}${fill('<A5>', 'p')}_${fill('<A90>', 'tail')}`],
  ['a token with a sign in it', 'RELEASE_TOKEN', `gl${'pat-'}${fill('<A8>', 'x')}!${fill('<A9>', 'y')}`],
  ['Slack’s name, another’s token', 'SLACK_TOKEN', LONG_KEY],
  ['GitHub’s name, another’s token', 'GITHUB_TOKEN', fill('<A33>', 'gh')],
  ['Amazon’s name, a short value', 'AWS_SECRET_ACCESS_KEY', fill('<A14>', 'aws')],
  ['Datadog’s name, another length', 'DATADOG_API_KEY', fill('<h30>', 'dd')],
  ['Twilio’s name, another alphabet', 'TWILIO_AUTH_TOKEN', fill('<A32>', 'tw')],
  ['SendGrid’s name, another’s key', 'SENDGRID_API_KEY', LONG_KEY],
  ['Weights & Biases’ name, another length', 'WANDB_API_KEY', fill('<h34>', 'wb')],
  [
    'the emulator’s account',
    'AZURE_STORAGE_KEY',
    ['Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50', 'uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='].join(''),
  ],
  ['Stripe’s documentation', 'STRIPE_API_KEY', ['sk_', 'test_', '4eC39HqLyjWDarjtT1zdp7dc'].join('')],
];

function write([title, name, value]: readonly [string, string, string], mark: string): CorpusCase[] {
  return SYNTAXES.map(([path, text]) => ({
    title: `${title} in ${path}`,
    path,
    text: `${text(name, value)}${mark}\n`,
  }));
}

const prose = (title: string, text: string): CorpusCase => ({ title, path: 'run.log', text: `${text}\n` });
const [header = '', claims = ''] = jsonWebToken().split('.');

const TEXTS: readonly CorpusCase[] = [
  prose('a key of nothing in a log', `[DEBUG] using key=${LONG_KEY}`),
  prose('a key of a cache in a log', `cache miss for key ${HEX_KEY}\nfound key = ${HEX_KEY}`),
  prose('a key of some API in a log', `[INFO] request to the weather API\n[DEBUG] using key=${LONG_KEY} <<<`),
  prose('a key of some provider in a log', `[DEBUG] using weather key=${LONG_KEY} <<<`),
  prose('an API key in a log', `[DEBUG] used API_KEY=${LONG_KEY} <<<`),
  prose('a token that was written over at its end', `gs${'k_'}${fill('<A46>', 'masked')}654321`),
  prose(
    'a token with a tail of words',
    `discord.com/api/webhooks/${fill('<d18>')}/${fill('<A20>')}_this-is-not-what-you-are-here-for`,
  ),
  prose(
    'a token in a picture',
    `<img src="data:image/png;base64,${fill('<b90>', 'img')}Zq9/EAA${fill('<A90>', 'eaa')}+${fill('<b60>')}">`,
  ),
  prose('a web token without JSON in it', `${header}.${fill('<w60>', 'claims')}.${fill('<w43>', 'sign')}`),
  prose('a web token', `${header}.${claims}.${fill('<w43>', 'sign')} <<<`),
  prose('a web token without a signature', `${header}.${claims} <<<`),
  prose('a web token that nobody signed', `token: "${jsonWebToken({ alg: 'none' }).replace(/[^.]*$/, '')}" <<<`),
  prose('an access token of an own Jira', `see ${dataCenterToken()} <<<`),
  prose('Base64 of digits alone', `see ${Buffer.from('123950374618273645501827364518273').toString('base64')}`),
  prose(
    'a private key with a hole',
    `-----BEGIN RSA PRIV${'ATE KEY'}-----\n${fill('<b64>')}\n...\n-----END RSA PRIV${'ATE KEY'}-----`,
  ),
  {
    title: 'a value where a type should be',
    path: 'a.py',
    text: `api_key: "${['x9(r$t', '4*q2=k', '7&v!l+p)'].join('')}" <<<\n`,
  },
  { title: 'a type in quotes', path: 'a.py', text: 'api_key: "Optional[SecretStr]"\ntoken: "models.Token | None"\n' },
  {
    title: 'an account’s shared access',
    path: 'a.txt',
    text: `AZURE_URL=https://x.blob.core.windows.net/a?sv=2022-11-02&sr=c&sig=${fill('<b43>', 'sas').replace(/[+/]/g, 'x')}%3D <<<\n`,
  },
];

function dataCenterToken(): string {
  const symbols = new Symbols('data center');
  const bytes = Buffer.from(Array.from({ length: 20 }, () => symbols.next(256)));
  return Buffer.concat([Buffer.from('482950173846:'), bytes]).toString('base64');
}

export const corpus: Corpus = secretsCorpus([
  ...WHOLE.flatMap((each) => write(each, ' <<<')),
  ...BROKEN.flatMap((each) => write(each, '')),
  ...TEXTS,
]);
