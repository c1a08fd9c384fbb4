import path from 'node:path';
import type { ConfigurationResolver, ResolvedConfiguration } from '../../configuration/configuration-resolver';
import { kindOfPath } from '../../documents/document-kind';
import { joinUri, parentUri, pathBelow } from '../../documents/uri';
import type { FileSystem } from '../../host/file-system';
import { uriOfPath } from '../../host/node-file-system';
import { MAX_FILES, walk } from '../../host/walker';
import type { ReportError } from '../../reports/report-model';
import { UsageError } from '../context';

/** A project that the given paths reach into. */
export interface ProjectTargets {
  readonly rootUri: string;
  readonly resolved: ResolvedConfiguration;
  /** All files of the project, below its root: other files' facts are asked for. */
  readonly listing: readonly string[];
  /** The files to look at, below the root; those nobody has a rule for are left out. */
  readonly targets: readonly string[];
  readonly errors: readonly ReportError[];
}

interface Group {
  /** URIs of files named by themselves: looked at even when ignored. */
  readonly files: Set<string>;
  readonly folders: Set<string>;
}

/**
 * Sorts paths given on the command line into projects. A file's project is that of the nearest configuration file or git repository,
 * so that checking one file and checking its repository come to the same findings.
 */
export async function findProjects(
  fileSystem: FileSystem,
  resolver: ConfigurationResolver,
  cwd: string,
  paths: readonly string[],
): Promise<ProjectTargets[]> {
  const groups = new Map<string, Group>();
  for (const given of paths) {
    const uri = uriOfPath(path.resolve(cwd, given));
    const stat = await fileSystem.stat(uri);
    if (stat === null) throw new UsageError(`no such file or folder: ${given}`);
    if (stat.kind === 'other') throw new UsageError(`neither a file nor a folder: ${given}`);
    const folder = stat.kind === 'folder' ? uri : (parentUri(uri) ?? uri);
    const group = groupAt(groups, await rootOf(resolver, cwd, folder));
    (stat.kind === 'folder' ? group.folders : group.files).add(uri);
  }
  const projects: ProjectTargets[] = [];
  for (const [rootUri, group] of groups) projects.push(...(await expand(fileSystem, resolver, rootUri, group)));
  return projects;
}

async function rootOf(resolver: ConfigurationResolver, cwd: string, folder: string): Promise<string> {
  const found = await resolver.projectRoot(folder);
  if (found !== null) return found;
  const current = uriOfPath(cwd);
  // Without any sign of a project, the working directory is one: unless it is the top of everything.
  return pathBelow(current, folder) !== null && parentUri(current) !== null ? current : folder;
}

function groupAt(groups: Map<string, Group>, rootUri: string): Group {
  let group = groups.get(rootUri);
  if (group === undefined) groups.set(rootUri, (group = { files: new Set(), folders: new Set() }));
  return group;
}

async function expand(
  fileSystem: FileSystem,
  resolver: ConfigurationResolver,
  rootUri: string,
  group: Group,
): Promise<ProjectTargets[]> {
  const resolved = await resolver.forFolder(rootUri);
  const { exclude, include } = resolved.configuration;
  const walked = await walk(fileSystem, rootUri, { exclude, include });
  const errors: ReportError[] = [];
  if (walked.truncated) {
    const message = `more than ${MAX_FILES} files; only the first ${MAX_FILES} are looked at: exclude generated folders in .gitignore`;
    errors.push({ uri: rootUri, message, internal: false });
  }
  const targets = new Set<string>();
  for (const uri of group.files) targets.add(pathBelow(rootUri, uri) ?? '');
  for (const uri of group.folders) {
    const folder = pathBelow(rootUri, uri) ?? '';
    const prefix = folder === '' ? '' : `${folder}/`;
    const below = walked.files.filter((file) => file.startsWith(prefix) && !walked.linked.has(file));
    // Who names an ignored folder wants to see it.
    const files =
      below.length > 0 ? below : (await walk(fileSystem, uri, { exclude, include })).files.map((file) => prefix + file);
    for (const file of files) targets.add(file);
  }
  const listing = [...new Set([...walked.files, ...targets])].sort();
  const { own, nested } = await splitNested(resolver, rootUri, [...targets]);
  const projects: ProjectTargets[] = [{ rootUri, resolved, listing, targets: own.filter(isCheckable).sort(), errors }];
  for (const [nestedRoot, uris] of nested) {
    const inner = await expand(fileSystem, resolver, nestedRoot, { files: new Set(), folders: new Set([nestedRoot]) });
    for (const project of inner) {
      const wanted = new Set(uris.map((uri) => pathBelow(project.rootUri, uri)));
      projects.push({
        ...project,
        targets: project.targets.filter((file) => wanted.has(file)),
        errors: [...project.errors],
      });
    }
  }
  return projects;
}

/** Files below a configuration file of their own belong to another project. */
async function splitNested(
  resolver: ConfigurationResolver,
  rootUri: string,
  targets: readonly string[],
): Promise<{ own: string[]; nested: Map<string, string[]> }> {
  const own: string[] = [];
  const nested = new Map<string, string[]>();
  for (const target of targets) {
    const uri = joinUri(rootUri, target);
    const root = await resolver.projectRoot(parentUri(uri) ?? rootUri);
    if (root === null || root === rootUri || pathBelow(rootUri, root) === null) own.push(target);
    else nested.set(root, [...(nested.get(root) ?? []), uri]);
  }
  return { own, nested };
}

function isCheckable(file: string): boolean {
  return kindOfPath(file) !== null;
}
