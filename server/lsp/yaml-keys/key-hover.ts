import { knownAgentKey } from '@agent-preflight/stack/definition/agent-keys';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { SourceDocument } from '../../documents/document';
import type { Rule } from '../../rules/rule';
import { keyPlaceAt } from './key-place';
import { knownAt } from './known-keys';
import { descriptionOf, schemasAt, wordsOf } from './schema-walk';

/** What a key of a configuration file, or of an agent's entry, means. Null where there is none, or nothing is known of it. */
export function describeKey(
  document: SourceDocument,
  offset: number,
  rules: readonly Rule[],
): { readonly text: string; readonly range: TextRange } | null {
  // As if somebody were about to write the key at its first letter.
  const start = offset - /[\w.-]*$/.exec(document.text.slice(Math.max(0, offset - 200), offset))![0].length;
  const place = keyPlaceAt(document.text, start);
  if (!place || place.valueOf !== null || place.word.end <= start) return null;
  const key = document.text.slice(start, place.word.end);
  if (!/^\s*:/.test(document.text.slice(place.word.end, place.word.end + 40))) return null;
  const known = knownAt(document, place.siblings.length > 0 ? place : { ...place, siblings: [key] }, rules);
  if (!known) return null;
  const name = document.kind === 'startup' ? (knownAgentKey(key)?.key ?? key) : key;
  const schemas = known.schemas.flatMap((schema) => schemasAt(known.root, schema, [name]));
  const description = descriptionOf(schemas);
  if (description === null) return null;
  const words = wordsOf(schemas);
  const values = words.length > 0 ? `\n\nOne of ${words.map((word) => `\`${word}\``).join(', ')}.` : '';
  return { text: `\`${key}\`: ${description}${values}`, range: { start, end: place.word.end } };
}
