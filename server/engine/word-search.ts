/**
 * Finds which of many words a text holds, in one pass over it (Aho and Corasick's automaton). The catalogue's rules have hundreds of trigger
 * words: `text.includes` for each of them would read every file hundreds of times over.
 */
export class WordSearch {
  /** The next state for a state and an ASCII code: `next[state << 7 | code]`. All other characters lead to state 0. */
  private readonly next: Uint16Array;
  /** By state: the words that end there. */
  private readonly ending: readonly (readonly number[])[];
  /** Reused: which states a text has led to. */
  private readonly seen: Uint8Array;
  /** Words that the automaton cannot hold: not in ASCII. */
  private readonly others: readonly number[];
  /** A text must be searched this many characters around a change to find the words it makes. */
  readonly reach: number;

  constructor(readonly words: readonly string[]) {
    const others = words.map((_, index) => index).filter((index) => /[^\0-\x7f]/.test(words[index] ?? ''));
    const states = trie(words, new Set(others));
    this.next = states.next;
    this.ending = states.ending;
    this.others = others;
    this.seen = new Uint8Array(states.ending.length);
    this.reach = Math.max(0, ...words.map((word) => word.length));
  }

  /** Marks in `found` (by index of the word) what stands between two offsets; earlier marks stay. True when there is a new one. */
  search(text: string, found: Uint8Array, from = 0, to = text.length): boolean {
    const { next, seen } = this;
    seen.fill(0);
    let state = 0;
    seen[0] = 1;
    for (let at = from; at < to; at++) {
      const code = text.charCodeAt(at);
      state = code < 128 ? (next[(state << 7) | code] as number) : 0;
      seen[state] = 1;
    }
    let added = false;
    const mark = (word: number): void => {
      added ||= found[word] === 0;
      found[word] = 1;
    };
    for (let each = 0; each < seen.length; each++) if (seen[each] === 1) this.ending[each]?.forEach(mark);
    for (const word of this.others) if (text.includes(this.words[word] ?? '')) mark(word);
    return added;
  }
}

const MAX_STATES = 0xffff;

function trie(
  words: readonly string[],
  leftOut: ReadonlySet<number>,
): { next: Uint16Array; ending: (readonly number[])[] } {
  const children = [new Map<number, number>()];
  const ending: number[][] = [[]];
  for (const [index, word] of words.entries()) {
    if (leftOut.has(index)) continue;
    let state = 0;
    for (let at = 0; at < word.length; at++) {
      const code = word.charCodeAt(at);
      let child = children[state]?.get(code);
      if (child === undefined) {
        child = children.push(new Map<number, number>()) - 1;
        ending.push([]);
        children[state]?.set(code, child);
      }
      state = child;
    }
    ending[state]?.push(index);
  }
  if (children.length > MAX_STATES) throw new RangeError('too many trigger words');
  // Breadth first: where a word breaks off, the search goes on with the longest end of it that begins another.
  const next = new Uint16Array(children.length << 7);
  const fallback = new Uint16Array(children.length);
  const queue = [0];
  for (const state of queue) {
    const base = state << 7;
    const back = fallback[state] as number;
    if (state !== 0) {
      next.copyWithin(base, back << 7, (back << 7) + 128);
      ending[state]?.push(...(ending[back] ?? []));
    }
    for (const [code, child] of children[state] ?? []) {
      fallback[child] = state === 0 ? 0 : (next[(back << 7) | code] as number);
      next[base | code] = child;
      queue.push(child);
    }
  }
  return { next, ending };
}
