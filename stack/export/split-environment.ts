import type { Template } from '../environment/template';
import type { Variable } from './handover';
import { constantOf } from './substitute';

export type Setting = readonly [name: string, value: string];

/** Variables by where they come from, for targets that read the project's `.env` between their own defaults and what is decided. */
export interface SplitEnvironment {
  /** What `.env` may override: read before it. */
  readonly defaults: readonly Setting[];
  /** What the startup file has decided: read after it. */
  readonly fixed: readonly Setting[];
  /** What only the start can work out. */
  readonly computed: readonly { readonly name: string; readonly value: Template; readonly isSecret: boolean }[];
  /** What nothing but the surroundings can give: `X: ${X}`. */
  readonly demanded: readonly { readonly name: string; readonly isSecret: boolean }[];
}

export function splitEnvironment(variables: readonly Variable[]): SplitEnvironment {
  const defaults: Setting[] = [];
  const fixed: Setting[] = [];
  const computed: { name: string; value: Template; isSecret: boolean }[] = [];
  const demanded: { name: string; isSecret: boolean }[] = [];
  for (const { name, value, isDefault, isSecret } of variables) {
    const constant = constantOf(value);
    const fallback = isDefault ? constant : defaultOf(name, value);
    if (fallback !== null) defaults.push([name, fallback]);
    else if (constant !== null) fixed.push([name, constant]);
    else if (isItself(name, value)) demanded.push({ name, isSecret });
    else computed.push({ name, value: isDefault ? orDefault(name, value) : value, isSecret });
  }
  return { defaults, fixed, computed, demanded };
}

/** What the surroundings say, else the value. */
export function orDefault(name: string, value: Template): Template {
  return [{ name, operator: '-', operand: value, operandText: constantOf(value) ?? '' }];
}

/** `y` for `X: ${X:-y}` */
function defaultOf(name: string, [only, ...others]: Template): string | null {
  if (typeof only !== 'object' || others.length > 0 || only.name !== name || !only.operator.endsWith('-')) return null;
  return constantOf(only.operand);
}

/** `X: ${X}`, `X: ${X:?say where}` */
function isItself(name: string, [only, ...others]: Template): boolean {
  if (typeof only !== 'object' || others.length > 0 || only.name !== name) return false;
  return only.operator === '' || only.operator.endsWith('?');
}
