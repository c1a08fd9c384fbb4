import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { isDocumentationPath, isTestPath } from '../../documents/path-class';
import { findCurlPasswords, findHeaderCredentials } from '../../secrets/authorization';
import { findCredentialsByFile } from '../../secrets/credential-files';
import { findCommandSecrets } from '../../secrets/command-secrets';
import { findConnectionPasswordsInLines } from '../../secrets/connection-strings';
import { findNamedSecrets } from '../../secrets/named-values';
import { isRandom } from '../../secrets/randomness';
import { findSqlPasswords } from '../../secrets/sql-passwords';
import { findUrlCredentialsOf } from '../../secrets/url-credentials';
import type { RuleContext } from '../rule';
import { tokenRanges } from './by-format';
import { sameElsewhere } from './same-elsewhere';
import { isScript } from './secret-in-command-line';

/** Kinds of documents with a model of their own, whose values are looked at there. */
const MODELLED = /^(?:python|typescript|javascript|rust|startup|compose|workflow|models|yaml|env|dockerfile)$/;
/** Languages without a model here: what stands without quotes is a name. */
const CODE =
  /\.(?:go|java|kts?|rb|php|cs|c|h|cc|cpp|hpp|swift|scala|groovy|gradle|lua|pl|pm|dart|sql|r|m|mm|vue|svelte|html?|jsp|erb|hs|ex|exs|erl|clj|tf|tfvars|hcl|json5?|jsonc|ipynb|ps1|psm1|vb)$/i;
/** Files that show others how something is used, and prose: only what is random is real there. */
const SHOWN = /\.(?:md|mdx|rst|adoc)$|example|sample|template|(?:^|[./])dist$/i;
const PROSE = /\.(?:txt|log|csv)$/i;
/** Texts that people read on a screen: there, a word behind `password` is its label. */
const LABELS =
  /(?:^|\/)(?:package|tsconfig|composer)[\w.-]*\.json$|(?:^|\/)(?:locales?|i18n|lang|languages|messages|translations)\b/i;

/** Secrets by name, in scripts, settings and languages without a model: they have no tree. */
export function reportSecretsInText(context: RuleContext): void {
  const { document } = context;
  if (MODELLED.test(document.kind) || isTestPath(document.path) || isDocumentationPath(document.path)) return;
  if (LABELS.test(document.path)) return;
  const { text, path } = document;
  const shown = SHOWN.test(path);
  const prose = PROSE.test(path);
  let known: TextRange[] | undefined;
  const report = (value: TextRange, message: string, sent = false): void => {
    known ??= [
      ...tokenRanges(text),
      ...findUrlCredentialsOf(text).map(({ url }) => url),
      ...argumentRanges(text, path),
    ];
    if (known.some((other) => other.start < value.end && value.start < other.end)) return;
    known.push(value);
    const content = document.slice(value);
    if ((shown && !isStrong(content)) || (prose && !sent && !isMixed(content))) return;
    if ((shown || prose) && WEAK.test(content)) return;
    const { note, related } = sameElsewhere(context, content);
    context.report({ range: value, message: message + note, related });
  };
  for (const value of findCredentialsByFile(path, text))
    report(value, 'A credential stands in this file in plain text: keep the file out of the repository');
  const lines = findNamedSecrets(text, { bareValues: !CODE.test(path) });
  for (const { what, value } of [...findHeaderCredentials(text), ...findCurlPasswords(text)])
    report(value, `A credential stands in this ${what} in plain text: read it from the environment`, true);
  for (const value of findConnectionPasswordsInLines(text))
    report(value, 'A password stands in this connection string in plain text: read it from the environment');
  for (const { value } of isScript(path) ? [] : findCommandSecrets(text))
    report(value, 'A secret stands among these arguments in plain text: pass it in the environment or in a file');
  for (const value of findSqlPasswords(text))
    report(value, 'A password stands in this statement in plain text: set it from outside the repository');
  for (const { name, kind, value } of lines) {
    if (prose && isMereKey(text, name, value.start)) continue;
    report(
      value,
      `'${name}' holds a ${kind === 'password' ? 'password' : 'secret'} in plain text: keep it in the environment or in a file that git ignores`,
    );
  }
}

/** `Using key=…` in a log: most keys that logs tell of are those of caches, maps and records. `The Weather key is …` says more, and so does an API before it. */
function isMereKey(text: string, name: string, valueStart: number): boolean {
  if (!/^keys?$/i.test(name)) return false;
  const before = text.slice(Math.max(0, valueStart - 100), valueStart);
  if (!KEY_OF_NOTHING.test(before)) return false;
  const owner = [...before.matchAll(/(\w+) ?APIs?\b/gi)].at(-1)?.[1];
  return owner === undefined || /^(?:the|an?|our|this|rest|http|web)$/i.test(owner);
}

const KEY_OF_NOTHING =
  /\b(?:us(?:e|es|ed|ing)|with|by|for|the|a|an|this|that|your|my|our|its|new|old|sets?|setting|gets?|got|getting|adds?|added|found|cached?|invalid|unknown|missing|and|or|of|in|on|to|from|has)[ \t]+["'`]?keys?\W*(?:is\W*)?$/i;

/** In scripts, `secret-in-command-line` tells about arguments. */
function argumentRanges(text: string, path: string): TextRange[] {
  return isScript(path) ? findCommandSecrets(text).map(({ value }) => value) : [];
}

/** What everybody writes where some password has to be shown. */
const WEAK =
  /^(?:(?:my|your|some|the)?[-_]?(?:pass(?:word)?|passwd|admin|test|user|secret|qwerty|welcome|letmein|root|hunter)[-_@]?\d{1,4}[!#]?)$/i;

/** Nobody makes up such a value to show something. */
function isStrong(value: string): boolean {
  return value.length >= 10 && /\d/.test(value) && isRandom(value);
}

/** No word of a sentence: digits with letters of both cases, or with signs. */
function isMixed(value: string): boolean {
  return (
    value.length >= 6 &&
    /\d/.test(value) &&
    /[A-Z].*[a-z]|[a-z].*[A-Z]|[^\w]|[A-Za-z].*\d.*[A-Za-z]|\d.*[A-Za-z].*\d/.test(value)
  );
}
