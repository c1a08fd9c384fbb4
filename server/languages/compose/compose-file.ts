import { parseYaml } from '@agent-preflight/stack/definition/yaml/parse';
import { type YamlEntry, type YamlMap, type YamlNode, entryOf } from '@agent-preflight/stack/definition/yaml/tree';

/**
 * One Compose file as it is written: aliases and merge keys resolved, nothing merged with other files yet. Plain data; every node knows its
 * range in the file's text (for what came in through an anchor: where the anchor stands).
 */
export interface ComposeFile {
  /** Path below the project's root, with forward slashes. */
  readonly path: string;
  /** The obsolete top-level `version:`. */
  readonly version: YamlEntry | null;
  /** The service entries in the order of the file; a value that is no map belongs to a service that says nothing yet. */
  readonly services: readonly YamlEntry[];
  /** What stands at the top level under each kind of thing that services name. */
  readonly declared: Readonly<Record<DeclaredKind, readonly YamlEntry[]>>;
  /** Ranges of the top-level keys themselves, where a declaration can be added. */
  readonly sections: Readonly<Partial<Record<DeclaredKind, YamlEntry>>>;
  /** Files named by `include:`, as written. */
  readonly includes: readonly string[];
  /** Keys that take away (`!reset`) or replace (`!override`) what lower files say, by where the key begins. */
  readonly tags: Readonly<Record<number, 'reset' | 'override'>>;
  /** Parts could not be read: what seems to be missing may be there. */
  readonly partial: boolean;
}

export type DeclaredKind = 'volumes' | 'networks' | 'secrets' | 'configs' | 'models';

export const DECLARED_KINDS: readonly DeclaredKind[] = ['volumes', 'networks', 'secrets', 'configs', 'models'];

/** More than this is data, not a stack. */
const MAX_LENGTH = 500_000;

/** Reads a Compose file. Broken places are passed over; never throws. */
export function readCompose(path: string, text: string): ComposeFile {
  if (text.length > MAX_LENGTH) return { ...EMPTY, path, partial: true };
  const { tree, broken } = parseYaml(text);
  const roots = tree.roots.filter((root): root is YamlMap => root.kind === 'map');
  const root = roots.find((candidate) => entryOf(candidate, 'services') !== undefined) ?? roots[0];
  if (root === undefined) return { ...EMPTY, path, partial: broken || tree.truncated };
  const declared: Partial<Record<DeclaredKind, readonly YamlEntry[]>> = {};
  const sections: Partial<Record<DeclaredKind, YamlEntry>> = {};
  for (const kind of DECLARED_KINDS) {
    const section = entryOf(root, kind);
    if (section !== undefined) sections[kind] = section;
    declared[kind] = entriesOf(section?.value);
  }
  return {
    path,
    version: entryOf(root, 'version') ?? null,
    services: servicesOf(root),
    declared: declared as Record<DeclaredKind, readonly YamlEntry[]>,
    sections,
    includes: includesOf(entryOf(root, 'include')?.value),
    tags: tagsOf(text),
    partial: broken || tree.truncated,
  };
}

const EMPTY: ComposeFile = {
  path: '',
  version: null,
  services: [],
  declared: { volumes: [], networks: [], secrets: [], configs: [], models: [] },
  sections: {},
  includes: [],
  tags: {},
  partial: false,
};

function entriesOf(node: YamlNode | undefined): readonly YamlEntry[] {
  return node?.kind === 'map' ? node.entries : [];
}

/** Before the `services:` key there was, services stood at the top level; such files are still around. */
function servicesOf(root: YamlMap): readonly YamlEntry[] {
  const section = entryOf(root, 'services');
  if (section !== undefined) return lastOfEach(entriesOf(section.value));
  return root.entries.filter(
    ({ key, value }) =>
      value.kind === 'map' &&
      !key.startsWith('x-') &&
      value.entries.some((entry) => entry.key === 'image' || entry.key === 'build'),
  );
}

/** Of a key that is repeated, YAML readers keep the last. */
function lastOfEach(entries: readonly YamlEntry[]): readonly YamlEntry[] {
  const byKey = new Map(entries.map((entry) => [entry.key, entry]));
  return byKey.size === entries.length ? entries : [...byKey.values()];
}

function includesOf(node: YamlNode | undefined): string[] {
  if (node?.kind !== 'list') return [];
  return node.items.flatMap((item) => {
    if (item.kind === 'scalar') return [item.text];
    const path = item.kind === 'map' ? entryOf(item, 'path')?.value : undefined;
    if (path?.kind === 'scalar') return [path.text];
    return path?.kind === 'list' ? path.items.flatMap((one) => (one.kind === 'scalar' ? [one.text] : [])) : [];
  });
}

function tagsOf(text: string): Record<number, 'reset' | 'override'> {
  const tags: Record<number, 'reset' | 'override'> = {};
  if (!text.includes('!reset') && !text.includes('!override')) return tags;
  for (const match of text.matchAll(/^([ \t]*)([\w.-]{1,100}):[ \t]+!(reset|override)(?![\w-])/gm)) {
    tags[match.index + (match[1] ?? '').length] = match[3] as 'reset' | 'override';
  }
  return tags;
}
