import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { textsIn, valueBehind } from '../option-values';

/** The variable that lists the origins of one's own pages, separated by commas. */
export const ORIGINS_VARIABLE = 'ALLOWED_ORIGINS';

/** A place that lets pages of any origin in. */
export interface CorsGap {
  readonly range: TextRange;
  /** `any`: an answer for all; `reflected`: each origin is told that it is the one. */
  readonly kind: 'any' | 'reflected';
  readonly credentials: boolean;
  /** What says so, where it is written right there and may be replaced by a list of origins. */
  readonly value: SyntaxNode | null;
  /** Where the language is so strict that a list of origins is no text: what is written instead. */
  readonly replacement?: { readonly range: TextRange; readonly newText: string };
}

/** Patterns that every origin matches, e.g. `.*` and `https?://.*`. */
const ANY_PATTERN =
  /^\^?\(?(?:https?\??:(?:\\?\/){2})?\(?(?:\.[*+]|\[\^?[^\]]*\][*+]|\\S[*+]|\*)\)?\)?(?::\\d\+)?(?:\\?\/?)?\$?$/;

export function isAnyPattern(pattern: string): boolean {
  return ANY_PATTERN.test(pattern);
}

/** Whether a value of an origins option lets every origin in. */
export function isAnyOrigin(code: CodeModel, node: SyntaxNode): boolean {
  return textsIn(code, node).some(
    ({ text }) =>
      /^(\*|null|\*:\*|https?:\/\/\*|\/\.[*+]\/)$/.test(text) || (/\.[*+]/.test(text) && isAnyPattern(text)),
  );
}

/** The value where it is written: the fix replaces it. */
export function replaceable(code: CodeModel, node: SyntaxNode): SyntaxNode | null {
  return valueBehind(code, node) === node && !node.hasError ? node : null;
}
