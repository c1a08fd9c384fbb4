/** Beyond this a value is no object of a cluster's; what comes is broken. */
const LONGEST_VALUE = 16 << 20;

/**
 * Takes JSON values out of a text that arrives in pieces, one after the other with anything between them: lines, or objects printed over many lines. What is
 * no JSON is passed over.
 */
export class JsonStream {
  #pending = '';
  /** Where the search goes on. */
  #at = 0;
  #depth = 0;
  #inString = false;
  #start = -1;

  /** The values that are complete with this piece. */
  push(piece: string): unknown[] {
    this.#pending += piece;
    const values: unknown[] = [];
    for (; this.#at < this.#pending.length; this.#at++) {
      const character = this.#pending[this.#at];
      if (this.#inString) {
        if (character === '\\') this.#at++;
        else if (character === '"') this.#inString = false;
      } else if (character === '"') this.#inString = this.#depth > 0;
      else if (character === '{' || character === '[') {
        if (this.#depth++ === 0) this.#start = this.#at;
      } else if ((character === '}' || character === ']') && this.#depth > 0 && --this.#depth === 0) {
        values.push(...parsed(this.#pending.slice(this.#start, this.#at + 1)));
        this.#start = -1;
      }
    }
    this.#forget();
    return values;
  }

  #forget(): void {
    const keep = this.#start === -1 ? this.#pending.length : this.#start;
    // An escape may point behind the end: the next piece goes on there.
    const kept = Math.min(keep, this.#pending.length);
    this.#pending = this.#pending.slice(kept);
    this.#at -= kept;
    if (this.#start !== -1) this.#start = 0;
    if (this.#pending.length <= LONGEST_VALUE) return;
    [this.#pending, this.#at, this.#depth, this.#inString, this.#start] = ['', 0, 0, false, -1];
  }
}

function parsed(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}

/** A field of a value of which nothing is known. */
export function field(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<string | number, unknown>)[key] : undefined,
    value,
  );
}

export function textField(value: unknown, ...path: readonly (string | number)[]): string | null {
  const found = field(value, ...path);
  return typeof found === 'string' && found !== '' ? found : null;
}

export function numberField(value: unknown, ...path: readonly (string | number)[]): number | null {
  const found = field(value, ...path);
  return typeof found === 'number' && Number.isFinite(found) ? found : null;
}

export function listField(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = field(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** Milliseconds since the epoch; null for Go's zero time and for what is no time. */
export function timeField(value: unknown, ...path: readonly (string | number)[]): number | null {
  const time = Date.parse(textField(value, ...path) ?? '');
  return time > 0 ? time : null;
}
