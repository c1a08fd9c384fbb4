import type { Language } from 'web-tree-sitter';
import { NodeKind } from './syntax-node';

/** Byte offsets in a `TSLanguage`, the same in version 14 and 15 of the format. */
const LANGUAGE = {
  productionCount: 28,
  fieldCount: 32,
  maxAliasLength: 36,
  fieldMapSlices: 64,
  fieldMapEntries: 68,
  publicSymbols: 76,
  aliasSequences: 84,
} as const;

const ERROR_SYMBOL = 0xffff;

/**
 * Brackets, commas, quotes: never copied, since no field holds them and no question is about them.
 */
const PUNCTUATION = new Set([
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ',',
  '.',
  ';',
  '"',
  "'",
  '`',
  '::',
  '->',
  '=>',
  '${',
  '#',
  '@',
  'string_start',
  'string_end',
]);

/** Named types that are single tokens in every grammar shipped. */
const TOKENS = new Set(['identifier', 'integer', 'comment', 'property_identifier']);

/** What a symbol of a grammar is as a node. */
interface SymbolInfo {
  readonly name: string;
  readonly named: boolean;
  /** Nothing below it is of interest. */
  readonly leaf: boolean;
  readonly punctuation: boolean;
  /** By field id. */
  readonly kinds: (NodeKind | undefined)[];
}

/**
 * What a grammar's tables say of its trees: which child of a production fills which field, and which goes by another name there. Read once a grammar,
 * out of the parser's memory.
 */
export class GrammarTables {
  /** By production: field ids by child index; null for productions without fields. */
  readonly fields: readonly (readonly number[] | null)[];
  /** By production: symbols that children go by, 0 where they keep their own; null for productions without such. */
  readonly aliases: readonly (readonly number[] | null)[];
  private readonly symbols: (SymbolInfo | undefined)[] = [];
  private readonly error: SymbolInfo;
  private readonly publicSymbols: Uint16Array;

  private constructor(
    private readonly language: Language,
    words: Int32Array,
    address: number,
  ) {
    const halves = new Uint16Array(words.buffer);
    const bytes = new Uint8Array(words.buffer);
    const word = (offset: number): number => words[(address + offset) >> 2] as number;
    const productions = word(LANGUAGE.productionCount);
    // Copies: the memory's views do not outlive its growth.
    this.fields = word(LANGUAGE.fieldCount) === 0 ? [] : readFields(productions, word, words, halves, bytes);
    this.aliases = readAliases(productions, word, halves);
    const first = word(LANGUAGE.publicSymbols) >> 1;
    this.publicSymbols = halves.slice(first, first + language.nodeTypeCount);
    this.error = { name: 'ERROR', named: true, leaf: false, punctuation: false, kinds: [] };
  }

  private static readonly known = new WeakMap<Language, GrammarTables>();

  static of(language: Language, words: Int32Array, address: number): GrammarTables {
    let tables = this.known.get(language);
    if (tables === undefined) this.known.set(language, (tables = new GrammarTables(language, words, address)));
    return tables;
  }

  symbol(id: number): SymbolInfo {
    return this.symbols[id] ?? this.describe(id);
  }

  /** Nodes of the same type in the same field share one description. */
  kind(symbol: SymbolInfo, field: number): NodeKind {
    let kind = symbol.kinds[field];
    if (kind === undefined) {
      kind = new NodeKind(symbol.name, symbol.named, this.language.fields[field] ?? null);
      symbol.kinds[field] = kind;
    }
    return kind;
  }

  private describe(id: number): SymbolInfo {
    const type = id === ERROR_SYMBOL ? id : (this.publicSymbols[id] ?? id);
    const name = this.language.types[type];
    if (id === ERROR_SYMBOL || name === undefined) return this.error;
    const named = this.language.nodeTypeIsNamed(type);
    const leaf = !named || TOKENS.has(name);
    const info = { name, named, leaf, punctuation: PUNCTUATION.has(name), kinds: [] };
    this.symbols[id] = info;
    return info;
  }
}

function readFields(
  productions: number,
  word: (offset: number) => number,
  words: Int32Array,
  halves: Uint16Array,
  bytes: Uint8Array,
): (readonly number[] | null)[] {
  const [slices, entries] = [word(LANGUAGE.fieldMapSlices), word(LANGUAGE.fieldMapEntries)];
  return Array.from({ length: productions }, (_, production) => {
    const slice = (words[(slices >> 2) + production] as number) >>> 0;
    const [first, count] = [slice & 0xffff, slice >>> 16];
    const byChild: number[] = [];
    for (let entry = entries + first * 4; entry < entries + (first + count) * 4; entry += 4) {
      const child = bytes[entry + 2] as number;
      const inherited = bytes[entry + 3] !== 0;
      // Inherited ones are found in the hidden child they come from.
      if (!inherited) byChild[child] ??= halves[entry >> 1] as number;
    }
    return byChild.length === 0 ? null : Array.from(byChild, (field) => field ?? 0);
  });
}

function readAliases(
  productions: number,
  word: (offset: number) => number,
  halves: Uint16Array,
): (readonly number[] | null)[] {
  const length = word(LANGUAGE.maxAliasLength) & 0xffff;
  const sequences = word(LANGUAGE.aliasSequences) >> 1;
  return Array.from({ length: productions }, (_, production) => {
    // Production 0 never has any.
    if (production === 0) return null;
    const from = sequences + production * length;
    const own = [...halves.subarray(from, from + length)];
    return own.some((symbol) => symbol !== 0) ? own : null;
  });
}
