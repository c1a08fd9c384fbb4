const IMPORT = /(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*["'](\.{1,2}\/[^"'\n]+)["']/g;
const ENDINGS = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '/index.ts', '/index.js'];

/** Where the relative imports of a JavaScript or TypeScript file may lead, each as paths to be tried in this order, relative to its folder. */
export function scriptImports(text: string): string[][] {
  return [...text.matchAll(IMPORT)].map(([, path]) => {
    // TypeScript writes the ending of what it is compiled to.
    const source = /\.[mc]?js$/.test(path!) ? [path!.replace(/js$/, 'ts')] : [];
    return [...source, ...ENDINGS.map((ending) => path! + ending)];
  });
}
