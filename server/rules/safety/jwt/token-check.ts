import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { Call, CodeModel } from '../../../languages/code-model';
import { isVerifying } from './verification';
import type { FixSafety, Severity } from '../../finding';

/** A place where a token is believed, or made, without proof. */
export interface TokenGap {
  readonly range: TextRange;
  readonly message: string;
  readonly severity: Severity;
  readonly fix?: {
    readonly title: string;
    readonly safety: FixSafety;
    readonly edits: () => readonly { readonly range: TextRange; readonly newText: string }[];
  } | null;
}

export const UNSIGNED =
  "a token is believed without a look at its signature: anybody can write one; verify it with the issuer's key";
export const NONE = "the algorithm 'none' is a signature that anybody can make: name the one algorithm the issuer uses";
export const NO_KEY = 'a token is verified with no key: anybody can write one; pass the key of its issuer';
export const NO_EXPIRY =
  'a token that expired years ago is still believed: whoever finds one is let in; let the library check its expiry';

/** Whether the same function also verifies the token of this name: then the look without proof chooses the key. */
export function isVerifiedToo(code: CodeModel, call: Call): boolean {
  const [token] = call.arguments;
  if (token === undefined) return false;
  const around = code.enclosingFunction(call.node)?.node ?? code.root;
  const written = code.textOf(token.value);
  const { start, end } = around;
  return code.calls.some(
    (other) =>
      other.node !== call.node &&
      other.node.start >= start &&
      other.node.end <= end &&
      other.arguments.some(({ value }) => code.textOf(value) === written) &&
      isVerifying(code, other),
  );
}
