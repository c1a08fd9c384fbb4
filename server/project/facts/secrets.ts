import { kindOfPath } from '../../documents/document-kind';
import { type SecretValues, secretValues } from '../secret-values';
import { type FactProvider, isCodePath } from './fact-provider';

/** Which secrets a file holds, so that others can say where else theirs stand. They leak in notes and scripts more than in code. */
export const secrets: FactProvider<SecretValues> = {
  concerns: (path) => kindOfPath(path) !== null,
  read: ({ path, uri, text }) => secretValues(path, uri, text, isCodePath(path)),
};
