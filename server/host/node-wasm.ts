import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

/** Finds the WebAssembly files beside the bundle, or in their packages when the sources are run unbundled. */
export function nodeWasmLoader(folder: string = __dirname): (fileName: string) => Promise<Uint8Array> {
  return (fileName) => {
    const beside = path.join(folder, fileName);
    return readFile(existsSync(beside) ? beside : inPackage(fileName));
  };
}

function inPackage(fileName: string): string {
  const resolve = createRequire(__filename).resolve;
  if (fileName === 'web-tree-sitter.wasm') return resolve('web-tree-sitter/web-tree-sitter.wasm');
  const grammar = fileName.replace(/\.wasm$/, '');
  const owner = grammar === 'tree-sitter-tsx' ? 'tree-sitter-typescript' : grammar;
  return path.join(path.dirname(resolve(`${owner}/package.json`)), fileName);
}
