import { reportDuplicateKeys } from '../duplicate-keys';
import { foldName } from '../edit-distance';
import { ProblemSink } from '../problems';
import { Spellings, type ReadContext } from '../read-context';
import type { Located } from '../text-range';
import { parseYaml } from '../yaml/parse';
import { entryOf, isNull, type YamlEntry, type YamlList, type YamlMap, type YamlNode } from '../yaml/tree';
import { modelConcept } from './keys';
import type { ModelDefinition, ModelManifest } from './model-manifest';
import { looksLikeModel, readModel } from './read-entry';
import { readProfiles, readUses, readVramLimit } from './read-uses';

/** Top-level keys that declare models. */
const CONTAINER = /^(?:models?|model_?(?:registry|manifest|catalog|list|zoo|files)|llms?|weights|checkpoints)$/i;

const MAX_BUCKET_DEPTH = 2;

/**
 * Reads a manifest of models (YAML or JSON): a list, a map by name, or buckets of either. Never throws: what cannot be read is left out, and told in
 * `problems`.
 *
 * @param source.file the identifier (URI or path) that every range of the result refers to.
 */
export function readModelManifest(source: { readonly file: string; readonly text: string }): ModelManifest {
  const parsed = parseYaml(source.text);
  const problems = new ProblemSink();
  const context: ReadContext = { file: source.file, problems, spellings: new Spellings() };
  parsed.problems.forEach((problem) => problems.add(problem));
  const [root] = parsed.tree.roots;
  const models: ModelDefinition[] = [];
  if (root?.kind === 'list') readList(root, null, context, models);
  else if (root?.kind === 'map') {
    for (const { key, value } of root.entries) {
      if (CONTAINER.test(key)) readContainer(value, null, context, models, 0);
    }
  }
  if (root !== undefined) reportDuplicateKeys(root, problems);
  reportRepeated(models, problems);
  if (parsed.broken) problems.forgetStructure();
  const map = root?.kind === 'map' ? root : null;
  return {
    file: source.file,
    models,
    profiles: map === null ? [] : readProfiles(map, context),
    ...readUses(map, context),
    vramLimitMb: map === null ? null : readVramLimit(map, context),
    problems: problems.all(),
  };
}

/**
 * Does a file declare models to be fetched or loaded? Cheap for files that are not called after models: they are not looked into.
 *
 * @param source.path with `/`, absolute or relative.
 */
export function looksLikeModelManifest({ path, text }: { readonly path: string; readonly text: string }): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (!/model|weights|checkpoint/i.test(name) || !/\.(?:ya?ml|json)$/i.test(name) || text.length > MAX_LENGTH)
    return false;
  if (!EVIDENCE.test(text) || OTHER_FILES.test(text)) return false;
  return readModelManifest({ file: path, text }).models.length > 0;
}

const MAX_LENGTH = 1_000_000;
const EVIDENCE =
  /["']?(?:url|download_url|repo|repo_id|hf_repo|sha256|checksum|vram\w*|estimated_vram\w*|size_(?:mb|gb|bytes)|model_path|revision)["']?\s*:/i;
/** Kubernetes manifests, schemas, notebooks, packages. */
const OTHER_FILES = /^\s*["']?(?:apiVersion|\$schema|nbformat|openapi|dependencies|devDependencies)["']?\s*:/m;

function readContainer(
  node: YamlNode,
  bucket: Located<string> | null,
  context: ReadContext,
  models: ModelDefinition[],
  depth: number,
): void {
  if (node.kind === 'list') readList(node, bucket, context, models);
  if (node.kind !== 'map') return;
  for (const entry of node.entries) {
    const { key, keyRange, range, value } = entry;
    const name = { value: key, file: context.file, range: keyRange };
    if (value.kind === 'map' && isBucket(value) && depth < MAX_BUCKET_DEPTH) {
      readContainer(value, name, context, models, depth + 1);
    } else if (value.kind === 'list') {
      readList(value, name, context, models);
    } else if (value.kind === 'map') {
      models.push(readModel(name, value, { range, bucket }, context));
    } else if (/^https?:\/\//.test(value.text)) {
      // `phi-3: https://…`: the short form.
      models.push(short(name, entry, bucket, context));
    }
  }
}

/** A map of entries rather than an entry: every value is a map or a list of them, and none of its keys belongs to a model. */
function isBucket(map: YamlMap): boolean {
  const holders = map.entries.filter(({ value }) => value.kind === 'map' || isModelList(value));
  return (
    holders.length > 0 &&
    !looksLikeModel(map) &&
    map.entries.every(({ key, value }) => holders.some((entry) => entry.value === value) || modelConcept(key) !== null)
  );
}

function isModelList(node: YamlNode): boolean {
  return node.kind === 'list' && node.items.some((item) => item.kind === 'map' && looksLikeModel(item));
}

function readList(
  list: YamlList,
  bucket: Located<string> | null,
  context: ReadContext,
  models: ModelDefinition[],
): void {
  if (!isModelList(list)) return;
  for (const item of list.items) {
    if (item.kind === 'scalar') {
      if (isNull(item)) continue;
      context.problems.add({
        kind: 'wrong-type',
        range: item.range,
        message: `'${item.text}' stands among the models as a bare word: give it keys of its own, beginning with \`name:\`.`,
      });
      continue;
    }
    if (item.kind !== 'map') continue;
    const named = nameOf(item);
    const value = named?.value;
    if (named === undefined || value?.kind !== 'scalar' || value.text.trim() === '') {
      context.problems.add({
        kind: 'missing-key',
        range: item.entries[0]?.keyRange ?? item.range,
        subject: 'name',
        subjectKind: 'key',
        message: 'A model without a `name`: nobody can ask for it.',
      });
      continue;
    }
    const name = { value: value.text, file: context.file, range: value.range };
    models.push(readModel(name, item, { range: item.range, bucket }, context));
  }
}

/** The entry's name; where it has none, what it is fetched as will do. */
function nameOf(item: YamlMap): YamlEntry | undefined {
  return entryOf(item, 'name', 'id', 'model_id', 'model_name', 'filename', 'file', 'repo', 'repo_id');
}

function short(
  name: Located<string>,
  { value, range }: YamlEntry,
  bucket: Located<string> | null,
  context: ReadContext,
): ModelDefinition {
  const url = value.kind === 'scalar' ? { value: value.text, file: context.file, range: value.range } : null;
  return {
    name,
    bucket,
    range,
    firstKey: null,
    url,
    repo: null,
    fileName: null,
    revision: null,
    sha256: null,
    size: null,
    vramMb: null,
    path: null,
    required: true,
    aliases: [],
  };
}

/** In a list nothing keeps a name from standing twice; in different buckets it may do so. */
function reportRepeated(models: readonly ModelDefinition[], problems: ProblemSink): void {
  const first = new Map<string, ModelDefinition>();
  for (const model of models) {
    const key = `${model.bucket?.range.start ?? ''} ${foldName(model.name.value)}`;
    const known = first.get(key);
    if (known === undefined) first.set(key, model);
    else if (known.name.value === model.name.value && known.name.range.start !== model.name.range.start) {
      problems.add({
        kind: 'duplicate-key',
        range: model.name.range,
        subject: model.name.value,
        message: `${model.name.value} is declared twice: which of the two is loaded depends on who reads the file. Keep one.`,
        related: [{ message: 'Declared here first.', range: known.name.range }],
      });
    }
  }
}
