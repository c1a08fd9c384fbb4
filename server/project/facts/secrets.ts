import { kindOfPath } from '../../documents/document-kind';
import type { SecretValues } from '../secret-index';
import { secretValues } from '../secret-values';
import { type FactProvider, isCodePath } from './fact-provider';

/** Tables, recordings and dumps: they hold nothing that anybody maintains. */
function isData(path: string, text: string): boolean {
  return text.length > 300_000 && /\.(?:json|jsonc|ipynb|log|sql|xml|html?)$/i.test(path);
}

/** Which secrets a file holds, so that others can say where else theirs stand. They leak in notes and scripts more than in code. */
export const secrets: FactProvider<SecretValues> = {
  concerns: (path) => kindOfPath(path) !== null,
  read: ({ path, uri, text }) => (isData(path, text) ? null : secretValues(path, uri, text, isCodePath(path))),
};
