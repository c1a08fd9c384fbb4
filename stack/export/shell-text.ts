import type { Reference, Template } from '../environment/template';
import { quote } from './probe-command';
import { constantOf } from './substitute';

/** A value as one word of a POSIX shell, whose references mean the same as ours. */
export function shellWord(template: Template): string {
  const constant = constantOf(template);
  return constant === null ? `"${inDoubleQuotes(template, false)}"` : quote(constant);
}

function inDoubleQuotes(template: Template, isOperand: boolean): string {
  return template.map((part) => (typeof part === 'string' ? escape(part, isOperand) : reference(part))).join('');
}

function reference({ name, operator, operand, operandText }: Reference): string {
  if (operator === '') return `\${${name}}`;
  if (operator.endsWith('?')) return `\${${name}${operator}${escape(operandText || `set ${name}`, true)}}`;
  return `\${${name}${operator}${inDoubleQuotes(operand, true)}}`;
}

function escape(text: string, isOperand: boolean): string {
  return text.replace(isOperand ? /[\\"$`}]/g : /[\\"$`]/g, '\\$&');
}
