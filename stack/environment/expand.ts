import type { PortValue } from '../definition/model';
import { parseTemplate, type Reference, type Template } from './template';

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

/**
 * Expands `$NAME`, `${NAME}`, `${NAME:-default}` (unset or empty), `${NAME-default}` (unset), `${NAME:?message}`,
 * `${NAME?message}`, `${NAME:+other}` and `${NAME+other}`; `$$` is a dollar sign. Defaults may hold colons, braces in pairs and
 * further expressions. What is none of these stays as it stands. A missing variable expands to nothing and is listed.
 */
export function expand(text: string, lookup: Lookup): Expansion {
  const wants: Wants = { missing: new Set(), demanded: new Map() };
  const value = text.includes('$') ? evaluate(parseTemplate(text), lookup, wants) : text;
  return { value, missing: [...wants.missing], demanded: wants.demanded };
}

/** The same for a text that was taken apart before. */
export function expandTemplate(template: Template, lookup: Lookup): string {
  return evaluate(template, lookup, { missing: new Set(), demanded: new Map() });
}

function evaluate(template: Template, lookup: Lookup, wants: Wants): string {
  return template.map((part) => (typeof part === 'string' ? part : substitute(part, lookup, wants))).join('');
}

function substitute({ name, operator, operand, operandText }: Reference, lookup: Lookup, wants: Wants): string {
  const found = lookup(name);
  const set = found !== undefined && !(operator.startsWith(':') && found === '');
  switch (operator.at(-1)) {
    case '-':
      return set ? found : evaluate(operand, lookup, wants);
    case '+':
      return set ? evaluate(operand, lookup, wants) : '';
    case '?':
      if (!set) {
        wants.missing.add(name);
        wants.demanded.set(name, operandText);
      }
      return set ? found : '';
    default:
      if (found === undefined) wants.missing.add(name);
      return found ?? '';
  }
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
