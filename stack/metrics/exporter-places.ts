import { join } from 'node:path';
import { userRoots } from '../rendezvous/stack-paths';

/** Where the one exporter of a user is found. Its name is none that a stack's places could have. */
export interface ExporterPlaces {
  /** Directory (0700) of the locks; gone after a reboot. */
  readonly runtimeDirectory: string;
  /** Held by the exporter as long as it lives. */
  readonly lock: string;
  /** Held while somebody starts it. */
  readonly startLock: string;
  /** Directory (0700) of the two below. */
  readonly stateDirectory: string;
  /** There while an exporter is wanted: where it is to listen, and where it does. */
  readonly wishFile: string;
  readonly log: string;
}

export function exporterPlaces(environment: NodeJS.ProcessEnv): ExporterPlaces {
  const { runtime, state } = userRoots(environment);
  const runtimeDirectory = join(runtime, 'exporter');
  const stateDirectory = join(state, 'exporter');
  return {
    runtimeDirectory,
    lock: join(runtimeDirectory, 'running'),
    startLock: join(runtimeDirectory, 'starting'),
    stateDirectory,
    wishFile: join(stateDirectory, 'exporter.json'),
    log: join(stateDirectory, 'exporter.log'),
  };
}
