import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A PyTorch as its own files describe it. */
export interface InstalledTorch {
  /** e.g. `2.3.0+cu121`. */
  readonly version: string;
  /** The CUDA it was built for, e.g. `12.1`; null for a build without. */
  readonly cuda: string | null;
  /** The ROCm (HIP) it was built for; null for a build without. */
  readonly hip: string | null;
}

/** The PyTorch an interpreter would import, found by its files: importing it takes seconds and a gigabyte. Null where there is none. */
export function installedTorch(interpreter: string): InstalledTorch | null {
  for (const folder of sitePackages(interpreter)) {
    const text = readText(join(folder, 'torch', 'version.py'));
    if (text !== null) return parseTorchVersion(text);
  }
  return null;
}

/** `torch/version.py`: assignments of strings or None, with or without annotations. */
export function parseTorchVersion(text: string): InstalledTorch | null {
  const value = (name: string) =>
    new RegExp(`^${name}\\s*(?::[^=]*)?=\\s*['"]([^'"]+)['"]`, 'm').exec(text)?.[1] ?? null;
  const version = value('__version__');
  return version ? { version, cuda: value('cuda'), hip: value('hip') } : null;
}

/** Folders of packages that belong to an interpreter, by where they usually lie. */
function sitePackages(interpreter: string): string[] {
  const prefix = dirname(dirname(interpreter));
  const folders = [join(prefix, 'Lib', 'site-packages')];
  for (const lib of ['lib', 'lib64', join('local', 'lib')]) {
    for (const name of namesIn(join(prefix, lib)).filter((one) => /^python3/.test(one)))
      folders.push(join(prefix, lib, name, 'site-packages'), join(prefix, lib, name, 'dist-packages'));
  }
  return folders;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort().reverse();
  } catch {
    return [];
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
