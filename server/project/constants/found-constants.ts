import type { ConstantValue } from './module-constants';

/** Collects names with one value each; a name that is given a second one, in whatever way, is no constant. */
export class FoundConstants {
  private readonly values = new Map<string, ConstantValue | null>();

  /** `value` is null for what is no plain text or number. */
  add(name: string, value: ConstantValue | null): void {
    const known = this.values.get(name);
    this.values.set(name, known === undefined || known === value ? value : null);
  }

  /** Takes back a name that something else in the file may change. */
  forget(name: string): void {
    if (this.values.has(name)) this.values.set(name, null);
  }

  holds(name: string): boolean {
    return (this.values.get(name) ?? null) !== null;
  }

  toRecord(): Record<string, ConstantValue> {
    const record: Record<string, ConstantValue> = {};
    // Names of code may be `__proto__`.
    for (const [name, value] of this.values) if (value !== null && name !== '__proto__') record[name] = value;
    return record;
  }
}

/** A whole number as the languages write it (`7_200`); null for what is none. */
export function wholeNumber(text: string): number | null {
  const value = /^\d[\d_]*$/.test(text) ? Number(text.replaceAll('_', '')) : Number.NaN;
  return Number.isSafeInteger(value) ? value : null;
}
