import { composeFiles } from './compose-files';
import { constants } from './constants';
import { definitions } from './definitions';
import { dependencyPlaces } from './dependency-places';
import { healthMentions } from './health-mentions';
import { imageScans } from './image-scans';
import { images } from './images';
import { modelManifests } from './model-manifests';
import { modules } from './modules';
import { packages } from './packages';
import { routing } from './routing';
import { secrets } from './secrets';
import { served } from './served';
import { smallTexts } from './small-texts';
import { units } from './units';
import { variables } from './variables';

/** Everything that files tell the rest of their project. A new kind of fact is one file and one line here: reading, comparing and gathering follow. */
export const FACT_PROVIDERS = {
  definitions,
  dependencyPlaces,
  composeFiles,
  modelManifests,
  units,
  modules,
  smallTexts,
  imageScans,
  variables,
  served,
  images,
  healthMentions,
  packages,
  constants,
  routing,
  secrets,
};

export type FactName = keyof typeof FACT_PROVIDERS;

/** What one file says of one kind. */
export type Said<Name extends FactName> = NonNullable<ReturnType<(typeof FACT_PROVIDERS)[Name]['read']>>;

export const FACT_NAMES = Object.keys(FACT_PROVIDERS) as readonly FactName[];
