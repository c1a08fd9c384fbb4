/** Bytes a second over the last seconds. What was there before a transfer began does not count. */
export class SpeedMeter {
  #marks: { at: number; bytes: number }[] = [];

  /** @param now in milliseconds of any clock that only goes forward. */
  note(bytes: number, now: number): void {
    const last = this.#marks.at(-1);
    if (last !== undefined && bytes < last.bytes) this.#marks = []; // begun again
    this.#marks.push({ at: now, bytes });
    while (this.#marks.length > 2 && now - this.#marks[0]!.at > SPAN_MS) this.#marks.shift();
  }

  /** Null until there is something to go by. */
  get bytesPerSecond(): number | null {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (first === undefined || last === undefined || last.at - first.at < LEAST_MS) return null;
    return ((last.bytes - first.bytes) / (last.at - first.at)) * 1000;
  }
}

const SPAN_MS = 8_000;
const LEAST_MS = 300;
