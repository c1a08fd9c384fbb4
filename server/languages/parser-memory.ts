import type { Tree } from 'web-tree-sitter';

/**
 * The memory of the parser's WebAssembly module, and where in it things are.
 *
 * A tree is read straight from there: asking through `TreeCursor` takes six calls into WebAssembly a node, each with a cursor written out before
 * and read back after it, which was a fifth of the time of a whole check. The layout is that of web-tree-sitter 0.27 on 32 bits, little
 * endian (`lib/src/subtree.h`, `lib/src/parser.h` of tree-sitter); the version is pinned, and `tree-reader.test.ts` holds what is read
 * here against what the cursor says.
 */
interface ParserModule {
  wasmBinary: Uint8Array;
  /** All views are replaced when the memory grows. */
  HEAP32?: Int32Array;
}

let parserModule: ParserModule | null = null;

/**
 * The options for `Parser.init`. There is one module in a process, whoever starts it first: emscripten takes the options object for the module
 * and puts its views of the memory there.
 */
export function parserModuleOptions(wasmBinary: Uint8Array): ParserModule {
  parserModule ??= { wasmBinary };
  return parserModule;
}

/** The memory as 32-bit words. Holds until the parser runs next. */
export function parserMemory(): Int32Array {
  const memory = parserModule?.HEAP32;
  if (memory === undefined) throw new Error('the parser was not started by Grammars');
  return memory;
}

/** Where a tree is: the word index of its root's `Subtree`. */
export function rootOf(tree: Tree): number {
  // A node's id is the address of its Subtree, which for the root is the first field of the tree.
  return tree.rootNode.id >> 2;
}

/** A `TSTree` is its root, two words, and then a pointer to its language. */
export function languageAddress(memory: Int32Array, root: number): number {
  return memory[root + 2] as number;
}

/**
 * Word 0 of a `Subtree`: small leaves are held in the eight bytes themselves and have the lowest bit set, all others are a pointer. The bits above it
 * are the same ones that a pointed-to subtree has in word 11, from bit 0.
 */
export const INLINE = 1;
export const INLINE_FLAGS = { visible: 2, extra: 8, missing: 32 } as const;

/** Words of a `SubtreeHeapData`. Its children lie right before it, two words each. */
export const HEAP = {
  /** Bytes, two per UTF-16 code unit. */
  padding: 1,
  size: 4,
  childCount: 9,
  /** The lower half; the upper is the parse state. */
  symbol: 10,
  flags: 11,
  visibleChildCount: 12,
  /** The upper half. */
  production: 16,
} as const;
export const HEAP_FLAGS = { visible: 1, extra: 4, missing: 1 << 9 } as const;
