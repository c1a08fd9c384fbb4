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
import { served } from './served';
import { smallTexts } from './small-texts';
import { units } from './units';
import { variables } from './variables';

/**
 * What files tell the rest of their project and what may bear on a start. A new kind of fact is one file and one line here: reading, comparing and
 * gathering follow.
 */
export const START_PROVIDERS = {
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
};
