import type { ProjectView } from '../../project/project-view';

/** Folders of the project, collected once for each state of it. */
const folders = new WeakMap<ProjectView, ReadonlySet<string>>();

/**
 * The part of an absolute path that stands below the project's root: what follows the root folder's own name, or else the longest tail that is a file or
 * folder of the project. Null when the path has nothing to do with the project.
 */
export function projectSuffix(project: ProjectView, path: string): string | null {
  const parts = path.replaceAll('\\', '/').split('/').filter(Boolean);
  const known = foldersOf(project);
  const root = rootName(project);
  const below = parts.slice(parts.lastIndexOf(root) + 1);
  if (below.length > 0 && below.length < parts.length) {
    const tail = below.join('/');
    // A file that is only made later belongs to the project all the same, when the root's name is not anybody's.
    if (
      project.exists(tail) ||
      known.has(below[0] ?? '') ||
      !/^(.{0,3}|apps?|code|data|home|models?|projects?|repos?|server|work(space)?)$/i.test(root)
    )
      return tail;
  }
  for (let from = 1; from < parts.length; from++) {
    const tail = parts.slice(from).join('/');
    // A lone folder name such as `data` may be anybody's; with its trailing part or as a file it is ours.
    if (project.exists(tail) || (parts.length - from > 1 && known.has(tail))) return tail;
  }
  return null;
}

function rootName(project: ProjectView): string {
  return decodeURIComponent(project.facts.rootUri.replace(/\/+$/, '').split('/').at(-1) ?? '');
}

function foldersOf(project: ProjectView): ReadonlySet<string> {
  let known = folders.get(project);
  if (known === undefined) {
    const all = new Set<string>();
    for (const file of project.files) {
      for (let at = file.indexOf('/'); at !== -1; at = file.indexOf('/', at + 1)) all.add(file.slice(0, at));
    }
    folders.set(project, (known = all));
  }
  return known;
}
