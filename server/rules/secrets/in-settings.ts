import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { isDocumentationPath, isTestPath } from '../../documents/path-class';
import { moveSecretToEnv } from '../../fixes/secret-to-env';
import type { YamlScalar } from '../../languages/yaml/yaml-model';
import { findHeaderCredentials } from '../../secrets/authorization';
import { findConnectionPasswords } from '../../secrets/connection-strings';
import { type SecretKind, secretKindOf } from '../../secrets/secret-names';
import { defaultOf } from '../../secrets/placeholders';
import { isRandom } from '../../secrets/randomness';
import { looksLikeSecret } from '../../secrets/secret-values';
import type { EnvContext, YamlContext } from '../rule';
import { isKnownOtherwise } from './in-code';
import { sameElsewhere } from './same-elsewhere';
import { variableFor } from './secret-variable';

interface Setting {
  readonly name: string;
  readonly value: string;
  readonly range: TextRange;
}

/** Secrets by the keys of a YAML file. */
export function reportSecretsInYaml(context: YamlContext): void {
  if (isTestPath(context.document.path) || isDocumentationPath(context.document.path)) return;
  const named = namesBeside(context.yaml.scalars);
  for (const scalar of context.yaml.scalars) {
    if (scalar.style === 'block' || isEncrypted(scalar)) continue;
    const setting = settingOf(scalar, named);
    if (setting !== null && reportDefault(context, setting)) continue;
    const kind = setting === null ? null : secretKindOf(setting.name);
    if (setting !== null && kind !== null && looksLikeSecret(setting.value, kind, setting.name)) {
      if (!isKnownOtherwise(setting.value)) report(context, setting.name, kind, setting.range);
      continue;
    }
    const from = scalar.range.end - scalar.value.length;
    if (context.document.text.slice(from, scalar.range.end) !== scalar.value || isKnownOtherwise(scalar.value))
      continue;
    for (const part of findConnectionPasswords(scalar.value))
      report(context, 'password', 'password', { start: from + part.start, end: from + part.end });
    for (const { value } of findHeaderCredentials(`${scalar.key}: ${scalar.value}`)) {
      const shift = from - scalar.key.length - 2;
      report(context, scalar.key, 'key', { start: shift + value.start, end: shift + value.end });
    }
  }
}

/** `${NAME:-password}`: whoever forgets the variable runs with what everybody can read. A mere word is what Compose files put there for trying. */
function reportDefault(context: YamlContext, { name, value, range }: Setting): boolean {
  const given = defaultOf(value);
  if (given === null || context.document.slice(range) !== value) return false;
  const kind = secretKindOf(given.variable) ?? secretKindOf(name);
  if (kind === null || !/\d|[^\w]/.test(given.text) || !looksLikeSecret(given.text, kind, given.variable)) return true;
  if (isKnownOtherwise(given.text)) return true;
  const { note, related } = sameElsewhere(context, given.text);
  const start = range.start + given.at;
  context.report({
    range: { start, end: start + given.text.length },
    severity: 'warning',
    message: `${given.variable} has a default that everybody can read: where the variable is forgotten, the service runs with it; let the start fail instead${note}`,
    related,
    // Who else fills in such references may not know the spelling that fails.
    fixes:
      context.document.kind !== 'compose'
        ? []
        : [
            {
              title: `Fail when ${given.variable} is missing`,
              safety: 'review',
              edits: () => [{ uri: context.document.uri, range, newText: `\${${given.variable}:?set it in .env}` }],
            },
          ],
  });
  return true;
}

/** Sealed secrets and the like are meant to be committed. */
function isEncrypted(scalar: YamlScalar): boolean {
  return scalar.path.some((part) => typeof part === 'string' && /^(?:encrypted|sealed|sops)/i.test(part));
}

function report(context: YamlContext, name: string, kind: SecretKind, range: TextRange): void {
  const variable = variableFor(context, name);
  const { note, related } = sameElsewhere(context, context.document.slice(range));
  context.report({
    range,
    message: `'${name}' holds a ${kind === 'password' ? 'password' : 'secret'} in plain text: write \${${variable}} and keep the value in .env${note}`,
    related,
    fixes: moveSecretToEnv(context, range, variable),
  });
}

/** The key and value of an entry: `KEY: value`, `- KEY=value`, or `name: KEY` with `value: …` beside it. */
function settingOf(scalar: YamlScalar, named: ReadonlyMap<string, string>): Setting | null {
  const { value, range } = scalar;
  if (typeof scalar.path.at(-1) === 'number') {
    // `- KEY=value` is how lists of environment variables are written in Compose files.
    const listed = /^([A-Za-z_][\w.-]*)=(.*)$/s.exec(value);
    if (listed?.[1] === undefined || listed[2] === undefined) {
      // `password: [value]` and the like: the list belongs to the key.
      return null;
    }
    return { name: listed[1], value: listed[2], range: { start: range.end - listed[2].length, end: range.end } };
  }
  const beside = scalar.key === 'value' ? named.get(pathKey(scalar)) : undefined;
  return { name: beside ?? scalar.key, value, range };
}

/** By the path of the map they stand in: the names of `- name: KEY` entries. */
function namesBeside(scalars: readonly YamlScalar[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const scalar of scalars)
    if (scalar.key === 'name' || scalar.key === 'key') names.set(pathKey(scalar), scalar.value);
  return names;
}

function pathKey(scalar: YamlScalar): string {
  return scalar.path.slice(0, -1).join('\0');
}

/** Templates of .env files are committed on purpose: what is random in them is real. Other .env files are told by `committed-env-file`. */
export function reportSecretsInEnv(context: EnvContext): void {
  if (!isEnvTemplate(context.document.path) || isTestPath(context.document.path)) return;
  for (const { name, value, valueRange } of context.env.entries) {
    const kind = secretKindOf(name);
    if (kind === null || !looksLikeSecret(value, kind, name) || value.length < 12 || !isRandom(value)) continue;
    if (isKnownOtherwise(value)) continue;
    context.report({
      range: valueRange,
      message: `'${name}' holds a secret in plain text in a file that is meant to be shared: leave the value empty`,
    });
  }
}

/** `.env.example` and its like: committed on purpose, to show which variables there are. */
export function isEnvTemplate(path: string): boolean {
  return /(?:^|[./_-])(?:examples?|samples?|templates?|dist|defaults?|tpl|tmpl|schema)(?:[./_-]|$)/i.test(
    path.slice(path.lastIndexOf('/') + 1),
  );
}
