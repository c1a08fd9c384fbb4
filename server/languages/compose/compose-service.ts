import {
  type YamlEntry,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
  entryOf,
  isNull,
} from '@agent-preflight/stack/definition/yaml/tree';
import type { ComposeFile } from './compose-file';
import { withDefaults } from './interpolation';

/** What one file says about a service. */
export interface ServiceLayer {
  readonly file: ComposeFile;
  readonly entry: YamlEntry;
  /** True for what `extends` brought from another service. */
  readonly inherited: boolean;
  /** True when it extends a service of a file that cannot be seen. */
  readonly extendsUnseen: boolean;
}

/** A value and the file it stands in. */
export interface Placed<T extends YamlNode = YamlNode> {
  readonly file: ComposeFile;
  readonly node: T;
  /** The entry of the service's own map that the value is part of. */
  readonly entry: YamlEntry;
}

/** One variable, label or option, in map form (`KEY: value`) or list form (`- KEY=value`). */
export interface Pair {
  readonly key: string;
  /** Null where only the name is given: the value comes from the machine's environment. */
  readonly value: string | null;
  readonly place: Placed;
}

/**
 * A service of the merged project. Later layers win; lists add up. Questions are answered from the layers, so that every answer knows
 * its file and range.
 */
export class ComposeService {
  constructor(
    readonly name: string,
    /** What the service extends first, then the files in the order in which Compose merges them. */
    readonly layers: readonly ServiceLayer[],
  ) {}

  /** Where the service is first declared under its own name. */
  get declaration(): ServiceLayer | null {
    return this.layers.find(({ inherited }) => !inherited) ?? null;
  }

  /** True when a container can be made of it: a service without image and build is a part of one, or an overlay whose base is elsewhere. */
  get isComplete(): boolean {
    return ['image', 'build', 'provider'].some((key) => this.entries(key).length > 0);
  }

  /** True when part of what it says stands in a file that cannot be seen. */
  get isPartial(): boolean {
    return this.layers.some(({ extendsUnseen }) => extendsUnseen);
  }

  /** The entries of a key, lowest layer first; those that a higher file resets or overrides are left out. */
  entries(key: string): { readonly file: ComposeFile; readonly entry: YamlEntry }[] {
    let found: { file: ComposeFile; entry: YamlEntry }[] = [];
    for (const { file, entry: service } of this.layers) {
      const entry = service.value.kind === 'map' ? entryOf(service.value, key) : undefined;
      if (entry === undefined) continue;
      const tag = file.tags[entry.keyRange.start];
      if (tag !== undefined) found = [];
      if (tag !== 'reset') found.push({ file, entry });
    }
    return found;
  }

  /** The value at a path of keys, of the highest layer that has it. */
  value(...path: readonly [string, ...string[]]): Placed | null {
    const [key, ...rest] = path;
    for (const { file, entry } of this.entries(key).reverse()) {
      let node: YamlNode | undefined = entry.value;
      for (const step of rest) node = node?.kind === 'map' ? entryOf(node, step)?.value : undefined;
      if (node !== undefined && !isNull(node)) return { file, node, entry };
    }
    return null;
  }

  scalar(...path: readonly [string, ...string[]]): Placed<YamlScalar> | null {
    const found = this.value(...path);
    return found?.node.kind === 'scalar' ? (found as Placed<YamlScalar>) : null;
  }

  /** A scalar's text with variables at their defaults; null where there is none. */
  text(...path: readonly [string, ...string[]]): string | null {
    const found = this.scalar(...path);
    return found === null ? null : withDefaults(found.node.text);
  }

  /** The items of a list, over all layers; a single value counts as a list of one. */
  items(key: string): Placed[] {
    return this.entries(key).flatMap(({ file, entry }) =>
      entry.value.kind === 'list'
        ? entry.value.items.map((node) => ({ file, node, entry }))
        : isNull(entry.value)
          ? []
          : [{ file, node: entry.value, entry }],
    );
  }

  /** Variables, labels and the like, in either form; the highest layer's value of each name. */
  pairs(...path: readonly [string, ...string[]]): Pair[] {
    const [key, ...rest] = path;
    const pairs = new Map<string, Pair>();
    for (const { file, entry } of this.entries(key)) {
      let node: YamlNode | undefined = entry.value;
      for (const step of rest) node = node?.kind === 'map' ? entryOf(node, step)?.value : undefined;
      for (const pair of pairsOf(node)) pairs.set(pair.key, { ...pair, place: { file, node: pair.node, entry } });
    }
    return [...pairs.values()];
  }

  /** The names that a list of names or a map by name holds, e.g. of `depends_on` or `networks`. */
  names(...path: readonly [string, ...string[]]): { readonly name: string; readonly place: Placed }[] {
    const [key, ...rest] = path;
    return this.entries(key).flatMap(({ file, entry }) => {
      let node: YamlNode | undefined = entry.value;
      for (const step of rest) node = node?.kind === 'map' ? entryOf(node, step)?.value : undefined;
      return namesOf(node).map(({ name, node: at }) => ({ name, place: { file, node: at, entry } }));
    });
  }
}

export function isTrue(text: string | null): boolean {
  return text !== null && /^(?:true|yes|on|y|1)$/i.test(text.trim());
}

/** The map of a service's own entry in a file, where it has one. */
export function mapOf(layer: ServiceLayer): YamlMap | null {
  return layer.entry.value.kind === 'map' ? layer.entry.value : null;
}

function pairsOf(node: YamlNode | undefined): { key: string; value: string | null; node: YamlNode }[] {
  if (node?.kind === 'map') {
    return node.entries.map(({ key, value }) => ({
      key,
      value: value.kind === 'scalar' && value.value !== null ? value.text : null,
      node: value,
    }));
  }
  if (node?.kind !== 'list') return [];
  return node.items.flatMap((item) => {
    if (item.kind === 'map') return pairsOf(item);
    if (item.kind !== 'scalar') return [];
    const at = item.text.indexOf('=');
    return [
      at === -1
        ? { key: item.text, value: null, node: item }
        : { key: item.text.slice(0, at), value: item.text.slice(at + 1), node: item },
    ];
  });
}

function namesOf(node: YamlNode | undefined): { name: string; node: YamlNode }[] {
  if (node?.kind === 'map') {
    return node.entries.map(({ key, keyRange }) => ({
      name: key,
      node: { kind: 'scalar', value: key, text: key, range: keyRange, outer: keyRange, quoted: false },
    }));
  }
  if (node?.kind === 'scalar') return node.value === null ? [] : [{ name: node.text, node }];
  if (node?.kind !== 'list') return [];
  return node.items.flatMap((item) =>
    item.kind === 'scalar' && item.value !== null ? [{ name: item.text, node: item }] : [],
  );
}
