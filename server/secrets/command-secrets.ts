import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { isRandom } from './randomness';
import { secretKindOf } from './secret-names';
import { isPlaceholder } from './placeholders';

/** A secret among the arguments of a program. */
export interface CommandSecret {
  /** The option that takes it, e.g. `--password`. */
  readonly option: string;
  readonly value: TextRange;
}

/** `--password X`, `--api-key=X`, `-Password "X"`, `/p:Password=X`: options whose name says it. */
const LONG_OPTION =
  /-(?<![\w-]-)(-?[A-Za-z][\w-]{1,40})(?:\\?["'`](?:,|\)\s{0,20}\.arg\()?\s{0,40}\\?["'`]|["']?\r?\n[ \t]{0,40}-[ \t]{1,8}["']?|[= \t]\s{0,8}\\?["'`]?|:\s?["'])([^\s"'`\\,;|&)]{4,200})/g;

/** Whether some option has a part of such a name: most texts have none, and this is asked of every text. */
const MAY_NAME_OPTION = /(?<![\w-])-{1,2}[A-Za-z][\w-]{0,40}?(?<=p\w{0,3}[sw]|secret|token|key|cred|bearer|auth)/i;

/** Options that say nothing by themselves, by the program that reads them. The first group is the secret. */
const SHORT_OPTIONS: readonly { readonly word: string; readonly option: string; readonly pattern: RegExp }[] = [
  { word: '/p:', option: '/p:', pattern: /\/p:\w{0,40}Password=\\?["']?([^\s"'\\;]{4,200})/g },
  { word: 'sshpass', option: '-p', pattern: /\bsshpass\s+-p\s*\\?["']?([^\s"'\\]{3,200})/g },
  {
    word: 'mysql',
    option: '-p',
    pattern: /\bmysql(?:dump|admin|import|sh)?\b[^\n;|&]{0,300}?\s-p\\?["']?([^\s"'\\-][^\s"'\\]{2,200})/g,
  },
  {
    word: 'mariadb',
    option: '-p',
    pattern: /\bmariadb(?:-dump|-admin)?\b[^\n;|&]{0,300}?\s-p\\?["']?([^\s"'\\-][^\s"'\\]{2,200})/g,
  },
  { word: 'redis-cli', option: '-a', pattern: /\bredis-cli\b[^\n;|&]{0,300}?\s-a\s+\\?["']?([^\s"'\\]{3,200})/g },
  {
    word: 'mongo',
    option: '-p',
    pattern: /\bmongo(?:sh|dump|restore|export|import)?\b[^\n;|&]{0,300}?\s-p\s+\\?["']?([^\s"'\\]{3,200})/g,
  },
  {
    word: 'ldap',
    option: '-w',
    pattern: /\bldap(?:search|modify|add|delete|passwd|whoami)\b[^\n;|&]{0,300}?\s-w\s+\\?["']?([^\s"'\\]{3,200})/g,
  },
  {
    word: 'login',
    option: '-p',
    pattern:
      /\b(?:docker|podman|az|helm registry|oras|buildah|skopeo)\b[^\n;|&]{0,60}?\blogin\b[^\n;|&]{0,300}?\s-p\s+\\?["']?([^\s"'\\]{3,200})/g,
  },
  { word: 'pass:', option: '-passin', pattern: /-pass(?:in|out)?\s+\\?["']?pass:([^\s"'\\]{3,200})/g },
  { word: 'htpasswd', option: '-b', pattern: /\bhtpasswd\s+-\w*b\w*\s+\S+\s+\S+\s+\\?["']?([^\s"'\\]{3,200})/g },
  {
    word: 'sudo',
    option: 'sudo -S',
    pattern: /\becho\s+(?:-n\s+)?\\?["']?([^\s"'\\|]{3,100})\\?["']?\s*\|\s*sudo\s+(?:-\w+\s+)*-S/g,
  },
  {
    word: 'SecureString',
    option: 'ConvertTo-SecureString',
    pattern: /ConvertTo-SecureString\s+(?:-(?:AsPlainText|Force)\s+)*(?:-String\s+)?\\?["']([^"'\\\s]{4,200})/g,
  },
  {
    word: 'smbclient',
    option: '-U',
    pattern: /\b(?:smbclient|rpcclient|net\s+use)\b[^\n;|&]{0,300}?\s-U\s+\\?["']?[^\s"'%]+%([^\s"'\\]{3,200})/g,
  },
  {
    word: 'useradd',
    option: '-p',
    pattern: /\b(?:useradd|usermod)\b[^\n;|&]{0,300}?\s-p\s+\\?["']?([^\s"'\\]{4,200})/g,
  },
  {
    word: 'curl',
    option: '-u',
    pattern: /\bcurl\b[^\n]{0,1000}?\s(?:-u|-U|--user|--proxy-user)[ =]{0,3}\\?["']?[^\s"':]{0,80}:([^\s"'\\]{3,200})/g,
  },
  {
    word: 'wget',
    option: '--password',
    pattern: /\bwget\b[^\n]{0,500}?\s--(?:http-|ftp-|proxy-)?password=\\?["']?([^\s"'\\]{3,200})/g,
  },
];

/** Any of their words. */
const MAY_HOLD_SHORT = new RegExp(SHORT_OPTIONS.map(({ word }) => word).join('|'));

/** Secrets in the arguments of commands; references to variables and files are none. */
export function findCommandSecrets(text: string): CommandSecret[] {
  const found: CommandSecret[] = [];
  const add = (option: string, value: string, end: number): void => {
    const start = end - value.length;
    if (!found.some((other) => other.value.start < end && start < other.value.end))
      found.push({ option, value: { start, end } });
  };
  for (const match of MAY_NAME_OPTION.test(text) ? text.matchAll(LONG_OPTION) : []) {
    const [whole, name = '', value = ''] = match;
    const option = `-${name}`;
    if (isSecretOption(option) && isSecretArgument(value, option)) add(option, value, match.index + whole.length);
  }
  for (const { word, option, pattern } of MAY_HOLD_SHORT.test(text) ? SHORT_OPTIONS : []) {
    if (!text.includes(word)) continue;
    for (const match of text.matchAll(pattern)) {
      const value = match[1] ?? '';
      if (isSecretArgument(value, option)) add(option, value, match.index + match[0].length);
    }
  }
  return found.sort((a, b) => a.value.start - b.value.start);
}

/** Whether an option's name says that a secret follows. */
export function isSecretOption(option: string): boolean {
  const name = option.replace(/^(?:--?|\/p:)/, '');
  if (/^(?:no|is|has|use|allow|skip)-/i.test(name) || /stdin|file|env|prompt|length|type|name|policy|id$/i.test(name))
    return false;
  const kind = secretKindOf(name);
  return kind === 'password' || kind === 'key' || /^(?:oauth2-bearer|requirepass|masterauth|rpcpassword)$/i.test(name);
}

/** Whether an argument is a secret itself: no variable, no file, no placeholder, no other option, no word of the language. */
export function isSecretArgument(value: string, option: string): boolean {
  if (isPlaceholder(value) || value.length < 4) return false;
  if (
    /^[-$%@/~<{(*[]|^\.{1,2}\/|\$\{?\w|\$\(|%\w+%|\{\w*\}|\uFFFC|\.(?:txt|json|ya?ml|pem|key|crt|env)$|^[A-Z]+(?:_[A-Z]+)+[\])>}]*$|^[A-Z]+[\])>}]+$|^(?:pass|file|env|fd|stdin):/.test(
      value,
    )
  )
    return false;
  const key = secretKindOf(option.replace(/^--?/, '')) === 'key';
  return key ? value.length >= 8 && (isRandom(value) || /\d/.test(value)) : /\d|[^\w]|[a-z][A-Z]/.test(value);
}
