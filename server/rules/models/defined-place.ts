import type { ModelManifest } from '@agent-preflight/stack/definition/models/model-manifest';
import type { RelatedPlace } from '../finding';

/** Where a manifest declares a model or a profile of that name. */
export function definedPlace(
  manifests: readonly ModelManifest[],
  name: string,
  what: 'model' | 'profile',
): RelatedPlace | null {
  for (const { file, models, profiles } of manifests) {
    const found =
      what === 'model'
        ? models.find((model) => model.name.value === name || model.aliases.includes(name))
        : profiles.find((profile) => profile.name.value === name);
    if (found !== undefined) return { uri: file, range: found.name.range, message: `${name} is declared here.` };
  }
  return null;
}
