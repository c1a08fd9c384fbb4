import type { CodeModel, StringPart, StringValue } from './code-model';
import type { ConstantLookup } from './language-traits';
import type { SyntaxNode } from './syntax-node';

type Constant = ReturnType<ConstantLookup>;

/** Whether a constant is an expression of this file. */
export function isNode(constant: Constant): constant is SyntaxNode {
  return typeof constant === 'object' && constant !== null;
}

/** A constant of another file as a text where its name stands; null when it is none. */
export function textAt(constant: Exclude<Constant, SyntaxNode>, node: SyntaxNode): StringValue | null {
  if (typeof constant !== 'string') return null;
  return { parts: [{ text: constant, node }], constant, literal: null };
}

/** A whole number that a name or expression stands for, as it is put into a text; null when unknown. */
export function numberText(model: CodeModel, node: SyntaxNode, constant: ConstantLookup): string | null {
  const known = model.integerValue(node);
  if (known !== null) return String(known);
  const given = constant(node);
  if (typeof given === 'number') return String(given);
  return isNode(given) ? (model.integerValue(given)?.toString() ?? null) : null;
}

/** The whole text when every part is known, else null. */
export function joinedParts(parts: readonly StringPart[]): string | null {
  let text = '';
  for (const part of parts) {
    if (part.text === null) return null;
    text += part.text;
  }
  return text;
}

/** A value from texts with a part between each two, as format strings have them; parts that are missing are unknown. */
export function partsFilled(
  texts: readonly string[],
  literal: SyntaxNode,
  holes: readonly (StringPart | null)[],
  around: SyntaxNode,
): StringValue {
  const parts: StringPart[] = [];
  texts.forEach((text, index) => {
    if (index > 0) parts.push(holes[index - 1] ?? { text: null, node: around });
    if (text !== '') parts.push({ text, node: literal });
  });
  return { parts, constant: joinedParts(parts), literal: null };
}

/** A value taken over from a constant elsewhere: its parts stand where the name is used. */
export function partsAt(value: StringValue, node: SyntaxNode): StringValue {
  return { parts: value.parts.map((part) => ({ text: part.text, node })), constant: value.constant, literal: null };
}
