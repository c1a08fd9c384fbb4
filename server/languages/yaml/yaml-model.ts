import { type Document, type Node, type Pair, isAlias, isMap, isPair, isScalar, isSeq, parseDocument } from 'yaml';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';

/** A scalar of a YAML file with the way that leads to it. */
export interface YamlScalar {
  /** Keys and list positions from the top, e.g. `['agents', 0, 'port']`. */
  readonly path: readonly (string | number)[];
  /** The last key on the path; the empty string at the top level. */
  readonly key: string;
  /** The scalar as text, whatever YAML would make of it. */
  readonly value: string;
  /** The value without its quotes. */
  readonly range: TextRange;
  readonly keyRange: TextRange | null;
  readonly style: 'plain' | 'single' | 'double' | 'block';
}

export interface YamlModel {
  readonly document: Document.Parsed;
  readonly scalars: readonly YamlScalar[];
}

/** More values than this in one file are not looked at: no configuration file written by people comes near it. */
const MAX_SCALARS = 50_000;
const MAX_DEPTH = 100;

/** Reads any YAML text; broken places are passed over. Aliases are not expanded: their values stand where the anchor is. */
export function readYaml(text: string): YamlModel {
  const document = parseDocument(text, {
    uniqueKeys: false,
    strict: false,
    keepSourceTokens: false,
    logLevel: 'silent',
  });
  const scalars: YamlScalar[] = [];
  const visit = (node: Node | null | undefined, path: (string | number)[], keyRange: TextRange | null): void => {
    if (
      node === null ||
      node === undefined ||
      isAlias(node) ||
      path.length > MAX_DEPTH ||
      scalars.length >= MAX_SCALARS
    )
      return;
    if (isMap(node)) for (const pair of node.items) visitPair(pair as Pair<Node, Node | null>, path);
    else if (isSeq(node)) {
      node.items.forEach((item, index) => {
        if (isPair(item)) visitPair(item as Pair<Node, Node | null>, [...path, index]);
        else visit(item as Node, [...path, index], null);
      });
    } else if (isScalar(node) && node.range) {
      const [start, end] = node.range;
      const style =
        node.type === 'QUOTE_DOUBLE'
          ? 'double'
          : node.type === 'QUOTE_SINGLE'
            ? 'single'
            : node.type === 'PLAIN'
              ? 'plain'
              : 'block';
      const quoted = style === 'double' || style === 'single' ? 1 : 0;
      const range = { start: start + quoted, end: Math.max(start + quoted, end - quoted) };
      const key = [...path].reverse().find((part): part is string => typeof part === 'string') ?? '';
      const value = typeof node.value === 'string' ? node.value : text.slice(range.start, range.end);
      scalars.push({ path, key, value, range, keyRange, style });
    }
  };
  const visitPair = (pair: Pair<Node, Node | null>, path: (string | number)[]): void => {
    const key = isScalar(pair.key) ? String(pair.key.value) : '';
    const range = pair.key?.range;
    visit(pair.value, [...path, key], range ? { start: range[0], end: range[1] } : null);
  };
  visit(document.contents, [], null);
  return { document, scalars };
}
