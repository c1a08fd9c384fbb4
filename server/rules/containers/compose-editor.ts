import {
  type YamlEntry,
  type YamlMap,
  type YamlNode,
  entryOf,
  isNull,
} from '@agent-preflight/stack/definition/yaml/tree';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { removeLines, removeListItem } from '../../fixes/yaml-edits';
import type { FileEdit } from '../finding';
import type { SourceDocument } from '../../documents/document';

/** What is to stand in a service: a value, a list's items, or keys below keys. */
export type Addition =
  | { readonly path: readonly [string, ...string[]]; readonly value: string }
  | { readonly path: readonly [string, ...string[]]; readonly items: readonly string[] }
  | { readonly path: readonly [string, ...string[]]; readonly keys: readonly (readonly [string, string])[] };

/**
 * Collects changes to a Compose file that leave everything else as it is: comments, anchors, list or map form, indentation, line ends.
 * Additions that belong to one place become one edit.
 */
export class ComposeEditor {
  private readonly insertions = new Map<number, { readonly depth: number; readonly text: string }[]>();
  private readonly replacements: { range: TextRange; newText: string }[] = [];
  private failed = false;

  constructor(private readonly document: SourceDocument) {}

  /** The edits; none when one of the changes has no safe place. */
  edits(): FileEdit[] {
    if (this.failed) return [];
    const { uri } = this.document;
    return [
      ...[...this.insertions].map(([at, texts]) => ({
        uri,
        range: { start: at, end: at },
        // What belongs to a nested map or list goes before what follows that one.
        newText: texts
          .sort((a, b) => b.depth - a.depth)
          .map(({ text }) => text)
          .join(''),
      })),
      ...this.replacements.map((edit) => ({ uri, ...edit })),
    ];
  }

  /** Adds to the map of a service: below keys that are there already, where they are. */
  add(service: YamlEntry, addition: Addition): this {
    if (service.value.kind !== 'map' || isAliased(service)) return this.fail();
    if ('keys' in addition && this.reaches(service.value, addition.path)) {
      for (const [key, value] of addition.keys) this.add(service, { path: [...addition.path, key], value });
      return this;
    }
    let owner = service;
    let map = service.value;
    const path = [...addition.path];
    for (;;) {
      const key = path[0] ?? '';
      const entry = entryOf(map, key);
      if (entry === undefined) return this.addKeys(owner, map, path, addition);
      path.shift();
      if (path.length === 0) return this.extend(entry, addition);
      if (entry.value.kind !== 'map' || isAliased(entry)) return this.fail();
      owner = entry;
      map = entry.value;
    }
  }

  /** Takes a key with its value out of a map. */
  removeEntry(map: YamlMap, entry: YamlEntry): this {
    if (map.entries.filter(({ merged }) => !merged).length < 2) return this.fail();
    if (!map.flow) {
      const edit = removeLines(this.document.text, { start: entry.range.start, end: this.endOf(entry) });
      return edit === null ? this.fail() : this.replace(edit.range, edit.newText);
    }
    const { text } = this.document;
    let { start, end } = entry.range;
    const comma = /^[ \t]*,[ \t]*/.exec(text.slice(end));
    if (comma) end += comma[0].length;
    else start -= /,?[ \t]*$/.exec(text.slice(0, start))?.[0].length ?? 0;
    return this.replace({ start, end }, '');
  }

  /** Takes items out of a list; the list's key goes with the last of them. */
  removeItems(map: YamlMap, entry: YamlEntry, items: readonly YamlNode[]): this {
    if (entry.value.kind !== 'list' || entry.value.items.length === items.length) return this.removeEntry(map, entry);
    for (const item of items) {
      if (item.kind !== 'scalar') return this.fail();
      const edit = removeListItem(this.document.text, entry.value.range, item.range);
      if (edit === null) return this.fail();
      this.replace(edit.range, edit.newText);
    }
    return this;
  }

  replace(range: TextRange, newText: string): this {
    this.replacements.push({ range, newText });
    return this;
  }

  /** True when a map stands at the end of the path. */
  private reaches(map: YamlMap, path: readonly string[]): boolean {
    let node: YamlNode | undefined = map;
    for (const key of path) node = node?.kind === 'map' ? entryOf(node, key)?.value : undefined;
    return node?.kind === 'map';
  }

  private fail(): this {
    this.failed = true;
    return this;
  }

  private insert(at: number, text: string, depth = 0): this {
    const texts = this.insertions.get(at);
    if (texts === undefined) this.insertions.set(at, [{ depth, text }]);
    else texts.push({ depth, text });
    return this;
  }

  /** Writes what is missing of a path at the end of a map. */
  private addKeys(owner: YamlEntry, map: YamlMap, path: readonly string[], addition: Addition): this {
    if (map.flow) {
      const at = this.document.text.lastIndexOf('}', map.range.end - 1);
      if (at < map.range.start) return this.fail();
      const end = at - (/[ \t]*$/.exec(this.document.text.slice(0, at))?.[0].length ?? 0);
      return this.insert(end, `${map.entries.length === 0 ? '' : ', '}${inline(path, addition)}`);
    }
    const own = map.entries.find(({ merged }) => !merged);
    const indent = this.columnOf(own?.keyRange.start ?? map.range.start);
    if (indent === null || indent <= (this.columnOf(owner.keyRange.start) ?? 0)) return this.fail();
    return this.insertLines(this.endOf(owner), block(path, addition, indent, this.indentUnit(owner, indent)), indent);
  }

  /** Adds to a key that is there: items to its list, or a value in place of none or of another. */
  private extend(entry: YamlEntry, addition: Addition): this {
    const { value } = entry;
    if ('value' in addition) {
      if (value.kind !== 'scalar') return this.fail();
      return isNull(value) ? this.fill(entry, addition.value) : this.replace(value.outer, addition.value);
    }
    if ('keys' in addition) return this.fail();
    if (isNull(value)) return this.fill(entry, `[${addition.items.join(', ')}]`);
    if (value.kind === 'scalar') return this.replace(value.outer, `[${[value.text, ...addition.items].join(', ')}]`);
    if (value.kind !== 'list') return this.fail();
    if (value.flow) {
      const at = this.document.text.lastIndexOf(']', value.range.end - 1);
      const comma = value.items.length === 0 || /,\s*$/.test(this.document.text.slice(value.range.start, at));
      return at < value.range.start ? this.fail() : this.insert(at, (comma ? '' : ', ') + addition.items.join(', '));
    }
    const [first] = value.items;
    const start = first === undefined ? -1 : first.kind === 'scalar' ? first.outer.start : first.range.start;
    const dash = start === -1 ? -1 : this.document.text.lastIndexOf('-', start);
    const indent = dash < 0 ? null : this.columnOf(dash);
    if (indent === null) return this.fail();
    const last = value.items.at(-1);
    const aliasedEnd = last?.kind === 'scalar' ? last.outer.end : null;
    if (isAliased(entry) && aliasedEnd === null) return this.fail();
    return this.insertLines(
      isAliased(entry) ? (aliasedEnd ?? 0) : this.endOf(entry),
      addition.items.map((item) => `${' '.repeat(indent)}- ${item}`),
      // Items may stand as far left as their key.
      indent + 0.5,
    );
  }

  /** A key without a value: `cap_drop:` */
  private fill({ keyRange }: YamlEntry, value: string): this {
    const colon = this.document.text.indexOf(':', keyRange.end);
    return colon === -1 ? this.fail() : this.insert(colon + 1, ` ${value}`);
  }

  /** Whole lines behind the line that `end` stands on (or has just ended). */
  private insertLines(end: number, lines: readonly string[], depth: number): this {
    const { text, lineEnding } = this.document;
    const newline = text.indexOf('\n', Math.max(end - 1, 0));
    return newline === -1
      ? this.insert(text.length, lines.map((line) => lineEnding + line).join(''), depth)
      : this.insert(newline + 1, lines.map((line) => line + lineEnding).join(''), depth);
  }

  /** Where an entry of a block map really ends: by its lines, since aliases and merge keys stand outside the ranges of what they bring. */
  private endOf(entry: YamlEntry): number {
    const { text } = this.document;
    const column = this.columnOf(entry.keyRange.start);
    if (column === null) return entry.range.end;
    const isList = entry.value.kind === 'list' && !entry.value.flow;
    let end = Math.max(entry.range.end, entry.keyRange.end);
    let at = text.indexOf('\n', entry.keyRange.end);
    while (at !== -1 && at + 1 < text.length) {
      const next = text.indexOf('\n', at + 1);
      const line = text.slice(at + 1, next === -1 ? text.length : next).trimEnd();
      const indent = line.length - line.trimStart().length;
      if (line !== '' && !line.trimStart().startsWith('#')) {
        const belongs = indent > column || (isList && indent === column && /^\s*-(?:\s|$)/.test(line));
        if (!belongs && at + 1 >= end) break;
        if (belongs) end = Math.max(end, at + 1 + line.length);
      }
      at = next;
    }
    return end;
  }

  /** The column of a place that only blanks stand before; null for others. */
  private columnOf(offset: number): number | null {
    const line = this.document.text.lastIndexOf('\n', offset - 1) + 1;
    const before = this.document.text.slice(line, offset).replace('\ufeff', '');
    return /^ *$/.test(before) ? before.length : null;
  }

  private indentUnit(owner: YamlEntry, indent: number): number {
    return Math.max(1, indent - (this.columnOf(owner.keyRange.start) ?? indent - 2));
  }
}

/** True when the value is an alias: its text stands where the anchor is. */
function isAliased({ keyRange, value }: YamlEntry): boolean {
  return (value.kind === 'scalar' ? value.outer : value.range).start < keyRange.end;
}

function inline(path: readonly string[], addition: Addition): string {
  const value =
    'value' in addition
      ? addition.value
      : 'items' in addition
        ? `[${addition.items.join(', ')}]`
        : `{${addition.keys.map((pair) => pair.join(': ')).join(', ')}}`;
  const [last = '', ...above] = [...path].reverse();
  return above.reduce((inner, key) => `${key}: {${inner}}`, `${last}: ${value}`);
}

function block(path: readonly string[], addition: Addition, indent: number, unit: number): string[] {
  const lines = path.map((key, depth) => `${' '.repeat(indent + depth * unit)}${key}:`);
  const last = lines.length - 1;
  if ('value' in addition) lines[last] += ` ${addition.value}`;
  else if ('keys' in addition)
    for (const [key, value] of addition.keys) lines.push(`${' '.repeat(indent + last * unit + unit)}${key}: ${value}`);
  else for (const item of addition.items) lines.push(`${' '.repeat(indent + last * unit + unit)}- ${item}`);
  return lines;
}
