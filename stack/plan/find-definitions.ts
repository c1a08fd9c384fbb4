import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isKept } from '../definition/analysis/companions';
import type { StackDefinition } from '../definition/model';
import { readStackDefinition } from '../definition/read';
import { looksLikeStartupFile } from '../definition/recognise';

/** Folders of other people's code, and of tools. */
const PASSED_OVER = /^(?:node_modules|site-packages|__pycache__|venv|env|dist|build|target)$|^\./;
const DEEPEST = 6;
/** Projects that hold more YAML files than this keep data in them. */
const MOST_FILES = 2_000;
const LARGEST_BYTES = 1_000_000;

/**
 * The startup files of a project besides one, without those that are kept in archives; in the order of their paths. What cannot be
 * read is left out.
 */
export async function findOtherDefinitions(projectRoot: string, startupFile: string): Promise<StackDefinition[]> {
  const files: string[] = [];
  await collect(projectRoot, 0, files);
  const found = await Promise.all(files.filter((file) => file !== startupFile).map((file) => read(file, projectRoot)));
  return found.filter((definition) => definition !== null);
}

async function collect(folder: string, depth: number, files: string[]): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (files.length >= MOST_FILES) return;
    if (entry.isDirectory()) {
      if (depth < DEEPEST && !PASSED_OVER.test(entry.name)) await collect(join(folder, entry.name), depth + 1, files);
    } else if (/\.ya?ml$/i.test(entry.name)) files.push(join(folder, entry.name));
  }
}

async function read(file: string, projectRoot: string): Promise<StackDefinition | null> {
  try {
    const path = relative(projectRoot, file);
    if (isKept(path) || (await stat(file)).size > LARGEST_BYTES) return null;
    const text = (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
    return looksLikeStartupFile({ path, text, file }) ? readStackDefinition({ file, text }) : null;
  } catch {
    return null;
  }
}
