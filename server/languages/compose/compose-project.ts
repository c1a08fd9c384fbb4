import { type YamlEntry, entryOf } from '@agent-preflight/stack/definition/yaml/tree';
import { type ComposeFile, type DeclaredKind } from './compose-file';
import { ComposeService, type ServiceLayer } from './compose-service';
import { UNKNOWN, withDefaults } from './interpolation';

/**
 * What Compose makes of a file and the files it is used with: `compose.yaml` with its override, an overlay (`compose.gpu.yaml`) with
 * the file it lies over, what is included and extended.
 */
export interface ComposeProject {
  readonly file: ComposeFile;
  readonly services: readonly ComposeService[];
  /** The same services as files for production complete them (`-f compose.yaml -f compose.prod.yaml`), where there are such files. */
  readonly hardened: readonly (readonly ComposeService[])[];
  /** Every name of a service in the files that may be used together. */
  readonly serviceNames: ReadonlySet<string>;
  readonly declared: Readonly<Record<DeclaredKind, ReadonlySet<string>>>;
  /** False when parts of the project could not be seen: names that seem undefined may be defined there. */
  readonly complete: boolean;
}

const MAX_EXTENDS = 20;
const MAX_INCLUDES = 50;

/** Merges a file with those of the others that Compose would use with it. Paths are relative to the project's root. */
export function composeProject(file: ComposeFile, others: readonly ComposeFile[]): ComposeProject {
  const files = [file, ...others.filter((other) => other.path !== file.path)];
  const byPath = new Map(files.map((one) => [one.path, one]));
  const family = files.filter((other) => other === file || isFamily(file, other));
  const role = roleOf(file);
  const base = family.find((other) => other !== file && roleOf(other) === 'base') ?? null;
  const override = family.find((other) => other !== file && roleOf(other) === 'override') ?? null;
  const overlay = role !== 'base' && isOverlay(file);
  const merged = overlay ? [base, file] : role === 'base' ? [file, override] : [file];
  const stack = merged.filter((one): one is ComposeFile => one !== null);
  const production =
    role === 'base' ? family.filter((other) => PRODUCTION.test(nameOf(other.path)) && isOverlay(other)) : [];
  const related = relatedFiles(family, byPath, files);
  const names = (kind: DeclaredKind): ReadonlySet<string> =>
    new Set(related.files.flatMap((one) => one.declared[kind].map(({ key }) => key)));
  return {
    file,
    services: mergeServices(stack, byPath),
    hardened: production.map((other) => mergeServices([...stack, other], byPath)),
    serviceNames: new Set(related.files.flatMap((one) => one.services.map(({ key }) => key))),
    declared: {
      volumes: names('volumes'),
      networks: names('networks'),
      secrets: names('secrets'),
      configs: names('configs'),
      models: names('models'),
    },
    complete: related.complete && !(overlay && base === null) && family.every((one) => !one.partial),
  };
}

type Role = 'base' | 'override' | 'variant' | 'other';

const BASE = /^(?:docker-)?compose\.ya?ml$/;
const OVERRIDE = /^(?:docker-)?compose\.override\.ya?ml$/;
const VARIANT = /^(?:docker-)?compose[._-].+\.ya?ml$|[._-](?:docker-)?compose\.ya?ml$/;
const PRODUCTION = /prod|deploy|secur|harden|release|stag/i;

function roleOf({ path }: ComposeFile): Role {
  const name = nameOf(path).toLowerCase();
  if (BASE.test(name)) return 'base';
  if (OVERRIDE.test(name)) return 'override';
  return VARIANT.test(name) ? 'variant' : 'other';
}

/** Overrides, and variants of which some service cannot stand alone. */
function isOverlay(file: ComposeFile): boolean {
  const role = roleOf(file);
  if (role === 'override') return true;
  return (
    role === 'variant' &&
    file.services.some(
      ({ value }) =>
        value.kind !== 'map' ||
        !['image', 'build', 'extends', 'provider'].some((key) => entryOf(value, key) !== undefined),
    )
  );
}

function isFamily(file: ComposeFile, other: ComposeFile): boolean {
  return folderOf(file.path) === folderOf(other.path) && roleOf(file) !== 'other' && roleOf(other) !== 'other';
}

/** The files whose names count: the family, what it includes, and those that include it. */
function relatedFiles(
  family: readonly ComposeFile[],
  byPath: ReadonlyMap<string, ComposeFile>,
  all: readonly ComposeFile[],
): { files: ComposeFile[]; complete: boolean } {
  const including = all.filter((one) => includesOf(one).some((path) => family.some((member) => member.path === path)));
  const files = new Set([...family, ...including]);
  let complete = true;
  for (const one of files) {
    for (const path of includesOf(one)) {
      const found = path === null ? undefined : byPath.get(path);
      if (found === undefined || files.size > MAX_INCLUDES) complete = false;
      else files.add(found);
    }
  }
  return { files: [...files], complete };
}

function includesOf(file: ComposeFile): (string | null)[] {
  return file.includes.map((include) => resolvePath(folderOf(file.path), include));
}

function mergeServices(stack: readonly ComposeFile[], byPath: ReadonlyMap<string, ComposeFile>): ComposeService[] {
  const names = new Set(stack.flatMap((file) => file.services.map(({ key }) => key)));
  return [...names].map((name) => {
    const layers = stack.flatMap((file) => {
      const entry = file.services.find(({ key }) => key === name);
      return entry === undefined ? [] : layersOf(file, entry, byPath, false, 0);
    });
    return new ComposeService(name, layers);
  });
}

/** What a service extends, then its own entry. */
function layersOf(
  file: ComposeFile,
  entry: YamlEntry,
  byPath: ReadonlyMap<string, ComposeFile>,
  inherited: boolean,
  depth: number,
): ServiceLayer[] {
  const parent = depth > MAX_EXTENDS ? null : extendedBy(file, entry, byPath);
  const own: ServiceLayer = { file, entry, inherited, extendsUnseen: parent === 'unseen' };
  return parent === null || parent === 'unseen'
    ? [own]
    : [...layersOf(parent.file, parent.entry, byPath, true, depth + 1), own];
}

function extendedBy(
  file: ComposeFile,
  { value, key: ownName }: YamlEntry,
  byPath: ReadonlyMap<string, ComposeFile>,
): { file: ComposeFile; entry: YamlEntry } | 'unseen' | null {
  const node = value.kind === 'map' ? entryOf(value, 'extends')?.value : undefined;
  if (node === undefined) return null;
  const part = (key: string): string | null => {
    const found = node.kind === 'map' ? entryOf(node, key)?.value : undefined;
    return found?.kind === 'scalar' ? found.text : null;
  };
  const name = node.kind === 'scalar' ? node.text : part('service');
  const path = part('file');
  const source = path === null ? file : byPath.get(resolvePath(folderOf(file.path), path) ?? '');
  if (source === undefined) return 'unseen';
  if (name === null || (source === file && name === ownName)) return null;
  const entry = source.services.find(({ key }) => key === name);
  return entry === undefined ? null : { file: source, entry };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** A path of the project; null for what lies outside it, is fetched from elsewhere, or depends on the environment. */
function resolvePath(folder: string, written: string): string | null {
  const path = withDefaults(written);
  if (path.includes(UNKNOWN) || path.includes('://') || /^(?:[/~]|[A-Za-z]:|git@|oci:)/.test(path)) return null;
  const parts = folder.split('/').filter((part) => part !== '');
  for (const part of path.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return null;
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
