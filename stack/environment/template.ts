/** What stands behind the name in `${NAME…}`; `''` for `$NAME` and `${NAME}`. */
export type Operator = '' | ':-' | '-' | ':?' | '?' | ':+' | '+';

/** A variable that a text refers to. */
export interface Reference {
  readonly name: string;
  readonly operator: Operator;
  /** The default or the replacement; for `?` the message. Empty without an operator. */
  readonly operand: Template;
  /** The operand as it is written. */
  readonly operandText: string;
}

/** A text taken apart: literal parts (`$$` is a dollar sign by then) and references, in order. */
export type Template = readonly (string | Reference)[];

/** Operands may refer to variables in their turn; this bounds how deep. */
const DEEPEST_NESTING = 16;

/**
 * Reads `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${NAME:?message}`, `${NAME?message}`, `${NAME:+other}` and
 * `${NAME+other}`. Operands may hold colons, braces in pairs and further expressions. What is none of these is literal.
 */
export function parseTemplate(text: string): Template {
  return parse(text, 0);
}

function parse(text: string, depth: number): Template {
  const parts: (string | Reference)[] = [];
  let literal = '';
  const add = (reference: Reference) => {
    if (literal !== '') parts.push(literal);
    literal = '';
    parts.push(reference);
  };
  let at = 0;
  while (at < text.length) {
    const dollar = text.indexOf('$', at);
    if (dollar < 0) break;
    literal += text.slice(at, dollar);
    const next = text[dollar + 1];
    if (next === '$') {
      literal += '$';
      at = dollar + 2;
    } else if (next === '{') {
      const close = matchingBrace(text, dollar + 2);
      if (close < 0) {
        at = dollar;
        break;
      }
      const found = expression(text.slice(dollar + 2, close), depth);
      if (found) add(found);
      else literal += text.slice(dollar, close + 1);
      at = close + 1;
    } else {
      const name = nameAt(text, dollar + 1);
      if (name === '') literal += '$';
      else add({ name, operator: '', operand: [], operandText: '' });
      at = dollar + 1 + name.length;
    }
  }
  literal += text.slice(at);
  if (literal !== '') parts.push(literal);
  return parts;
}

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;

function nameAt(text: string, at: number): string {
  NAME.lastIndex = at;
  return NAME.exec(text)?.[0] ?? '';
}

/** The closing brace that belongs to an expression whose inside begins at `at`; −1 when it is never closed. */
function matchingBrace(text: string, at: number): number {
  let depth = 1;
  for (let index = at; index < text.length; index++) {
    if (text[index] === '{') depth++;
    else if (text[index] === '}' && --depth === 0) return index;
  }
  return -1;
}

/** The inside of `${…}`; null when it is not an expression of the forms above. */
function expression(inside: string, depth: number): Reference | null {
  const name = nameAt(inside, 0);
  if (name === '') return null;
  const rest = inside.slice(name.length);
  if (rest === '') return { name, operator: '', operand: [], operandText: '' };
  const operator = /^:?[-?+]/.exec(rest)?.[0] as Operator | undefined;
  if (!operator || depth >= DEEPEST_NESTING) return null;
  const operandText = rest.slice(operator.length);
  return { name, operator, operand: parse(operandText, depth + 1), operandText };
}
