import type { PortValue } from '../definition/model';

/** The value of a variable; undefined when it is not set. */
export type Lookup = (name: string) => string | undefined;

export interface Expansion {
  readonly value: string;
  /** Variables that were needed and not set, each once. */
  readonly missing: string[];
  /** Those among them that the text insists on, with the message it gives: `${NAME:?message}`. The message may be empty. */
  readonly demanded: ReadonlyMap<string, string>;
}

interface Wants {
  readonly missing: Set<string>;
  readonly demanded: Map<string, string>;
}

/** Defaults may refer to variables in their turn; this bounds how deep. */
const DEEPEST_NESTING = 16;

/**
 * Expands `$NAME`, `${NAME}`, `${NAME:-default}` (unset or empty), `${NAME-default}` (unset), `${NAME:?message}`,
 * `${NAME?message}`, `${NAME:+other}` and `${NAME+other}`; `$$` is a dollar sign. Defaults may hold colons, braces in pairs and
 * further expressions. What is none of these stays as it stands. A missing variable expands to nothing and is listed.
 */
export function expand(text: string, lookup: Lookup): Expansion {
  const wants: Wants = { missing: new Set(), demanded: new Map() };
  const value = text.includes('$') ? expandInto(text, lookup, wants, 0) : text;
  return { value, missing: [...wants.missing], demanded: wants.demanded };
}

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;

function expandInto(text: string, lookup: Lookup, wants: Wants, depth: number): string {
  let result = '';
  let at = 0;
  while (at < text.length) {
    const dollar = text.indexOf('$', at);
    if (dollar < 0) break;
    result += text.slice(at, dollar);
    const next = text[dollar + 1];
    if (next === '$') {
      result += '$';
      at = dollar + 2;
    } else if (next === '{') {
      const close = matchingBrace(text, dollar + 2);
      if (close < 0) return result + text.slice(dollar);
      result += expression(text.slice(dollar + 2, close), lookup, wants, depth) ?? text.slice(dollar, close + 1);
      at = close + 1;
    } else {
      const name = nameAt(text, dollar + 1);
      result += name === '' ? '$' : substitute(name, lookup, wants);
      at = dollar + 1 + name.length;
    }
  }
  return result + text.slice(at);
}

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
function expression(inside: string, lookup: Lookup, wants: Wants, depth: number): string | null {
  const name = nameAt(inside, 0);
  if (name === '') return null;
  const rest = inside.slice(name.length);
  if (rest === '') return substitute(name, lookup, wants);
  const operator = /^:?[-?+]/.exec(rest)?.[0];
  if (!operator || depth >= DEEPEST_NESTING) return null;
  const operand = rest.slice(operator.length);
  const found = lookup(name);
  const set = found !== undefined && !(operator.startsWith(':') && found === '');
  switch (operator.at(-1)) {
    case '-':
      return set ? found : expandInto(operand, lookup, wants, depth + 1);
    case '+':
      return set ? expandInto(operand, lookup, wants, depth + 1) : '';
    default:
      if (!set) {
        wants.missing.add(name);
        wants.demanded.set(name, operand);
      }
      return set ? found : '';
  }
}

function substitute(name: string, lookup: Lookup, wants: Wants): string {
  const found = lookup(name);
  if (found === undefined) wants.missing.add(name);
  return found ?? '';
}

/**
 * The port an expression such as `${PORT_OFFSET}+7200`, `${PORT:-7200}` or `7200` stands for here; null when it is none
 * (not 1–65535, or not a sum of whole numbers). An offset that is unset or empty counts as 0.
 */
export function resolvePort(port: PortValue, lookup: Lookup): number | null {
  const terms = expand(port.text.trim(), lookup).value.split('+');
  let sum = 0;
  let digits = false;
  for (const term of terms) {
    const text = term.trim();
    if (text === '') continue;
    if (!/^-?\d{1,6}$/.test(text)) return null;
    digits = true;
    sum += Number(text);
  }
  return digits && sum >= 1 && sum <= 65535 ? sum : null;
}
