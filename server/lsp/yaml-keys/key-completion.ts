import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver';
import { foldName } from '@agent-preflight/stack/definition/edit-distance';
import { knownAgentKey } from '@agent-preflight/stack/definition/agent-keys';
import type { SourceDocument } from '../../documents/document';
import { lspRange } from '../diagnostics';
import type { Session } from '../session';
import { keyPlaceAt } from './key-place';
import { isPreferredAgentKey, knownAt } from './known-keys';
import { descriptionOf, isMap, keysOf, schemasAt, wordsOf } from './schema-walk';

/** Completes keys and words of configuration files and of agents' entries in startup files. */
export function completeKeys(session: Session, document: SourceDocument, offset: number): CompletionItem[] {
  const place = keyPlaceAt(document.text, offset);
  const known = place && knownAt(document, place, session.rules);
  if (!known) return [];
  const range = lspRange(document, place.word, session.client.encoding);
  const item = (label: string, newText: string, more: Partial<CompletionItem>): CompletionItem => {
    return { label, textEdit: { range, newText }, ...more };
  };
  const { root, schemas } = known;
  if (place.valueOf !== null) {
    const key = document.kind === 'startup' ? (knownAgentKey(place.valueOf)?.key ?? place.valueOf) : place.valueOf;
    const words = wordsOf(schemas.flatMap((schema) => schemasAt(root, schema, [key])));
    return words.map((word) => item(word, word, { kind: CompletionItemKind.EnumMember }));
  }
  const written = new Set(place.siblings.map(meaningOf));
  const behind = document.text.slice(place.word.end, place.word.end + 1);
  return [...keysOf(root, schemas)]
    .filter(([key]) => !written.has(meaningOf(key)) && (document.kind !== 'startup' || isOffered(key)))
    .map(([key, below]) => {
      const colon = behind === ':' ? '' : isMap(below) && !isFlow(document.text, offset) ? ':' : ': ';
      const detail = descriptionOf(below);
      return item(key, `${key}${colon}`, { kind: CompletionItemKind.Property, ...(detail ? { detail } : {}) });
    });
}

/** Two spellings of one concept are one key; two keys that mean nothing in common are two. */
function meaningOf(key: string): string {
  const known = knownAgentKey(key);
  return known && known.concept !== 'other' ? known.concept : foldName(key);
}

/** Keys below an agent's own (`policy`, `delay`) have no other spellings. */
function isOffered(key: string): boolean {
  return knownAgentKey(key) === null || isPreferredAgentKey(key);
}

function isFlow(text: string, offset: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return line.lastIndexOf('{') > line.lastIndexOf('}');
}
