import type { CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { NONE, NO_EXPIRY, type TokenGap, UNSIGNED } from './token-check';

const UNVERIFIED =
  /^(dangerous_insecure_decode\w*|dangerous_unsafe_decode\w*|dangerous_decode\w*|insecure_decode\w*|parse_unverified|unverified_payload|decode_unverified|insecure_disable_signature_validation|danger_\w*decode\w*)$/;

export function rustTokenGaps(code: CodeModel): TokenGap[] {
  const gaps: TokenGap[] = [];
  for (const call of code.calls) {
    const { callee, name } = call;
    if (UNVERIFIED.test(name)) {
      const range = callee.childForField('field') ?? callee;
      const statement = name === 'insecure_disable_signature_validation' ? ownStatement(call.node) : null;
      gaps.push({
        range,
        message: UNSIGNED,
        severity: 'error',
        fix: statement === null ? null : removal(code, statement),
      });
    } else if (name === 'dangerous' && /ValidationOptions\.dangerous$/.test(code.pathOf(callee) ?? '')) {
      gaps.push({
        range: callee,
        message: UNSIGNED,
        severity: 'error',
        fix: {
          title: 'Check signature and expiry',
          safety: 'safe',
          edits: () => [{ range: callee, newText: code.textOf(callee).replace(/dangerous$/, 'default') }],
        },
      });
    } else if (
      /^(clear|remove)$/.test(name) &&
      /required_spec_claims$/.test(call.receiver === null ? '' : code.textOf(call.receiver))
    ) {
      const [claim] = call.arguments;
      if (claim === undefined || code.stringValue(claim.value)?.constant === 'exp')
        gaps.push({ range: callee, message: NO_EXPIRY, severity: 'warning' });
    } else if (
      /(^|\.)Algorithm\.None$|(^|\.)SignatureAlgorithm\.None$/i.test(
        call.arguments.map(({ value }) => code.pathOf(value) ?? '').join(' '),
      )
    ) {
      gaps.push({ range: callee, message: NONE, severity: 'error' });
    }
  }
  for (const { target, value, node } of code.assignments) {
    const name = code.textOf(target).split('.').at(-1);
    if (name === 'validate_exp' && code.textOf(value) === 'false')
      gaps.push({
        range: node,
        message: NO_EXPIRY,
        severity: 'warning',
        fix: { title: 'Check the expiry', safety: 'safe', edits: () => [{ range: value, newText: 'true' }] },
      });
  }
  return gaps.sort((a, b) => a.range.start - b.range.start);
}

/** The statement that is nothing but this call. */
function ownStatement(call: SyntaxNode): SyntaxNode | null {
  return call.parent?.type === 'expression_statement' && !call.hasError ? call.parent : null;
}

function removal(code: CodeModel, statement: SyntaxNode): TokenGap['fix'] {
  const lineStart = code.text.lastIndexOf('\n', statement.start - 1) + 1;
  const rest = /^[ \t]*(\r?\n)/.exec(code.text.slice(statement.end, statement.end + 80));
  const alone = rest !== null && /^[ \t]*$/.test(code.text.slice(lineStart, statement.start));
  const range = alone
    ? { start: lineStart, end: statement.end + rest[0].length }
    : { start: statement.start, end: statement.end };
  return { title: 'Check the signature', safety: 'safe', edits: () => [{ range, newText: '' }] };
}
