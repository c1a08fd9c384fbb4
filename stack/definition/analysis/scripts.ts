import { editDistance, foldName } from '../edit-distance';
import { isKept } from './companions';

/** Resolves `.`, `..` and backslashes in a relative path; null when it leaves the root. */
export function normalizePath(path: string): string | null {
  const parts: string[] = [];
  for (const part of path.replaceAll('\\', '/').split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join('/');
}

/**
 * The folders that a script of a startup file may be relative to, in the order to try: the project root, the machine's folder
 * (the file's first), the folders in between, the file's own. `file` is a path below the root with `/`.
 */
export function scriptBases(file: string): string[] {
  const folders = file.split('/').slice(0, -1);
  const between = folders.map((_, i) => folders.slice(0, i + 1).join('/'));
  return ['', ...between];
}

/** The existing file a script means, or null. */
export function resolveScript(script: string, file: string, exists: (path: string) => boolean): string | null {
  for (const base of scriptBases(file)) {
    const path = normalizePath(base === '' ? script : `${base}/${script}`);
    if (path !== null && exists(path)) return path;
  }
  return null;
}

export interface NearScript {
  /** Path below the project root. */
  readonly path: string;
  /** As it would be written in the startup file, relative to the base the missing script was meant for. */
  readonly written: string;
  /** How it differs: only in letter case, in naming style, in its folder, or by a slip in the name. */
  readonly difference: 'case' | 'style' | 'folder' | 'spelling';
}

/**
 * The existing scripts nearest to a missing one, best first: same path in another case, same name in another style
 * (`GoalOrchestratorAgent.py` and `goal_orchestrator_agent.py`), same name in another folder, a name two edits away.
 */
export function nearestScripts(script: string, file: string, files: readonly string[], limit = 3): NearScript[] {
  const wanted = normalizePath(script) ?? '';
  const extension = extensionOf(wanted);
  const bases = scriptBases(file).reverse();
  const found: { near: NearScript; cost: number }[] = [];
  for (const known of knownScripts(files)) {
    if (extension !== '' && known.extension !== extension) continue;
    const rated = rate(known, wanted, bases);
    // A copy kept in an archive is the last resort.
    if (rated) found.push(isKept(known.path) ? { ...rated, cost: rated.cost + 30 } : rated);
  }
  return found
    .sort((a, b) => a.cost - b.cost || (a.near.path < b.near.path ? -1 : 1))
    .slice(0, limit)
    .map(({ near }) => near);
}

interface KnownScript {
  readonly path: string;
  /** Without folder and extension. */
  readonly name: string;
  readonly folded: string;
  /** Which letters the folded name holds, as bits. */
  readonly letters: number;
  readonly extension: string;
}

/** A project's files are asked for every missing script of every startup file. */
const knownByFiles = new WeakMap<readonly string[], readonly KnownScript[]>();

function knownScripts(files: readonly string[]): readonly KnownScript[] {
  let known = knownByFiles.get(files);
  if (!known) {
    known = files.map((path) => ({
      path,
      name: nameOf(path),
      folded: foldName(nameOf(path)),
      letters: lettersOf(foldName(nameOf(path))),
      extension: extensionOf(path),
    }));
    knownByFiles.set(files, known);
  }
  return known;
}

function rate(
  script: KnownScript,
  wanted: string,
  bases: readonly string[],
): { near: NearScript; cost: number } | null {
  const { path, name, folded, letters } = script;
  const wantedName = nameOf(wanted);
  const foldedWanted = foldName(wantedName);
  // `rca_agent` and `run_agent` are two edits apart and have nothing to do with each other.
  const limit = Math.min(2, Math.floor(foldedWanted.length / 5));
  // An edit changes two letters at most: most of thousands of names need no closer look.
  if (bitCount(letters ^ lettersOf(foldedWanted)) > 2 * limit) return null;
  const distance = folded === foldedWanted ? 0 : editDistance(folded, foldedWanted, limit);
  if (distance > limit) return null;
  const base = bases.find(
    (folder) => folder !== '' && path.startsWith(`${folder}/`) && !wanted.startsWith(`${folder}/`),
  );
  const written = base === undefined ? path : path.slice(base.length + 1);
  const folders = distanceOfFolders(written, wanted);
  if (written.toLowerCase() === wanted.toLowerCase()) return { near: { path, written, difference: 'case' }, cost: 0 };
  if (name === wantedName) return { near: { path, written, difference: 'folder' }, cost: 10 + folders };
  if (distance === 0) return { near: { path, written, difference: 'style' }, cost: 5 + folders };
  return { near: { path, written, difference: 'spelling' }, cost: 20 + distance * 5 + folders };
}

function lettersOf(text: string): number {
  let letters = 0;
  for (let at = 0; at < text.length; at++) letters |= 1 << (text.charCodeAt(at) & 31);
  return letters;
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

function nameOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.slice(0, name.length - extensionOf(name).length);
}

function extensionOf(path: string): string {
  return /\.\w+$/.exec(path)?.[0].toLowerCase() ?? '';
}

/** How many folders two paths differ in. */
function distanceOfFolders(a: string, b: string): number {
  const first = a.split('/').slice(0, -1);
  const second = b.split('/').slice(0, -1);
  let shared = 0;
  while (shared < first.length && first[shared] === second[shared]) shared++;
  return first.length + second.length - 2 * shared;
}
