import type { Reference, Template } from '../../environment/template';
import { constantOf } from '../substitute';

/** A text that Compose leaves as it is. */
export function escapeCompose(text: string): string {
  return text.replaceAll('$', '$$$$');
}

/** A value in Compose's syntax, which is nearly ours; null for what it cannot say. */
export function composeText(template: Template): string | null {
  const parts = template.map((part) => (typeof part === 'string' ? escapeCompose(part) : reference(part)));
  return parts.every((part) => part !== null) ? parts.join('') : null;
}

function reference({ name, operator, operand, operandText }: Reference): string | null {
  if (operator === '') return `\${${name}}`;
  if (operator === '?' || operator === ':?') {
    const message = operandText.replace(/[${}\s]+/g, ' ').trim() || `set ${name}`;
    return `\${${name}${operator}${message}}`;
  }
  const constant = constantOf(operand);
  const inner = constant === null ? composeText(operand) : constant;
  // Compose ends a default at the first brace, and older ones keep its dollar signs as they are.
  if (inner === null || (constant !== null && /[${}\n]/.test(constant))) return null;
  return `\${${name}${operator}${inner}}`;
}
