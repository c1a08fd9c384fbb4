import { isDocumentationPath, isTestPath } from '../../documents/path-class';
import { moveSecretToEnv } from '../../fixes/secret-to-env';
import type { CodeModel } from '../../languages/code-model';
import { NodeQuestion } from '../../languages/node-question';
import type { SyntaxNode } from '../../languages/syntax-node';
import { findConnectionPasswords } from '../../secrets/connection-strings';
import { findTokens } from '../../secrets/find-tokens';
import { secretPlaceOf } from '../../secrets/secret-places';
import { looksLikeSecret } from '../../secrets/secret-values';
import { findUrlCredentials } from '../../secrets/url-credentials';
import type { CodeContext } from '../rule';
import { literalBody } from './literal-body';
import { sameElsewhere } from './same-elsewhere';
import { variableFor } from './secret-variable';

/** Secrets by the name of what holds them, or the call that takes them. */
export function reportSecretsInCode(context: CodeContext): void {
  const { code, document } = context;
  if (isTestPath(document.path) || isDocumentationPath(document.path)) return;
  for (const node of code.strings) {
    const value = plainText(code, node);
    if (value === null) continue;
    const body = literalBody(code, node);
    const place = secretPlaceOf(code, node, value);
    if (place !== null) {
      if (isEnvDefault(code, node) || isKnownOtherwise(value) || code.isInlineTest(node)) continue;
      const start = body.end - place.value.length;
      const range = place.value === value ? body : { start, end: body.end };
      const { note, related } = sameElsewhere(context, place.value);
      context.report({
        range,
        message: `'${place.name}' holds a ${place.kind === 'password' ? 'password' : 'secret'} in plain text: read it from the environment${note}`,
        related,
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
export function isKnownOtherwise(value: string): boolean {
  return findTokens(value).length > 0 || findUrlCredentials(value).length > 0;
}
