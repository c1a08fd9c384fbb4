import { type YamlMap, type YamlNode, entryOf } from '@agent-preflight/stack/definition/yaml/tree';
import type { ProjectView } from '../../project/project-view';
import { DockerIgnore } from './docker-ignore';

/** A folder that an image is built from. */
export interface BuildContext {
  /** Below the project's root, '' for the root itself. */
  readonly folder: string;
  /** True when a Compose file says so, or when there is no other folder it could be. */
  readonly isCertain: boolean;
  /** Paths relative to the folder. */
  readonly files: ContextFiles;
}

/** The files of a folder, for questions about paths in it. Made once for a project and folder. */
export class ContextFiles {
  private readonly folders = new Set<string>();
  private readonly byLowerCase = new Map<string, string>();
  private readonly fileSet: ReadonlySet<string>;

  constructor(
    readonly files: readonly string[],
    private readonly ignored: DockerIgnore | null,
  ) {
    this.fileSet = new Set(files);
    for (const file of files) {
      this.byLowerCase.set(file.toLowerCase(), file);
      for (let slash = file.lastIndexOf('/'); slash > 0; slash = file.lastIndexOf('/', slash - 1)) {
        const folder = file.slice(0, slash);
        if (this.folders.has(folder)) break;
        this.folders.add(folder);
        this.byLowerCase.set(folder.toLowerCase(), folder);
      }
    }
  }

  has(path: string): boolean {
    return path === '' || this.fileSet.has(path) || this.folders.has(path);
  }

  /** True for what lies in the folder and is kept out of the context by `.dockerignore`. */
  leavesOut(path: string): boolean {
    if (this.ignored === null || path === '') return false;
    if (this.fileSet.has(path)) return this.ignored.ignores(path);
    const below = this.files.filter((file) => file.startsWith(`${path}/`));
    return below.length > 0 && below.every((file) => this.ignored?.ignores(file) === true);
  }

  /** The path as it is spelled, when only upper and lower case differ. */
  spelled(path: string): string | null {
    return this.byLowerCase.get(path.toLowerCase()) ?? null;
  }

  /** Everything there is: files and folders. */
  get paths(): readonly string[] {
    return [...this.files, ...this.folders];
  }
}

const known = new WeakMap<ProjectView, Map<string, ContextFiles>>();

/** The folders that a Dockerfile may be built from, the likeliest first: what Compose files say, else its own folder and those above. */
export function buildContexts(project: ProjectView, dockerfile: string): readonly BuildContext[] {
  const named = composeContexts(project, dockerfile);
  const slash = dockerfile.lastIndexOf('/');
  const own = slash === -1 ? '' : dockerfile.slice(0, slash);
  const folders = named.length > 0 ? named : ancestors(own);
  const isCertain = named.length > 0 || own === '';
  return folders.map((folder) => ({ folder, isCertain, files: filesOf(project, folder, dockerfile) }));
}

function ancestors(folder: string): string[] {
  const all = [folder];
  for (let slash = folder.lastIndexOf('/'); slash !== -1; slash = folder.lastIndexOf('/', slash - 1)) {
    all.push(folder.slice(0, slash));
    if (slash === 0) break;
  }
  return folder === '' ? [''] : [...all, ''];
}

function filesOf(project: ProjectView, folder: string, dockerfile: string): ContextFiles {
  const ignoreFile = [`${dockerfile}.dockerignore`, folder === '' ? '.dockerignore' : `${folder}/.dockerignore`].find(
    (path) => project.smallText(path) !== null,
  );
  const key = `${folder}\n${ignoreFile ?? ''}`;
  let contexts = known.get(project);
  if (contexts === undefined) known.set(project, (contexts = new Map<string, ContextFiles>()));
  let files = contexts.get(key);
  if (files === undefined) {
    const prefix = folder === '' ? '' : `${folder}/`;
    const text = ignoreFile === undefined ? null : project.smallText(ignoreFile);
    const inside = project.files.filter((file) => file.startsWith(prefix)).map((file) => file.slice(prefix.length));
    files = new ContextFiles(inside, text === null ? null : new DockerIgnore(text));
    contexts.set(key, files);
  }
  return files;
}

/** The contexts of all services that are built by a Dockerfile. */
function composeContexts(project: ProjectView, dockerfile: string): string[] {
  return [...new Set(builds(project).flatMap((build) => (build.dockerfile === dockerfile ? [build.folder] : [])))];
}

/** The Compose services that are built by a Dockerfile, as they are written. */
export function servicesBuiltBy(project: ProjectView, dockerfile: string): readonly YamlMap[] {
  return builds(project).flatMap((build) => (build.dockerfile === dockerfile ? [build.service] : []));
}

interface Build {
  readonly service: YamlMap;
  /** The context, below the root. */
  readonly folder: string;
  /** Path below the root. */
  readonly dockerfile: string;
}

const knownBuilds = new WeakMap<ProjectView, readonly Build[]>();

function builds(project: ProjectView): readonly Build[] {
  let all = knownBuilds.get(project);
  if (all === undefined) knownBuilds.set(project, (all = readBuilds(project)));
  return all;
}

function readBuilds(project: ProjectView): Build[] {
  return project.facts.composeFiles.flatMap(({ path, services }) => {
    const slash = path.lastIndexOf('/');
    const base = slash === -1 ? '' : path.slice(0, slash);
    return services.flatMap(({ value: service }) => {
      const build = service.kind === 'map' ? entryOf(service, 'build')?.value : undefined;
      const context = contextOf(build);
      const folder = context === null ? null : normalize(base, context);
      if (service.kind !== 'map' || build === undefined || folder === null) return [];
      const written = build.kind === 'map' ? textOf(entryOf(build, 'dockerfile')?.value) : null;
      const dockerfile = normalize(folder, written ?? 'Dockerfile');
      return dockerfile === null ? [] : [{ service, folder, dockerfile }];
    });
  });
}

function contextOf(build: YamlNode | undefined): string | null {
  if (build === undefined) return null;
  if (build.kind === 'scalar') return build.text === '' || /[$:]/.test(build.text) ? null : build.text;
  if (build.kind !== 'map') return null;
  const context = entryOf(build, 'context')?.value;
  if (context === undefined) return '.';
  const text = textOf(context);
  return text === null || /[$:]/.test(text) ? null : text;
}

function textOf(node: YamlNode | undefined): string | null {
  return node?.kind === 'scalar' && node.text !== '' ? node.text : null;
}

/** A path below the root; null when it leads out of it. */
export function normalize(folder: string, path: string): string | null {
  if (path.startsWith('/') || path.startsWith('~')) return null;
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return null;
    } else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}
