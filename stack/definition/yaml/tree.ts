import { isAlias, isMap, isScalar, isSeq, type Alias, type Document, type Node, type Pair, type Scalar } from 'yaml';
import type { TextRange } from '../text-range';
import type { EditedText } from './edited-text';

/**
 * A YAML file as the dialect readers see it: maps, lists and scalars with ranges in the text the user wrote. Aliases and
 * merge keys are resolved, within limits, so that no reader has to know about them.
 */
export type YamlNode = YamlMap | YamlList | YamlScalar;

export interface YamlScalar {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** The value as text, before YAML decided on its type: `"0123"` stays `0123`. Empty for null. */
  readonly text: string;
  /** Without quotes. */
  readonly range: TextRange;
  /** With quotes. */
  readonly outer: TextRange;
  readonly quoted: boolean;
}

export interface YamlEntry {
  readonly key: string;
  readonly keyRange: TextRange;
  readonly value: YamlNode;
  /** From the key to the end of the value. */
  readonly range: TextRange;
  /** Came in through `<<`: its text stands elsewhere and is shared. */
  readonly merged: boolean;
}

export interface YamlMap {
  readonly kind: 'map';
  /** In the order of the file, repeated keys included. */
  readonly entries: readonly YamlEntry[];
  readonly range: TextRange;
  readonly flow: boolean;
}

export interface YamlList {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
  readonly range: TextRange;
  readonly flow: boolean;
}

const MAX_DEPTH = 64;
const MAX_NODES = 200_000;

export interface YamlTree {
  readonly roots: readonly YamlNode[];
  /** True when depth, size or alias expansion went over the limit and parts were left out. */
  readonly truncated: boolean;
}

/** @param edited the parsed text, with the way back to the text the user wrote (they differ after a repair). */
export function toTree(documents: readonly Document[], edited: EditedText): YamlTree {
  const builder = new TreeBuilder(edited);
  const roots: YamlNode[] = [];
  for (const document of documents) {
    builder.document = document;
    roots.push(builder.node(document.contents, 0, 0));
  }
  return { roots, truncated: builder.truncated };
}

class TreeBuilder {
  document: Document | null = null;
  truncated = false;
  private nodes = 0;
  private readonly expanding = new Set<Node>();

  private readonly toOriginal: (offset: number) => number;

  constructor(private readonly edited: EditedText) {
    this.toOriginal = edited.toOriginal;
  }

  node(node: Node | null | undefined, at: number, depth: number): YamlNode {
    if (!node) return this.nothing(at);
    if (depth > MAX_DEPTH || ++this.nodes > MAX_NODES) {
      this.truncated = true;
      return this.nothing(node.range?.[0] ?? at);
    }
    if (isAlias(node)) return this.alias(node, at, depth);
    if (isScalar(node)) return this.scalar(node, at);
    const start = node.range?.[0] ?? at;
    if (isMap(node)) {
      // `port: {{ base }}` is a template for the user and a map in a map for YAML.
      const template = this.template(node, start);
      if (template) return template;
      const entries: YamlEntry[] = [];
      let end = node.range?.[1] ?? start;
      for (const pair of node.items) end = this.pair(pair as Pair<Node, Node | null>, entries, end, depth);
      if (!node.flow && entries.length > 0)
        end = lastEnd(entries.filter((entry) => !entry.merged)) ?? this.toOriginal(end);
      else end = this.toOriginal(end);
      return { kind: 'map', entries, range: { start: this.toOriginal(start), end }, flow: node.flow ?? false };
    }
    if (isSeq(node)) {
      const items = node.items.map((item) => this.node(item as Node | null, start, depth + 1));
      const last = items[items.length - 1];
      const end = !node.flow && last ? outerRange(last).end : this.toOriginal(node.range?.[1] ?? start);
      return { kind: 'list', items, range: { start: this.toOriginal(start), end }, flow: node.flow ?? false };
    }
    return this.nothing(start);
  }

  private pair(pair: Pair<Node, Node | null>, entries: YamlEntry[], end: number, depth: number): number {
    const keyNode = pair.key as Node | null;
    if (!keyNode) return end;
    if (isScalar(keyNode) && keyNode.value === '<<' && keyNode.type === 'PLAIN') {
      this.merge(pair.value, entries, depth);
      return end;
    }
    const key = this.node(keyNode, end, depth + 1);
    if (key.kind !== 'scalar') return end;
    const value = this.node(pair.value, keyNode.range?.[1] ?? end, depth + 1);
    const valueEnd = outerRange(value).end;
    entries.push({
      key: key.text,
      keyRange: key.range,
      value,
      range: { start: key.outer.start, end: Math.max(key.outer.end, valueEnd) },
      merged: false,
    });
    return end;
  }

  /** `<<: *base` and `<<: [*a, *b]`: the map's own keys win over merged ones, earlier merges over later ones. */
  private merge(value: Node | null, entries: YamlEntry[], depth: number): void {
    const source = this.node(value, 0, depth + 1);
    const present = new Set(entries.map((entry) => entry.key));
    const maps = source.kind === 'list' ? source.items : [source];
    for (const map of maps) {
      if (map.kind !== 'map') continue;
      for (const entry of map.entries) {
        if (present.has(entry.key)) continue;
        present.add(entry.key);
        entries.push({ ...entry, merged: true });
      }
    }
  }

  private alias(node: Alias, at: number, depth: number): YamlNode {
    const target = this.document ? node.resolve(this.document) : undefined;
    const start = node.range?.[0] ?? at;
    if (!target || this.expanding.has(target)) return this.nothing(start);
    this.expanding.add(target);
    const resolved = this.node(target, start, depth + 1);
    this.expanding.delete(target);
    if (resolved.kind !== 'scalar') return resolved;
    const range = { start: this.toOriginal(start), end: this.toOriginal(node.range?.[1] ?? start) };
    return { ...resolved, range, outer: range };
  }

  private scalar(node: Scalar, at: number): YamlScalar {
    const start = this.toOriginal(node.range?.[0] ?? at);
    const end = this.toOriginal(node.range?.[1] ?? node.range?.[0] ?? at);
    const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
    const outer = { start, end };
    // A repair may have added the quotes: then there are none to leave out.
    const opening = quoted && isQuote(this.edited.original[start]) ? 1 : 0;
    const closing = quoted && end - start > opening && isQuote(this.edited.original[end - 1]) ? 1 : 0;
    const value =
      typeof node.value === 'string' || typeof node.value === 'number' || typeof node.value === 'boolean'
        ? node.value
        : null;
    return {
      kind: 'scalar',
      value,
      text: value === null ? '' : typeof value === 'string' ? value : (node.source ?? String(value)),
      range: { start: start + opening, end: end - closing },
      outer,
      quoted,
    };
  }

  private template(node: Node, start: number): YamlScalar | null {
    const end = node.range?.[1] ?? start;
    if (!this.edited.text.startsWith('{{', start) || end - start > 200) return null;
    const text = this.edited.text.slice(start, end);
    if (!text.endsWith('}}')) return null;
    const range = { start: this.toOriginal(start), end: this.toOriginal(end) };
    return { kind: 'scalar', value: text, text, range, outer: range, quoted: false };
  }

  private nothing(at: number): YamlScalar {
    const offset = this.toOriginal(at);
    const range = { start: offset, end: offset };
    return { kind: 'scalar', value: null, text: '', range, outer: range, quoted: false };
  }
}

function isQuote(character: string | undefined): boolean {
  return character === '"' || character === "'";
}

function lastEnd(entries: readonly YamlEntry[]): number | undefined {
  return entries[entries.length - 1]?.range.end;
}

/** The range of a node with the quotes of a scalar. */
export function outerRange(node: YamlNode): TextRange {
  return node.kind === 'scalar' ? node.outer : node.range;
}

/** The last entry of that key: YAML loaders in use let the last of repeated keys win. */
export function entryOf(map: YamlMap, ...keys: readonly string[]): YamlEntry | undefined {
  for (const key of keys) {
    for (let i = map.entries.length - 1; i >= 0; i--) {
      const entry = map.entries[i]!;
      if (entry.key === key && !entry.merged) return entry;
    }
    const merged = map.entries.find((entry) => entry.key === key);
    if (merged) return merged;
  }
  return undefined;
}

export function isNull(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.value === null;
}
