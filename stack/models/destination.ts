import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { FetchFailure } from './fetch/failure';
import type { Destination, ModelSource } from './model-order';

export interface Place {
  readonly name: string;
  /** As the manifest has it, with variables and `~` resolved; null without one. */
  readonly path: string | null;
  readonly source: ModelSource | null;
  readonly manifest: string;
  readonly projectRoot: string;
  /** Where models without a path go. */
  readonly directory: string;
  readonly hubCache: string;
}

/** Endings of files that hold models: a path with one of them is a path, whatever else `path` may mean to somebody. */
const MODEL_FILE =
  /\.(?:gguf|ggml|bin|safetensors|onnx|pt|pth|ckpt|tflite|pb|h5|keras|npz|tar|tgz|gz|zip|zst|engine|plan|mlmodel|json|txt|model|vocab|pkl|joblib|caffemodel|xml|wav)$/i;

/** Throws a {@link FetchFailure} for a path that leaves the project without saying so. */
export function destinationOf(place: Place): Destination | null {
  const { path, source, projectRoot, directory } = place;
  if (path === null) {
    if (source === null) return null;
    if (source.kind === 'hub') {
      return {
        kind: 'hub-cache',
        path: join(place.hubCache, `models--${source.repo.replaceAll('/', '--')}`),
        root: null,
      };
    }
    const folder = located(`${directory}/`, place);
    return { kind: 'file', path: join(folder.path, fileNameOf(source, place.name)), root: folder.root };
  }
  // `model_path: owner/name` is asked of a library, not of the disk.
  const meansFile = MODEL_FILE.test(path) || isAbsolute(path) || path.endsWith('/') || path.startsWith('.');
  if (source === null && !meansFile && !existsSync(resolve(projectRoot, path))) return null;
  const { path: absolute, root } = located(path, place);
  const isFolder = path.endsWith('/') || (statSync(absolute, { throwIfNoEntry: false })?.isDirectory() ?? false);
  if (source === null) return { kind: isFolder ? 'directory' : 'file', path: absolute, root };
  if (source.kind === 'hub' && source.file === null) return { kind: 'directory', path: absolute, root };
  return { kind: 'file', path: isFolder ? join(absolute, fileNameOf(source, place.name)) : absolute, root };
}

function located(path: string, { name, projectRoot, manifest }: Place): { path: string; root: string | null } {
  if (path.includes('\0'))
    throw new FetchFailure('path', `the path of ${name} holds a character that no path may hold`);
  if (isAbsolute(path)) return { path: resolve(path), root: null };
  const inProject = resolve(projectRoot, path);
  if (!isInside(inProject, projectRoot)) {
    throw new FetchFailure(
      'path',
      `the path of ${name}, ${path}, leaves the project (${projectRoot}): write an absolute path if that is meant`,
    );
  }
  const besideManifest = resolve(dirname(manifest), path);
  const isThere = !existsSync(inProject) && isInside(besideManifest, projectRoot) && existsSync(besideManifest);
  return { path: isThere ? besideManifest : inProject, root: projectRoot };
}

/** What the file is called at its source; the model's name where that says nothing. */
function fileNameOf(source: ModelSource, name: string): string {
  const written = source.kind === 'hub' ? (source.file ?? '') : decoded(new URL(source.url).pathname);
  const last = basename(written.replaceAll('\\', '/'));
  const usable = last !== '' && last !== '.' && last !== '..' && !last.includes('\0');
  return usable ? last : name.replace(/[^\w.+-]/g, '_').replace(/^\.+/, '_');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function isInside(path: string, folder: string): boolean {
  const below = relative(folder, path);
  return below !== '' && below !== '..' && !below.startsWith(`..${sep}`) && !isAbsolute(below);
}

/**
 * Rejects, just before something is written, a destination that links lead out of its root: a folder of the project may be a link that
 * somebody else put there.
 */
export function refuseLinksOutside(path: string, root: string | null): void {
  if (root === null) return;
  const realRoot = realpathSync(root);
  let folder = dirname(path);
  while (!existsSync(folder)) folder = dirname(folder);
  const real = realpathSync(folder);
  if (real === realRoot || isInside(real, realRoot)) return;
  throw new FetchFailure(
    'path',
    `${folder} is a link that leads out of the project, to ${real}: give the model's path there (${join(real, relative(folder, path))}) if that is meant`,
  );
}
