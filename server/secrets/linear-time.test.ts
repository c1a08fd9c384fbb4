import assert from 'node:assert/strict';
import { findCurlPasswords, findHeaderCredentials } from './authorization';
import { findCommandSecrets } from './command-secrets';
import { findConnectionPasswordsInLines } from './connection-strings';
import { findTokens } from './find-tokens';
import { findNamedSecrets, mayNameSecrets } from './named-values';
import { findPrivateKeys } from './private-keys';
import { findSqlPasswords } from './sql-passwords';
import { findUrlCredentials } from './url-credentials';

const FINDERS: Readonly<Record<string, (text: string) => unknown>> = {
  tokens: findTokens,
  'private keys': findPrivateKeys,
  'URL credentials': findUrlCredentials,
  'named secrets': (text) => findNamedSecrets(text, { bareValues: true, bareWords: true }),
  'names before values': (text) => mayNameSecrets(text, { bareValues: true, bareWords: true }),
  headers: findHeaderCredentials,
  'curl commands': findCurlPasswords,
  commands: findCommandSecrets,
  'SQL statements': findSqlPasswords,
  'connection strings': findConnectionPasswordsInLines,
};

const LENGTH = 400_000;
const repeated = (text: string): string => text.repeat(Math.ceil(LENGTH / text.length));

/** Beginnings without an end, and ends without a beginning: what makes a careless pattern try everything again. */
const TEXTS: Readonly<Record<string, string>> = {
  'blanks behind a name': `password${repeated(' ')}`,
  'blanks behind every name': repeated(`token${' '.repeat(60)}`),
  'names without values': repeated('password_token_secret_key.'),
  'equals signs': `api_key${repeated('=')}`,
  'quotes that never close': repeated('password = "aaaa'),
  'headers without values': repeated('authorization: \n'),
  'blanks behind a header': `authorization${repeated(' \t')}`,
  'colons behind schemes': repeated('http://a:b:c:'),
  'URLs that go on': `http://a?${repeated('b=c&')}`,
  'options without values': repeated('--password '),
  'commands without passwords': repeated('curl -s mysql -u redis-cli '),
  'joined lines': repeated('curl a \\\n'),
  'statements without values': repeated('create user password identified by '),
  'headings of keys': repeated(['-----BEGIN A B C PRIV', 'ATE KEY-----'].join('')),
  'beginnings of tokens': repeated('sk-proj-ghp_xoxb-eyJ'),
  'parts of web tokens': repeated('eyJhbGciOi.'),
  'connection strings': repeated('Password=;Server='),
  'fallbacks without values': repeated('token = given ?? '),
  'pairs without values': repeated('password, token, key = '),
  'defaults that never close': repeated('${PASSWORD:-a1'),
  'headings with long lines': `-----BEGIN RSA PRIV${'ATE KEY'}-----${repeated('ABCDEFGHIJKLMNOP')}`,
  'numbers in Base64': repeated('MTIzMTIz'),
  'runs of words in webhooks': repeated('discord.com/api/webhooks/123456789012345678/this-is-'),
  'session tokens': repeated('FQoGZXIvYXdz'),
};

describe('every search takes time in proportion to the text', () => {
  for (const [kind, find] of Object.entries(FINDERS)) {
    for (const [shape, text] of Object.entries(TEXTS)) {
      it(`${kind}: ${shape}`, () => {
        const start = performance.now();
        find(text);
        // Square time would take minutes.
        const took = performance.now() - start;
        assert.ok(took < 2000, `${took.toFixed(0)} ms`);
      });
    }
  }
});
