import { readStackDefinition } from '@agent-preflight/stack/definition/read';
import { type DependencyPlace, dependencyPlaces as placesIn } from '../dependency-places';
import { type FactProvider, isYamlPath } from './fact-provider';

/** Where the agents of one startup file take one more dependency. */
export interface FileDependencyPlaces {
  /** The identity of the startup file, as in its definition. */
  readonly file: string;
  readonly places: readonly DependencyPlace[];
}

export const dependencyPlaces: FactProvider<FileDependencyPlaces> = {
  concerns: isYamlPath,
  read({ kind, uri, text }) {
    if (kind !== 'startup') return null;
    const places = placesIn(readStackDefinition({ file: uri, text }), text);
    return places.length === 0 ? null : { file: uri, places };
  },
};
