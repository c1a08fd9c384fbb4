import { type ServedFacts, servedFacts } from '../served/served-facts';
import { type FactProvider, isCodePath } from './fact-provider';

/** What files of code open ports for. */
export const served: FactProvider<ServedFacts> = {
  concerns: isCodePath,
  read: ({ kind, path, text }) => servedFacts(path, kind, text),
};
