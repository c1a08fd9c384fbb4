import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { isDocumentationPath, isTestPath } from '../../documents/path-class';
import { moveSecretToEnv } from '../../fixes/secret-to-env';
import type { CodeModel } from '../../languages/code-model';
import { findTokensOf } from '../../secrets/find-tokens';
import { findPrivateKeys, keyBody } from '../../secrets/private-keys';
import { wordsOf } from '../../secrets/secret-names';
import { nameOf } from '../../secrets/literal-names';
import { isSampleToken } from '../../secrets/well-known-values';
import type { RuleContext } from '../rule';
import { sameElsewhere } from './same-elsewhere';

/** Tokens of known formats and private keys, in any text. */
export function reportTokens(context: RuleContext): void {
  const { text, path } = context.document;
  const keys = findPrivateKeys(text);
  for (const token of findTokensOf(text)) {
    if (keys.some(({ whole }) => whole.start <= token.range.start && token.range.end <= whole.end)) continue;
    const value = text.slice(token.range.start, token.range.end);
    const sample = isSampleToken(value);
    if (sample && isShown(path)) continue;
    const uncertain = token.proven === false;
    const { name } = token.format;
    const weak = token.format.weak === true || sample;
    const { note, related } = sameElsewhere(context, value);
    context.report({
      range: token.range,
      severity: uncertain || weak ? 'information' : undefined,
      message: uncertain
        ? `This has the form of a ${name}, but its checksum is wrong: made up or mistyped; keep even such values out of files`
        : weak
          ? `A ${name} stands here: it opens nothing by itself, but everybody can read what it says`
          : `A ${name} stands here in plain text: revoke it and read it from the environment${note}`,
      related,
      fixes:
        uncertain || weak || isTestPath(path)
          ? []
          : moveSecretToEnv(context, token.range, formatVariable(context, token.range, token.format.id)),
    });
  }
  const inTest = isTestPath(path);
  for (const key of keys) {
    const { note, related } = sameElsewhere(context, keyBody(text, key));
    context.report({
      range: key.heading,
      related,
      severity: inTest ? 'information' : undefined,
      message: inTest
        ? 'A private key stands in this test: make sure that it opens nothing outside the tests, or make one when they run'
        : `A private key stands here in plain text: replace it and load the new one from a file outside the repository${note}`,
    });
  }
}

/** Tests and what shows others how something is used. */
function isShown(path: string): boolean {
  return isTestPath(path) || isDocumentationPath(path) || /\.(?:mdx?|rst|adoc|ipynb)$/i.test(path);
}

/** What `reportTokens` tells about already, by where it stands. */
export function tokenRanges(text: string): TextRange[] {
  return [...findTokensOf(text).map(({ range }) => range), ...findPrivateKeys(text).map(({ whole }) => whole)];
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
