import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ModelManifest } from '../definition/models/model-manifest';
import { looksLikeModelManifest, readModelManifest } from '../definition/models/read';

export interface ManifestSearch {
  /** Absolute path. */
  readonly startupFile: string;
  /** Absolute path. */
  readonly projectRoot: string;
  /** Named by the project's configuration; absolute. Then no other counts. */
  readonly manifest: string | null;
}

export interface FoundManifests {
  /** Nearest to the startup file first; `file` is an absolute path. */
  readonly manifests: readonly ModelManifest[];
  /** Why one that was named cannot be read; null otherwise. */
  readonly problem: string | null;
}

/** Larger files are no manifests. */
const LARGEST_BYTES = 1_000_000;

/**
 * The manifests that belong to a startup file: the one the configuration names; else those beside the file, in the project's root and in
 * its `config` folder. Never rejects.
 */
export async function findManifests({ startupFile, projectRoot, manifest }: ManifestSearch): Promise<FoundManifests> {
  if (manifest !== null) {
    const text = await readText(manifest);
    if (text === null)
      return { manifests: [], problem: `the model manifest ${manifest} of the configuration cannot be read` };
    return { manifests: [readModelManifest({ file: manifest, text })], problem: null };
  }
  const folders = [
    ...new Set([dirname(startupFile), projectRoot, join(projectRoot, 'config'), join(projectRoot, 'models')]),
  ];
  const found: ModelManifest[] = [];
  for (const folder of folders) {
    const names = (await readdir(folder).catch(() => [])).filter(isLikelyName).sort(plainestFirst);
    for (const name of names) {
      const path = join(folder, name);
      const text = await readText(path);
      if (text !== null && looksLikeModelManifest({ path: path.replaceAll('\\', '/'), text })) {
        found.push(readModelManifest({ file: path, text }));
      }
    }
  }
  return { manifests: found, problem: null };
}

function isLikelyName(name: string): boolean {
  return /model|weights|checkpoint/i.test(name) && /\.(?:ya?ml|json)$/i.test(name);
}

/** `models.yaml` before `models.old.yaml`: what two files declare, the first one says. */
function plainestFirst(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : 1);
}

async function readText(path: string): Promise<string | null> {
  try {
    const { size } = await stat(path);
    return size > LARGEST_BYTES ? null : (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  } catch {
    return null;
  }
}
