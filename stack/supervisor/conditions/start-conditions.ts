import { dependenciesReady } from './dependencies';
import { gpuPresent, gpuRoom } from './gpu';
import { modelsHere } from './models';
import { portsFree } from './ports';
import { remoteDependenciesReady } from './remote-dependencies';
import type { StartCondition } from './start-condition';
import { startable } from './startable';

/** In the order in which they are looked at: what cannot be helped first, what others may take away again last. */
export const START_CONDITIONS: readonly StartCondition[] = [
  startable,
  modelsHere, // before those it depends on: both take their time, and can take it together
  dependenciesReady,
  remoteDependenciesReady,
  gpuPresent,
  portsFree,
  gpuRoom,
];
