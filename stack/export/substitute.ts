import { isSecret } from '../environment/secrets';
import type { Reference, Template } from '../environment/template';

/** The text of a template without references; null for one that has some. */
export function constantOf(template: Template): string | null {
  return template.every((part) => typeof part === 'string') ? template.join('') : null;
}

/** A literal text as a template. */
export function literal(text: string): Template {
  return text === '' ? [] : [text];
}

/** The names of the variables that a template refers to, those in operands included; each once. */
export function namesIn(template: Template): string[] {
  const names = template.flatMap((part) => (typeof part === 'string' ? [] : [part.name, ...namesIn(part.operand)]));
  return [...new Set(names)];
}

/** The template with every literal part, those in operands included, mapped. */
export function mapLiterals(template: Template, map: (text: string) => string): Template {
  return join(
    template.map((part) =>
      typeof part === 'string' ? map(part) : { ...part, operand: mapLiterals(part.operand, map) },
    ),
  );
}

/** Literal parts that touch become one, empty ones none. */
export function join(parts: Template): Template {
  const joined: (string | Reference)[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part === '') continue;
    if (typeof part === 'string' && typeof last === 'string') joined.splice(-1, 1, last + part);
    else joined.push(part);
  }
  return joined;
}

/**
 * The template with the variables that are known replaced by what they are, so that it refers to nothing but the surroundings. Where only the
 * surroundings know whether a known variable is empty, it is taken for set.
 */
export function substitute(template: Template, known: ReadonlyMap<string, Template>): Template {
  return join(
    template.flatMap((part): Template => {
      if (typeof part === 'string') return [part];
      const value = known.get(part.name);
      const operand = substitute(part.operand, known);
      return value === undefined ? [{ ...part, operand }] : replace(part, value, operand);
    }),
  );
}

function replace({ operator }: Reference, value: Template, operand: Template): Template {
  const isEmpty = constantOf(value) === '';
  const [only] = value;
  switch (operator) {
    case ':-':
      if (isEmpty) return operand;
      // A bare `${NAME}` may be empty still, and takes the default over.
      if (value.length === 1 && typeof only === 'object' && only.operator === '')
        return [{ ...only, operator, operand }];
      return value;
    case ':+':
      return isEmpty ? [] : operand;
    case '+':
      return operand;
    default:
      return value;
  }
}

/** A template that holds no value of a secret: what would show one is replaced by a reference to the variable. */
export function withoutSecrets(
  name: string,
  template: Template,
): { readonly value: Template; readonly removed: boolean } {
  const whole = constantOf(template);
  const self = demanded(name);
  if (whole !== null)
    return isSecret(name, whole) ? { value: self, removed: true } : { value: template, removed: false };
  let removed = false;
  let exposed = false;
  const value = template.flatMap((part): Template => {
    if (typeof part === 'string') {
      exposed ||= isSecret('', part);
      return [part];
    }
    const operand = constantOf(part.operand);
    const shows = operand !== null ? isSecret(name, operand) || isSecret(part.name, operand) : false;
    const inner = operand === null ? withoutSecrets(part.name, part.operand) : { value: part.operand, removed: false };
    if (!shows && !inner.removed) return [part];
    removed = true;
    return demanded(part.name);
  });
  return exposed ? { value: self, removed: true } : { value, removed };
}

/** A variable that has to be set: nothing else will do. */
function demanded(name: string): Template {
  return [{ name, operator: ':?', operand: [], operandText: `set ${name}` }];
}
