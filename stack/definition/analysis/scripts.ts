import { editDistance, foldName } from '../edit-distance';

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
  const wantedName = wanted.slice(wanted.lastIndexOf('/') + 1);
  const extension = /\.\w+$/.exec(wantedName)?.[0] ?? '';
  const bases = scriptBases(file);
  const found: { near: NearScript; cost: number }[] = [];
  for (const path of files) {
    if (extension !== '' && !path.toLowerCase().endsWith(extension.toLowerCase())) continue;
    const rated = rate(path, wanted, wantedName, bases);
    if (rated) found.push(rated);
  }
  return found
    .sort((a, b) => a.cost - b.cost || (a.near.path < b.near.path ? -1 : 1))
    .slice(0, limit)
    .map(({ near }) => near);
}

function rate(
  path: string,
  wanted: string,
  wantedName: string,
  bases: readonly string[],
): { near: NearScript; cost: number } | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const base =
    [...bases]
      .reverse()
      .find((folder) => folder !== '' && path.startsWith(`${folder}/`) && !wanted.startsWith(`${folder}/`)) ?? '';
  const written = base === '' ? path : path.slice(base.length + 1);
  const folders = distanceOfFolders(written, wanted);
  const near = (difference: NearScript['difference']): NearScript => ({ path, written, difference });
  if (written.toLowerCase() === wanted.toLowerCase()) return { near: near('case'), cost: 0 };
  if (name === wantedName) return { near: near('folder'), cost: 10 + folders };
  const plain = foldName(name);
  const plainWanted = foldName(wantedName);
  if (plain === plainWanted) return { near: near('style'), cost: 5 + folders };
  const distance = editDistance(plain, plainWanted, 2);
  // `a.py` is two edits from everything.
  if (distance <= 2 && plainWanted.length > 7) return { near: near('spelling'), cost: 20 + distance * 5 + folders };
  return null;
}

/** How many folders two paths differ in. */
function distanceOfFolders(a: string, b: string): number {
  const first = a.split('/').slice(0, -1);
  const second = b.split('/').slice(0, -1);
  let shared = 0;
  while (shared < first.length && first[shared] === second[shared]) shared++;
  return first.length + second.length - 2 * shared;
}
