import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { isDocumentationPath, isTestPath } from '../../documents/path-class';
import { moveSecretToEnv } from '../../fixes/secret-to-env';
import type { CodeModel } from '../../languages/code-model';
import { NodeQuestion } from '../../languages/node-question';
import type { SyntaxNode } from '../../languages/syntax-node';
import { findAssignedSecrets } from '../../secrets/assignment-lines';
import { findConnectionPasswords } from '../../secrets/connection-strings';
import { findPrivateKeys, findTokens, findTokensOf } from '../../secrets/find-tokens';
import { SECRET_WORDS, secretKindOf, wordsOf } from '../../secrets/secret-names';
import { nameOf, secretPlaceOf } from '../../secrets/secret-places';
import { looksLikeSecret } from '../../secrets/secret-values';
import { findUrlCredentials } from '../../secrets/url-credentials';
import { type CodeContext, type RuleContext, type YamlContext, defineRule } from '../rule';
import { variableFor } from './secret-variable';

// Sample values in the examples are no token of any provider: names and values together tell them.
const SAMPLE = ['k7Qz', 'v2Lp', 'x9Rt', 'B4mW'].join('');

export const rule = defineRule({
  id: 'hardcoded-secret',
  topic: 'secrets',
  severity: 'error',
  impact: 10,
  effort: 2,
  triggers: SECRET_WORDS,
  textTriggers: null,
  includesTests: true,
  documentation: {
    summary: 'Reports passwords, keys and tokens that stand in files.',
    whatItDoes:
      'Knows the token formats of some fifty providers in every text file, and proves those that carry a checksum; private keys with a real body; and values under a name that says ' +
      '"secret" (`db_password`, `API_KEY`) that look like one. Silent for placeholders, references to the environment, key names, hashes, UUIDs, sentences and words; in tests only ' +
      'formats count.',
    whyItMatters:
      'A secret in a repository is readable by everybody who ever cloned it, for ever: removing it later does not help, only revoking it does.',
    examples: [
      {
        path: 'store.py',
        bad: `db_password = "${SAMPLE}"\n`,
        good: 'import os\n\ndb_password = os.environ["DB_PASSWORD"]\n',
      },
      {
        path: 'config/startup.yaml',
        bad: `agent_groups:\n  core:\n    Memory:\n      script_path: memory.py\n      port: 7201\n      env_vars:\n        DB_PASSWORD: ${SAMPLE}\n`,
        good: 'agent_groups:\n  core:\n    Memory:\n      script_path: memory.py\n      port: 7201\n      env_vars:\n        DB_PASSWORD: ${DB_PASSWORD}\n',
      },
      {
        path: 'hub.ts',
        bad: `export const settings = { apiKey: '${SAMPLE}' };\n`,
        good: 'export const settings = { apiKey: process.env.API_KEY };\n',
      },
    ],
    fixSafety:
      'The place reads an environment variable and fails loudly when it is missing; the value moves to `.env`, which git is told to ignore, and the name to `.env.example`. The value is shown ' +
      'in no message or preview. Revoke the secret all the same if it was ever committed.',
    references: ['https://12factor.net/config', 'https://docs.github.com/en/code-security/secret-scanning'],
    remediation: {
      steps: [
        'Revoke the secret and issue a new one.',
        'Apply the quick fix.',
        'Put the new value in .env or the secret store of the machine.',
      ],
      test: 'Start the agent without the variable: it says which one is missing. With it, it works.',
      rollback: 'None: a secret that was published stays published.',
      dependsOn: [],
    },
  },
  checks: { text: checkText, code: checkCode, yaml: checkYaml },
});

function checkText(context: RuleContext): void {
  checkFormats(context);
  checkLines(context);
}

function checkFormats(context: RuleContext): void {
  const { text } = context.document;
  for (const token of findTokensOf(text)) {
    const uncertain = token.proven === false;
    context.report({
      range: token.range,
      severity: uncertain ? 'information' : undefined,
      message: uncertain
        ? `This has the form of a ${token.format.name}, but its checksum is wrong: made up or mistyped; keep even such values out of files`
        : `A ${token.format.name} stands here in plain text: revoke it and read it from the environment`,
      fixes:
        uncertain || isTestPath(context.document.path)
          ? []
          : moveSecretToEnv(context, token.range, formatVariable(context, token.range, token.format.id)),
    });
  }
  for (const range of findPrivateKeys(text)) {
    context.report({
      range,
      message:
        'A private key stands here in plain text: replace it and load the new one from a file outside the repository',
    });
  }
}

/** The variable the token is assigned to, else one named after its provider. */
function formatVariable(context: RuleContext, range: TextRange, formatId: string): string {
  const literal = context.code?.strings.find((node) => node.start <= range.start && range.end <= node.end);
  const name = literal === undefined ? null : nameOf(context.code as CodeModel, literal);
  const scalar = context.yaml?.scalars.find(
    (candidate) => candidate.range.start <= range.start && range.end <= candidate.range.end,
  );
  const words = wordsOf(name ?? scalar?.key ?? '');
  return (words.length > 1 ? words : wordsOf(formatId)).join('_').toUpperCase();
}

function checkCode(context: CodeContext): void {
  const { code, document } = context;
  if (isTestPath(document.path) || isDocumentationPath(document.path)) return;
  for (const node of code.strings) {
    const value = plainText(code, node);
    if (value === null) continue;
    const body = bodyRange(code, node);
    const place = secretPlaceOf(code, node, value);
    if (place !== null) {
      if (isEnvDefault(code, node) || isKnownOtherwise(value) || code.isInlineTest(node)) continue;
      const start = body.end - place.value.length;
      const range = place.value === value ? body : { start, end: body.end };
      context.report({
        range,
        message: `'${place.name}' holds a ${place.kind === 'password' ? 'password' : 'secret'} in plain text: read it from the environment`,
        fixes: moveSecretToEnv(context, range, variableFor(context, place.name, node)),
      });
      continue;
    }
    // Only where the text stands in the file as it is can a part of it be underlined.
    if (value.length !== body.end - body.start || code.isInlineTest(node)) continue;
    for (const part of findConnectionPasswords(value)) {
      const range = { start: body.start + part.start, end: body.start + part.end };
      context.report({
        range,
        message: 'A password stands in this connection string in plain text: read it from the environment',
        fixes: moveSecretToEnv(context, range, variableFor(context, 'password', node)),
      });
    }
  }
}

/** Most literals can be passed over by what they are alone: too short, with expressions in them, or sentences. */
const mayHoldSecret = new NodeQuestion((text, node) => {
  if (node.length < 6 || node.length > 520) return false;
  // What an expression inside a text stands for is told where it comes from.
  if (node.children.some(({ type }) => type === 'interpolation' || type === 'template_substitution')) return false;
  const body = text.replace(/^\w*["'`]+|["'`]+$/g, '');
  return /\s/.test(body) ? /=|^\w+\s+\S{12,}$/.test(body) : looksLikeSecret(body, 'password', '') || body.includes('=');
});

function plainText(code: CodeModel, node: SyntaxNode): string | null {
  if (!mayHoldSecret.answer(code.text, node)) return null;
  const value = code.stringValue(node);
  return value?.literal === node ? value.constant : null;
}

function isEnvDefault(code: CodeModel, node: SyntaxNode): boolean {
  return code.envLookups.some(
    ({ defaultValue }) => defaultValue !== null && defaultValue.start <= node.start && node.end <= defaultValue.end,
  );
}

/** Tokens of known formats and URLs with credentials are told by their own checks, with more to say. */
function isKnownOtherwise(value: string): boolean {
  return findTokens(value).length > 0 || findUrlCredentials(value).length > 0;
}

function bodyRange(code: CodeModel, literal: SyntaxNode): TextRange {
  const source = code.textOf(literal);
  const opening = /^[a-zA-Z]*#*("""|'''|"|'|`)/.exec(source)?.[0].length ?? 0;
  const closing = /("""|'''|"|'|`)#*$/.exec(source)?.[0].length ?? 0;
  return { start: literal.start + opening, end: literal.end - closing };
}

/** Scripts, settings and JSON files, line by line: they have no tree. */
function checkLines(context: RuleContext): void {
  const { document } = context;
  if (document.kind !== 'text' || isTestPath(document.path) || isDocumentationPath(document.path)) return;
  if (/\.(md|txt)$|example|sample|template|(^|\/)(package|tsconfig|locales?|i18n|messages)\b/i.test(document.path))
    return;
  for (const { name, kind, value } of findAssignedSecrets(document.text)) {
    if (isKnownOtherwise(document.slice(value))) continue;
    context.report({
      range: value,
      message: `'${name}' holds a ${kind === 'password' ? 'password' : 'secret'} in plain text: keep it in the environment or in a file that git ignores`,
    });
  }
}

function checkYaml(context: YamlContext): void {
  if (isTestPath(context.document.path) || isDocumentationPath(context.document.path)) return;
  for (const scalar of context.yaml.scalars) {
    // `- KEY=value` is how lists of environment variables are written in Compose files.
    const listed = /^([A-Za-z_]\w*)=(.*)$/.exec(typeof scalar.path.at(-1) === 'number' ? scalar.value : '');
    const name = listed?.[1] ?? scalar.key;
    const value = listed?.[2] ?? scalar.value;
    if (typeof scalar.path.at(-1) === 'number' && listed === null) continue;
    const kind = secretKindOf(name);
    if (kind === null || scalar.style === 'block' || !looksLikeSecret(value, kind, name) || isKnownOtherwise(value))
      continue;
    const start = scalar.range.end - value.length;
    const range = { start: listed === null ? scalar.range.start : start, end: scalar.range.end };
    context.report({
      range,
      message: `'${name}' holds a ${kind === 'password' ? 'password' : 'secret'} in plain text: write \${${variableFor(context, name)}} and keep the value in .env`,
      fixes: moveSecretToEnv(context, range, variableFor(context, name)),
    });
  }
}
