import type { ClassIndex } from '../class-index';

/** What has to be known of a project to find its modules: `ProjectView` knows it. */
export interface ModulePaths {
  readonly classes: ClassIndex;
  exists(path: string): boolean;
}

/** The files that a module's name may mean where it is imported, in the way of the importing file's language; none for packages from outside. */
export function pathsOfModule(project: ModulePaths, from: string, name: string): readonly string[] {
  if (/\.pyi?$/.test(from)) {
    const module = project.classes.module(from);
    return module === null ? NONE : project.classes.modulesNamed(name, module).map(({ path }) => path);
  }
  return one(from.endsWith('.rs') ? rustModule(project, from, name) : nodeModule(project, from, name));
}

const NONE: readonly string[] = [];

function one(path: string | null): readonly string[] {
  return path === null ? NONE : [path];
}

const SUFFIXES = [
  '',
  '.ts',
  '.tsx',
  '.mts',
  '.cts',
  '.js',
  '.mjs',
  '.cjs',
  '.jsx',
  '/index.ts',
  '/index.tsx',
  '/index.js',
  '/index.mjs',
];

/** `./config`, `../config.js` (written so, and a `.ts` file), `@/config` for what stands below `src`. */
function nodeModule(project: ModulePaths, from: string, name: string): string | null {
  const folder = from.slice(0, from.lastIndexOf('/') + 1);
  const bases = /^\.\.?(?:\/|$)/.test(name)
    ? [joined(folder, name)]
    : /^(?:@|~|#)\//.test(name)
      ? [`${folder.slice(0, Math.max(0, folder.lastIndexOf('src/')))}src/${name.slice(2)}`, name.slice(2)]
      : [];
  for (const base of bases) {
    if (base === null) continue;
    const bare = base.replace(/\.([cm]?)jsx?$/, '');
    for (const suffix of SUFFIXES) {
      for (const candidate of bare === base ? [base + suffix] : [base, bare + suffix])
        if (/\.[cm]?[jt]sx?$/.test(candidate) && project.exists(candidate)) return candidate;
    }
  }
  return null;
}

/** A path relative to a folder (which ends with `/` or is empty); null where it leaves the project. */
function joined(folder: string, relative: string): string | null {
  const parts = folder.split('/').filter(Boolean);
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join('/');
}

/** `crate.config`, `super.config`, and `config` where a root of the crate declares it. */
function rustModule(project: ModulePaths, from: string, name: string): string | null {
  const [head = '', ...rest] = name.split('.');
  const source = from.lastIndexOf('src/');
  const root = source === -1 ? from.slice(0, from.lastIndexOf('/') + 1) : from.slice(0, source + 4);
  const own = ownPath(from, root);
  switch (head) {
    case 'crate':
      return fileOf(project, root, rest);
    case 'super':
      return own.length === 0 ? null : fileOf(project, root, [...own.slice(0, -1), ...rest]);
    case 'self':
      return fileOf(project, root, [...own, ...rest]);
    default:
      return fileOf(project, root, [...own, head, ...rest]);
  }
}

/** The names that lead from the crate's root to a file's module: `['net', 'bus']` for `src/net/bus.rs`. */
function ownPath(from: string, root: string): string[] {
  const parts = from.slice(root.length).replace(/\.rs$/, '').split('/');
  const last = parts.at(-1);
  return last === 'mod' || last === 'main' || last === 'lib' ? parts.slice(0, -1) : parts;
}

function fileOf(project: ModulePaths, root: string, parts: readonly string[]): string | null {
  const path = root + parts.join('/');
  const candidates = parts.length === 0 ? [`${root}lib.rs`, `${root}main.rs`] : [`${path}.rs`, `${path}/mod.rs`];
  return candidates.find((candidate) => project.exists(candidate)) ?? null;
}
