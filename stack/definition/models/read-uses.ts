import type { ReadContext } from '../read-context';
import type { Located } from '../text-range';
import { isNull, type YamlEntry, type YamlMap, type YamlNode } from '../yaml/tree';
import type { ModelManifest, ModelProfile, ModelUse } from './model-manifest';
import { parseSize, unitOfKey } from './size';

/** Keys whose values are names of models. */
const TABLE =
  /^(?:load_policy|(?:model_)?(?:routing|routes|aliases|fallbacks?|defaults?)|default_models?|routing_table)$/i;
const PRELOAD =
  /^(?:preload(?:ed)?(?:_models)?|autoload(?:_models)?|warm_?up(?:_models)?|load_on_start\w*|startup_models)$/i;
const PROFILES = /^(?:profiles?|model_profiles|deployment_profiles|sets)$/i;
const LIMIT =
  /^(?:vram|gpu|max_vram|gpu_memory|total_vram|vram_budget)_?(?:limit|hard_limit|budget|memory_limit|total|memory)?_(?:mb|gb)$/i;

/** What a model may be called; sentences and file names are no names. */
const NAME = /^[A-Za-z0-9][\w.:/@+-]{1,100}$/;

export function readUses(root: YamlMap | null, context: ReadContext): Pick<ModelManifest, 'uses' | 'preload'> {
  const uses: ModelUse[] = [];
  const preload: ModelUse[] = [];
  for (const { key, value } of root?.entries ?? []) {
    if (PRELOAD.test(key)) preload.push(...namesIn(value, key, context));
    else if (TABLE.test(key)) uses.push(...namesIn(value, key, context));
  }
  return { uses, preload };
}

export function readProfiles(root: YamlMap, context: ReadContext): ModelProfile[] {
  const profiles = root.entries.find(({ key, value }) => PROFILES.test(key) && value.kind === 'map');
  if (profiles?.value.kind !== 'map') return [];
  return profiles.value.entries.map(({ key, keyRange, value }) => {
    const path = `${profiles.key}.${key}`;
    const listed =
      value.kind === 'map'
        ? value.entries
            .filter((entry) => PRELOAD.test(entry.key) || /^models?$/i.test(entry.key))
            .flatMap((entry) => namesIn(entry.value, `${path}.${entry.key}`, context))
        : namesIn(value, path, context);
    const limit =
      value.kind === 'map' ? value.entries.map((entry) => limitOf(entry, context)).find((one) => one !== null) : null;
    return {
      name: { value: key, file: context.file, range: keyRange },
      preload: listed,
      vramLimitMb: limit?.value ?? null,
    };
  });
}

/** At the top, or one level down in a section of its own (`memory_management: {vram_limit_gb: 22}`). */
export function readVramLimit(root: YamlMap, context: ReadContext): Located<number> | null {
  for (const entry of root.entries) {
    const own = limitOf(entry, context);
    if (own !== null) return own;
    if (entry.value.kind !== 'map' || PROFILES.test(entry.key)) continue;
    for (const inner of entry.value.entries) {
      const limit = limitOf(inner, context);
      if (limit !== null) return limit;
    }
  }
  return null;
}

function limitOf({ key, value }: YamlEntry, context: ReadContext): Located<number> | null {
  if (!LIMIT.test(key) || value.kind !== 'scalar') return null;
  const bytes = parseSize(value.text, unitOfKey(key) ?? 'mb');
  return bytes === null ? null : { value: Math.round(bytes / 1e6), file: context.file, range: value.range };
}

function namesIn(node: YamlNode, path: string, context: ReadContext): ModelUse[] {
  if (node.kind === 'scalar') {
    if (isNull(node) || typeof node.value !== 'string' || !NAME.test(node.text)) return [];
    return [{ name: { value: node.text, file: context.file, range: node.range }, path }];
  }
  if (node.kind === 'list') return node.items.flatMap((item) => namesIn(item, path, context));
  return node.entries.flatMap(({ key, value }) =>
    value.kind === 'map' ? [] : namesIn(value, `${path}.${key}`, context),
  );
}
