import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { NodeFileSystem, uriOfPath } from '../host/node-file-system';
import { nodeWasmLoader } from '../host/node-wasm';
import type { ServerHost } from './host';

/** The machine the server runs on, through Node. `folder` is where the bundle lies. */
export function nodeHost(folder: string): ServerHost {
  const documentation = path.join(folder, '..', 'docs', 'rules');
  return {
    fileSystem: new NodeFileSystem(),
    loadWasm: nodeWasmLoader(folder),
    boundaries: new Set([uriOfPath(homedir())]),
    documentation: existsSync(documentation) ? uriOfPath(documentation) : null,
    soon: (work) => void setImmediate(work),
  };
}
