import type { ModelManifest } from '@agent-preflight/stack/definition/models/model-manifest';
import { readModelManifest } from '@agent-preflight/stack/definition/models/read';
import { type FactProvider, named } from './fact-provider';

/** Which models there are, where they come from and how large they are. */
export const modelManifests: FactProvider<ModelManifest> = {
  concerns: named(/\.ya?ml$|(?:model|weights|checkpoint)[^/]*\.json$/i),
  read: ({ kind, uri, text }) => (kind === 'models' ? readModelManifest({ file: uri, text }) : null),
};
