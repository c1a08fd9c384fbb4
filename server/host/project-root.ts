import { joinUri, parentUri } from '../documents/uri';
import type { FileSystem } from './file-system';

/**
 * The top of the git repository a folder stands in, or null. A repository at one of the `boundaries` (the home folder, the top of the
 * file system) is somebody's collection of dotfiles, not a project.
 */
export async function findRepositoryRoot(
  fileSystem: FileSystem,
  folder: string,
  boundaries: ReadonlySet<string> = new Set(),
): Promise<string | null> {
  for (let uri: string | null = folder; uri !== null && !boundaries.has(uri); uri = parentUri(uri)) {
    if (parentUri(uri) !== null && (await fileSystem.stat(joinUri(uri, '.git'))) !== null) return uri;
  }
  return null;
}
