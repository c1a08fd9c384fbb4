import { nearestName } from '@agent-preflight/stack/definition/edit-distance';
import type { ProjectView } from '../../project/project-view';
import type { UnitContext } from '../rule';

/** A file that a command names and the project does not hold. */
export interface MissingFile {
  /** Below the project's root, as the end of what the unit says. */
  readonly path: string;
  /** The existing path nearest to it, or null. */
  readonly nearest: string | null;
}

const SCRIPT = /\.(?:py|sh|bash|js|mjs|cjs|ts|rb|pl|jar|ya?ml|toml|json|cfg|ini|conf)$/;

/** Made on the target machine, not kept in the project. */
const BUILT =
  /(?:^|\/)(?:\.?venv|env|virtualenv|node_modules|dist|build|target|bin|out|logs?|data|models|var|run|tmp|cache|\.[\w-]+)\//;

/**
 * What a word of a command names below the service's working directory, if the project should hold it and does not. The working directory stands for the
 * project's root, or for one of its folders of that name.
 */
export function missingFile(
  { project }: UnitContext,
  word: string,
  workingDirectory: string | null,
): MissingFile | null {
  const directory = workingDirectory?.replace(/^-/, '').replace(/\/$/, '') ?? null;
  if (/[$%*?{}=:,\s]|:\/\//.test(word) || !SCRIPT.test(word)) return null;
  const relative = belowProject(project, word.replace(/^\.\//, ''), directory);
  if (relative === null || BUILT.test(relative)) return null;
  const roots = rootsOf(project, directory);
  if (roots.some((root) => project.exists(`${root}${relative}`))) return null;
  // Only where the folder is the project's own can the file be missing from it.
  const folder = relative.slice(0, relative.lastIndexOf('/') + 1);
  const home = roots.find((root) => project.files.some((path) => path.startsWith(`${root}${folder}`)));
  if (home === undefined || (folder === '' && !isCode(relative))) return null;
  const name = relative.slice(folder.length);
  const siblings = project.files
    .filter((path) => path.startsWith(`${home}${folder}`) && !path.slice(home.length + folder.length).includes('/'))
    .map((path) => path.slice(home.length + folder.length));
  const sameName = project.files.filter((path) => path.endsWith(`/${name}`) || path === name);
  const nearest = nearestName(name, siblings);
  if (nearest !== null) return { path: relative, nearest: `${folder}${nearest}` };
  const [moved] = sameName;
  // Without a likely original it may be made on the machine.
  if (moved === undefined) return isCode(relative) && folder !== '' ? { path: relative, nearest: null } : null;
  return { path: relative, nearest: sameName.length === 1 && moved.startsWith(home) ? moved.slice(home.length) : null };
}

function isCode(path: string): boolean {
  return /\.(?:py|sh|bash|js|mjs|cjs|rb)$/.test(path);
}

/** The path from the working directory on; null for files that lie elsewhere on the machine. */
function belowProject(project: ProjectView, word: string, directory: string | null): string | null {
  if (!word.startsWith('/')) return directory === null ? null : word;
  if (directory !== null && word.startsWith(`${directory}/`)) return word.slice(directory.length + 1);
  // /opt/voice/agents/hub.py: from the first folder that the project has at its root.
  const parts = word.slice(1).split('/');
  for (let index = 1; index < parts.length - 1; index++) {
    const head = `${parts.slice(index, index + 1).join('/')}/`;
    if (/^(?:opt|srv|home|usr|local|share|etc|bin|lib|var)\/$/.test(head)) continue;
    if (project.files.some((path) => path.startsWith(head))) return parts.slice(index).join('/');
  }
  return null;
}

/** The root, and the folder of the project that has the working directory's name. */
function rootsOf(project: ProjectView, directory: string | null): string[] {
  const name = directory?.slice(directory.lastIndexOf('/') + 1) ?? '';
  const folder = name === '' ? undefined : project.files.find((path) => path.startsWith(`${name}/`));
  return folder === undefined ? [''] : ['', `${name}/`];
}
