import { readBoolean } from '../agent-values';
import type { ReadContext } from '../read-context';
import type { Located } from '../text-range';
import { isNull, type YamlEntry, type YamlMap } from '../yaml/tree';
import { EVIDENCE, modelConcept, type ModelConcept, nearestModelKey } from './keys';
import type { ModelDefinition } from './model-manifest';
import { parseSize, unitOfKey } from './size';

/** Larger than any model there is, in bytes: a size beyond it is a slip of the unit. */
const IMPOSSIBLE_SIZE = 20e12;

/** Does a map have what only a model's entry has? */
export function looksLikeModel(map: YamlMap): boolean {
  return map.entries.some(({ key }) => {
    const concept = modelConcept(key);
    return concept !== null && EVIDENCE.has(concept);
  });
}

/** Reads one entry and reports what in it cannot be meant. */
export function readModel(
  name: Located<string>,
  map: YamlMap,
  place: Pick<ModelDefinition, 'range' | 'bucket'>,
  context: ReadContext,
): ModelDefinition {
  const found = new Map<ModelConcept, YamlEntry>();
  for (const entry of map.entries) {
    const concept = modelConcept(entry.key);
    if (concept === null) reportUnknown(name.value, entry, map, context);
    else if (concept !== 'other' && (!found.has(concept) || !isEmpty(entry))) found.set(concept, entry);
  }
  const own = map.entries.find(({ merged }) => !merged);
  return {
    name,
    ...place,
    firstKey: own === undefined ? null : own.range,
    url: urlOf(found.get('url'), context),
    repo: repoOf(found, context),
    fileName: textOf(found.get('file'), context),
    revision: textOf(found.get('revision'), context),
    sha256: textOf(found.get('sha256'), context),
    size: sizeOf(name.value, found.get('size'), context),
    vramMb: vramOf(name.value, found.get('vram'), context),
    path: textOf(found.get('path'), context),
    required: isRequired(found.get('required')),
    aliases: aliasesOf(found.get('aliases')),
  };
}

function isEmpty({ value }: YamlEntry): boolean {
  return isNull(value);
}

function textOf(entry: YamlEntry | undefined, context: ReadContext): Located<string> | null {
  const value = entry?.value;
  if (value?.kind !== 'scalar' || isNull(value) || value.text.trim() === '') return null;
  return { value: value.text.trim(), file: context.file, range: value.range };
}

/** Where a model is asked, not fetched from. */
const ENDPOINT =
  /^wss?:|^https?:\/\/[^/]+\/?$|\/(?:api|v1|generate|completions|chat|predict|infer|inference|embeddings|transcribe)(?:\/[\w-]*)*\/?$/i;

/** `source: huggingface` and `url: models/a.gguf` are no addresses; a reader of its own decides what they mean. */
function urlOf(entry: YamlEntry | undefined, context: ReadContext): Located<string> | null {
  const text = textOf(entry, context);
  if (entry === undefined || text === null) return null;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text.value)) return ENDPOINT.test(text.value) ? null : text;
  const isPlain = /^\$|\{/.test(text.value) || modelConcept(entry.key) !== 'url' || !/url$/i.test(entry.key);
  if (!isPlain && /\s|^(?:https?|ftp)(?::\/?[^/]|\/)|^www\./i.test(text.value)) {
    context.problems.add({
      kind: 'wrong-type',
      range: text.range,
      subject: entry.key,
      subjectKind: 'key',
      message: `'${text.value}' is no address that anything can be fetched from: it needs a scheme (https://) and a host.`,
      repair: /^www\.\S+$/i.test(text.value)
        ? { title: 'Put https:// in front', edits: [{ range: text.range, newText: `https://${text.value}` }] }
        : undefined,
    });
  }
  return null;
}

/** Only a hub's `owner/name`; a bare word may be anything. */
function repoOf(found: ReadonlyMap<ModelConcept, YamlEntry>, context: ReadContext): Located<string> | null {
  const text = textOf(found.get('repo'), context);
  return text !== null && /^[\w.-]+\/[\w.-]+$/.test(text.value) ? text : null;
}

function sizeOf(model: string, entry: YamlEntry | undefined, context: ReadContext): ModelDefinition['size'] {
  const text = textOf(entry, context);
  if (entry === undefined || text === null || isReference(text.value)) return null;
  // `size: 7B` counts parameters, `size: large` is a word: both are somebody's own.
  if (/^[\d.]+\s*[bmk]$/i.test(text.value) || /^[a-z_ -]+$/i.test(text.value)) return null;
  const bytes = parseSize(text.value, unitOfKey(entry.key) ?? 'b');
  const impossible =
    bytes === null
      ? 'is no size'
      : bytes === 0
        ? 'is no size of a file'
        : bytes > IMPOSSIBLE_SIZE
          ? 'is larger than any model'
          : null;
  if (impossible !== null) {
    context.problems.add({
      kind: 'wrong-type',
      range: text.range,
      subject: entry.key,
      subjectKind: 'key',
      message: `The ${entry.key} of ${model}, ${text.value}, ${impossible}: free space is reckoned with it. Write it as 4.1GB or in bytes.`,
    });
  }
  return { ...text, value: { text: text.value, bytes: impossible === null ? bytes : null } };
}

function vramOf(model: string, entry: YamlEntry | undefined, context: ReadContext): Located<number> | null {
  const text = textOf(entry, context);
  if (entry === undefined || text === null || isReference(text.value)) return null;
  const bytes = parseSize(text.value, unitOfKey(entry.key) ?? 'mb');
  if (bytes === null) {
    context.problems.add({
      kind: 'wrong-type',
      range: text.range,
      subject: entry.key,
      subjectKind: 'key',
      message: `The ${entry.key} of ${model}, ${text.value}, is no amount of memory.`,
    });
    return null;
  }
  return { value: Math.round(bytes / 1e6), file: context.file, range: text.range };
}

/** `required` and `optional` say the same, the other way round. Required unless it says otherwise. */
function isRequired(entry: YamlEntry | undefined): boolean {
  const said = entry && readBoolean(entry.value);
  return said === undefined || said === null || said === /required/i.test(entry?.key ?? '');
}

function aliasesOf(entry: YamlEntry | undefined): string[] {
  const value = entry?.value;
  if (value?.kind === 'scalar') return isNull(value) ? [] : [value.text];
  return value?.kind === 'list' ? value.items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : [])) : [];
}

function isReference(text: string): boolean {
  return /\$\{|\{\{|^\$/.test(text);
}

function reportUnknown(model: string, entry: YamlEntry, map: YamlMap, context: ReadContext): void {
  const meant = nearestModelKey(entry.key);
  if (meant === null || entry.merged) return;
  const isFree = !map.entries.some(({ key }) => modelConcept(key) === modelConcept(meant));
  context.problems.add({
    kind: 'unknown-key',
    range: entry.keyRange,
    subject: entry.key,
    subjectKind: 'key',
    message: `${model}: nothing reads '${entry.key}'; did you mean '${meant}'?`,
    repair: isFree ? { title: `Rename to ${meant}`, edits: [{ range: entry.keyRange, newText: meant }] } : undefined,
  });
}
