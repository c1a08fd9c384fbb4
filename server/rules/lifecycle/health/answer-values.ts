import type { CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { healthWord, statusNumber } from './health-words';

/** One of the texts that an expression may stand for, and when. */
export interface PossibleWord {
  readonly text: string;
  readonly node: SyntaxNode;
  /** The condition of `a if condition else b`, as written, and the side that this text is on. */
  readonly condition: { readonly text: string; readonly holds: boolean } | null;
  /** The block in which a variable gets this text; null for texts that stand in the answer itself. */
  readonly block: SyntaxNode | null;
}

/** A status that goes with a word, and the expression that gives it. */
export interface GivenStatus {
  readonly status: number;
  readonly node: SyntaxNode;
  /** The conditional expression that the node is one side of. */
  readonly choice: Choice | null;
}

/** `a if condition else b`, `condition ? a : b` */
export interface Choice {
  readonly node: SyntaxNode;
  readonly condition: SyntaxNode;
  readonly whenTrue: SyntaxNode;
  readonly whenFalse: SyntaxNode;
}

export function choiceAt(node: SyntaxNode): Choice | null {
  if (node.type === 'conditional_expression') {
    const [whenTrue, condition, whenFalse] = node.namedChildren;
    return whenTrue && condition && whenFalse ? { node, condition, whenTrue, whenFalse } : null;
  }
  if (node.type !== 'ternary_expression') return null;
  const condition = node.childForField('condition');
  const whenTrue = node.childForField('consequence');
  const whenFalse = node.childForField('alternative');
  return condition && whenTrue && whenFalse ? { node, condition, whenTrue, whenFalse } : null;
}

export function withoutBrackets(node: SyntaxNode): SyntaxNode {
  let inner = node;
  while (
    /^(?:parenthesized_expression|as_expression|satisfies_expression)$/.test(inner.type) &&
    inner.namedChildren[0] !== undefined
  )
    inner = inner.namedChildren[0];
  return inner;
}

/** The assignments to a plain name inside a function. */
export function assignmentsTo(
  code: CodeModel,
  name: string,
  scope: SyntaxNode,
): { readonly value: SyntaxNode; readonly node: SyntaxNode }[] {
  return code.assignments.flatMap(({ target, value, node }) =>
    node.start >= scope.start && node.end <= scope.end && code.textOf(target) === name ? [{ value, node }] : [],
  );
}

/** Deeper chains of names than this are not followed. */
const MAX_DEPTH = 3;

export function possibleWords(code: CodeModel, expression: SyntaxNode, scope: SyntaxNode, depth = 0): PossibleWord[] {
  const node = withoutBrackets(expression);
  const choice = choiceAt(node);
  if (choice !== null) {
    const text = code.textOf(choice.condition);
    const side = (each: SyntaxNode, holds: boolean): PossibleWord[] =>
      possibleWords(code, each, scope, depth + 1).map((word) => ({
        ...word,
        condition: word.condition ?? { text, holds },
      }));
    return depth > MAX_DEPTH ? [] : [...side(choice.whenTrue, true), ...side(choice.whenFalse, false)];
  }
  if (/^(?:identifier|shorthand_property_identifier)$/.test(node.type) && depth < MAX_DEPTH) {
    const words = assignmentsTo(code, code.textOf(node), scope).flatMap(({ value, node: assignment }) =>
      possibleWords(code, value, scope, depth + 1).map((word) => ({
        ...word,
        block: word.block ?? blockOf(assignment),
      })),
    );
    if (words.length > 0) return words;
  }
  const text = code.stringValue(node)?.constant;
  return typeof text === 'string' ? [{ text, node, condition: null, block: null }] : [];
}

const BLOCKS = new Set(['block', 'statement_block', 'module', 'program', 'switch_case', 'switch_default']);

export function blockOf(node: SyntaxNode): SyntaxNode | null {
  return node.ancestorAmong(BLOCKS);
}

/** The status that an expression gives when the answer says a word; null when that cannot be told. */
export function statusFor(
  code: CodeModel,
  expression: SyntaxNode,
  word: PossibleWord,
  scope: SyntaxNode,
  depth = 0,
): GivenStatus | null {
  const node = withoutBrackets(expression);
  const choice = choiceAt(node);
  if (choice !== null) {
    const holds = holdsFor(code, choice.condition, word);
    if (holds === null) return null;
    const given = statusFor(code, holds ? choice.whenTrue : choice.whenFalse, word, scope, depth + 1);
    return given === null ? null : { ...given, choice: given.choice ?? choice };
  }
  const known = code.integerValue(node) ?? statusNumber(code.textOf(node));
  if (known !== null && !/^identifier$/.test(node.type))
    return known >= 100 && known < 600 ? { status: known, node, choice: null } : null;
  if (node.type !== 'identifier' || depth > MAX_DEPTH) return null;
  const assignments = assignmentsTo(code, code.textOf(node), scope);
  const beside = assignments.filter((assignment) => word.block !== null && blockOf(assignment.node) === word.block);
  const [only, ...others] = beside.length > 0 ? beside : assignments;
  if (only === undefined || others.length > 0) return null;
  return statusFor(code, only.value, word, scope, depth + 1);
}

/** Whether a condition holds when the status is a word; null when it asks for something else. */
export function holdsFor(code: CodeModel, condition: SyntaxNode, word: PossibleWord): boolean | null {
  const node = withoutBrackets(condition);
  const text = code.textOf(node);
  if (word.condition !== null && word.condition.text === text) return word.condition.holds;
  const compared = comparedWords(code, node);
  if (compared === null) return null;
  const among = compared.words.some((each) => each.toLowerCase() === word.text.toLowerCase());
  return among !== compared.negated;
}

/** A comparison of a status with health words. */
export interface ComparedWords {
  readonly words: readonly string[];
  /** True for `!=` and `not in`. */
  readonly negated: boolean;
  /** What is compared, as written. */
  readonly subject: string;
}

/** `status == "ok"`, `status not in ("ok", "degraded")`, `['ok'].includes(status)` */
export function comparedWords(code: CodeModel, condition: SyntaxNode): ComparedWords | null {
  const node = withoutBrackets(condition);
  const found = node.type === 'call_expression' ? includes(code, node) : comparison(code, node);
  return found !== null && found.words.length > 0 && found.words.every((word) => healthWord(word) !== null)
    ? found
    : null;
}

function comparison(code: CodeModel, node: SyntaxNode): ComparedWords | null {
  if (!/^(?:comparison_operator|binary_expression)$/.test(node.type)) return null;
  const [left, right] = node.namedChildren;
  if (left === undefined || right === undefined || node.namedChildren.length !== 2) return null;
  const operator = code.text.slice(left.end, right.start).trim().replace(/\s+/g, ' ');
  const negated = /^(?:!==?|not in|is not)$/.test(operator);
  if (!negated && !/^(?:===?|in|is)$/.test(operator)) return null;
  const [subject, literals] = literalTexts(code, right).length > 0 ? [left, right] : [right, left];
  return { words: literalTexts(code, literals), negated, subject: code.textOf(subject) };
}

function includes(code: CodeModel, node: SyntaxNode): ComparedWords | null {
  const callee = node.childForField('function');
  const list = callee?.type === 'member_expression' ? callee.childForField('object') : null;
  const [subject] = node.childForField('arguments')?.namedChildren ?? [];
  if (!list || subject === undefined || !/\.includes$/.test(code.textOf(callee as SyntaxNode))) return null;
  return { words: literalTexts(code, list), negated: false, subject: code.textOf(subject) };
}

function literalTexts(code: CodeModel, node: SyntaxNode): string[] {
  const items = /^(?:tuple|list|set|array|parenthesized_expression)$/.test(node.type) ? node.namedChildren : [node];
  const texts = items.map((item) => (/string/.test(item.type) ? code.stringValue(item)?.constant : null));
  return texts.every((text) => typeof text === 'string') ? texts : [];
}
