import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const SECRET_WORD =
  /(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|PWD|SECRETS?|TOKENS?|API_?KEYS?|APIKEY|ACCESS_?KEY|PRIVATE_?KEY|SIGNING_?KEY|ENCRYPTION_?KEY|CREDENTIALS?|DSN|AUTH|BEARER|COOKIE|WEBHOOK_URL|CONNECTION_STRING)(?:_|$|\d)/i;
/** Names of settings *about* secrets: where one lies, how long it lives, how many tokens a model may use. */
const ABOUT_SECRETS =
  /(?:_FILE|_PATH|_ENV|_NAME|_URL|_TTL|_EXPIRY|_EXPIRES?(?:_IN)?|_TIMEOUT|_LIMIT|_COUNT|_ENABLED|_TYPE|_METHOD|_LENGTH|_SIZE)$|(?:^|_)(?:MAX|MIN|NUM|TOTAL|PAD|EOS|BOS|STOP|INPUT|OUTPUT|PROMPT|CONTEXT|HISTORY)_(?:.*_)?TOKENS?/i;
const WEBHOOK = /WEBHOOK_URL$/i;
/** `PWD` and `OLDPWD` are the shell's working directories. */
const NOT_SECRET = new Set(['PWD', 'OLDPWD']);

/** Forms that providers give their keys, and URLs that carry a password. */
const SECRET_VALUE =
  /^(?:sk|pk|rk)[-_][A-Za-z0-9_-]{16,}$|^gh[pousr]_[A-Za-z0-9]{20,}$|^github_pat_|^xox[abprs]-|^(?:AKIA|ASIA)[A-Z0-9]{16}$|^AIza[\w-]{30,}$|^hf_[A-Za-z0-9]{20,}$|^eyJ[\w-]+\.[\w-]+\.[\w-]+$|-----BEGIN [A-Z ]*PRIVATE KEY-----|^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@]+@/;

/** Whether the value of this variable is to be kept out of logs, state and answers. */
export function isSecret(name: string, value: string): boolean {
  if (value === '') return false;
  if (SECRET_VALUE.test(value)) return true;
  if (!SECRET_WORD.test(name) || NOT_SECRET.has(name) || (ABOUT_SECRETS.test(name) && !WEBHOOK.test(name)))
    return false;
  return !/^(?:true|false|yes|no|on|off|none|null|\d{1,6})$/i.test(value); // switches and counts
}

const LARGEST_SECRET_BYTES = 64 * 1024;

/**
 * A secret kept as a file of its own (`/run/secrets/<name>`, as Docker and Kubernetes mount them), looked for under the name
 * as written and in lower case; undefined when there is none.
 */
export function readSecretFile(directory: string, name: string): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return undefined;
  for (const candidate of new Set([name, name.toLowerCase()])) {
    try {
      const text = readFileSync(join(directory, candidate), 'utf8');
      if (text.length <= LARGEST_SECRET_BYTES) return text.replace(/\r?\n$/, '');
    } catch {
      // Not there, or not ours to read: then it is a missing variable like any other.
    }
  }
  return undefined;
}
