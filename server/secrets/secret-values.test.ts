import assert from 'node:assert/strict';
import { findConnectionPasswords } from './connection-strings';
import { secretKindOf } from './secret-names';
import { findNamedSecrets } from './named-values';
import { isPlaceholder } from './placeholders';
import { looksLikeSecret } from './secret-values';
import { findUrlCredentials } from './url-credentials';

const random = ['k7Qz', 'v2Lp', 'x9Rt', 'B4mW'].join('');
const weak = ['hunt', 'er22'].join('');

describe('names that say "secret"', () => {
  for (const name of [
    'password',
    'db_password',
    'DB_PASS',
    'apiKey',
    'X-API-Key',
    'JWT_SECRET',
    'auth_token',
    'aws_secret_access_key',
    'clientSecret',
  ]) {
    it(name, () => assert.notEqual(secretKindOf(name), null));
  }
  for (const name of [
    'max_tokens',
    'token_count',
    'pad_token',
    'token_type',
    'password_file',
    'DATABASE_PASSWORD_FILE',
    'api_key_env',
    'secret_name',
    'csrf_token',
    'primary_key',
    'sort_key',
    'keyword',
    'monkey',
    'tokenizer',
    'public_key',
    'passed',
    'compass',
    'password_hash',
    'reset_password_url',
    'next_token',
    'stop_token',
  ]) {
    it(`not ${name}`, () => assert.equal(secretKindOf(name), null));
  }
  for (const name of ['key', 'stripe_key', 'auth'])
    it(`perhaps ${name}`, () => assert.equal(secretKindOf(name), 'vague'));
});

describe('values that look like secrets', () => {
  it('random ones do, short passwords too', () => {
    assert.ok(looksLikeSecret(random, 'key', 'api_key'));
    assert.ok(looksLikeSecret(weak, 'password', 'password'));
  });

  for (const value of [
    '',
    'changeme',
    'your-api-key',
    'YOUR_TOKEN_HERE',
    '<password>',
    '${DB_PASSWORD}',
    '{{ secret }}',
    '$DB_PASSWORD',
    '%(password)s',
    '********',
    'xxxxxxxx',
    '12345678',
    'None',
    'test',
    'test-secret-key-for-ci-minimum-32-characters',
    '/run/secrets/db',
    'env:DB_PASSWORD',
    'example-key-1234',
  ]) {
    it(`'${value}' stands in for one`, () => assert.ok(isPlaceholder(value)));
  }

  for (const [value, name] of [
    ['database_password', 'DATABASE_PASSWORD'],
    ['api-key-header', 'api_key'],
    ['550e8400-e29b-41d4-a716-446655440000', 'auth_token'],
    ['https://auth.local/token', 'auth_token'],
    ['./keys/private.pem', 'private_key'],
    ['1.24.3', 'secret'],
    ['sha256', 'api_key'],
    ['authorization token', 'token'],
    ['config.json', 'secret'],
    ['DB_PASSWORD', 'password'],
  ] as const) {
    it(`'${value}' is something else`, () => assert.ok(!looksLikeSecret(value, secretKindOf(name) ?? 'key', name)));
  }
});

describe('passwords in URLs', () => {
  const passwords = (text: string): string[] =>
    findUrlCredentials(text).map(({ password }) => text.slice(password.start, password.end));

  for (const scheme of ['postgresql', 'postgresql+asyncpg', 'redis', 'amqp', 'nats', 'mongodb+srv', 'https', 'smb']) {
    it(`of the scheme ${scheme}`, () =>
      assert.deepEqual(passwords(`url = "${scheme}://voice:${weak}@db:5432/x"`), [weak]));
  }
  it('without a user, and on localhost', () =>
    assert.deepEqual(passwords(`redis://:${weak}@localhost:6379/0`), [weak]));

  for (const text of [
    'redis://:@localhost',
    'postgresql://user:password@host/db',
    'postgresql://voice:${PASSWORD}@db',
    'postgresql://voice:{password}@db',
    'amqp://guest:<password>@mq',
    `https://user:${weak}@example.com/`,
    'http://a:b@c:29/d',
    'https://host:8080/path@x',
    'mailto:a:b@c',
  ]) {
    it(`none in ${text.replace(weak, '…')}`, () => assert.deepEqual(passwords(text), []));
  }
});

describe('passwords in connection strings', () => {
  const passwords = (text: string): string[] =>
    findConnectionPasswords(text).map(({ start, end }) => text.slice(start, end));

  it('of databases', () => {
    assert.deepEqual(passwords(`Server=db;Database=x;User Id=sa;Password=${weak};`), [weak]);
    assert.deepEqual(passwords(`host=db user=voice password=${weak} dbname=x`), [weak]);
  });
  for (const text of [
    'Password=',
    `Password=${weak}`,
    'Server=db;Password={0};',
    'host=db password=$PW',
    'Server=db;Password=changeme',
  ]) {
    it(`none in ${text.replace(weak, '…')}`, () => assert.deepEqual(passwords(text), []));
  }
});

describe('secrets in lines of scripts and settings', () => {
  const found = (text: string): string[] =>
    findNamedSecrets(text, { bareValues: true }).map(
      ({ name, value }) => `${name}=${text.slice(value.start, value.end)}`,
    );

  for (const line of [
    `export DB_PASSWORD="${weak}"`,
    `DB_PASSWORD=${weak}`,
    `set DB_PASSWORD=${weak}`,
    `$env:DB_PASSWORD = "${weak}"`,
    `ENV DB_PASSWORD=${weak}`,
    `  "DB_PASSWORD": "${weak}",`,
    `DB_PASSWORD = '${weak}' # voice`,
  ]) {
    it(line.replace(weak, '…'), () => assert.deepEqual(found(`# first\n${line}\n`), [`DB_PASSWORD=${weak}`]));
  }
  for (const line of [
    'DB_PASSWORD=$(cat /run/secrets/db)',
    'DB_PASSWORD="${OTHER}"',
    '"password": "Passwort"',
    'password: string',
    'export PASSWORD_FILE=/x/y1',
    'TOKEN=$1',
    `# said: password ${weak}`,
  ]) {
    it(`nothing in ${line.replace(weak, '…')}`, () => assert.deepEqual(found(`${line}\n`), []));
  }
});
