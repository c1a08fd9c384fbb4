import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { SourceDocument } from '../../../documents/document';
import type { Fix } from '../../finding';

/** The fix that lets a setting choose a store on disk; none for stores that only their own product can name. */
export function settingsFix(document: SourceDocument, range: TextRange, key: string, owner: string): Fix[] {
  const written = document.slice(range);
  const quote = /^["']/.exec(written)?.[0] ?? '';
  const value = written.slice(quote.length, written.length - quote.length).trim();
  const replacement = onDisk(value, key, fileName(owner), choices(document, range));
  if (replacement === null || written.includes('\n')) return [];
  const inner = { start: range.start + quote.length, end: range.end - quote.length };
  return [
    {
      title: `Keep it in ${replacement}`,
      safety: 'review',
      edits: () => [{ uri: document.uri, range: inner, newText: replacement }],
    },
  ];
}

/** Vector stores and clients of servers have ways of their own to be told where their data is. */
const OWN_WAYS = /vector|qdrant|chroma|milvus|weaviate|checkpointer/i;

/** What a comment behind the value says may stand there: `# Options: memory, redis`; null where it says nothing. */
function choices({ text }: SourceDocument, { end }: TextRange): readonly string[] | null {
  const lineEnd = text.indexOf('\n', end);
  const behind = text.slice(end, lineEnd === -1 ? text.length : lineEnd);
  const listed = /#[^\n]*?(?:options?|choices|one of|either)\W+([\w-]+(?:\s*(?:,|\||\/|\bor\b)\s*[\w-]+)+)/i.exec(
    behind,
  )?.[1];
  return listed === undefined ? null : listed.split(/\s*(?:,|\||\/|\bor\b)\s*/);
}

function onDisk(value: string, key: string, name: string, listed: readonly string[] | null): string | null {
  const scheme = /^(sqlite(?:\+\w+)?):\/\//i.exec(value)?.[1];
  if (scheme !== undefined) return `${scheme}:///data/${name}.db`;
  if (OWN_WAYS.test(key) || value.includes('://')) return null;
  if (value === ':memory:') return /ur[il]$|dsn$/i.test(key) ? `sqlite:///data/${name}.db` : `data/${name}.db`;
  if (listed !== null) return listed.find((choice) => !/mem|ephemeral|none|null/i.test(choice)) ?? null;
  return /(?:^|_)(?:backend|storage|store|persistence|database|db|repository)(?:_?(?:type|backend|kind|driver|engine|provider))?$/i.test(
    key,
  )
    ? 'sqlite'
    : null;
}

/** `MemoryHub` → `memory_hub` */
function fileName(owner: string): string {
  const name = owner
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/\W+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase();
  return name === '' ? 'store' : name;
}
