import { kindOfPath } from '../../documents/document-kind';
import { type ImageFacts, imageFacts } from '../served/image-facts';
import type { FactProvider } from './fact-provider';

/** What Dockerfiles make. */
export const images: FactProvider<ImageFacts> = {
  concerns: (path) => kindOfPath(path) === 'dockerfile',
  read: ({ kind, path, text }) => (kind === 'dockerfile' ? imageFacts(path, text) : null),
};
