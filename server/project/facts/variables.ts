import { mayDeclareVariables } from '../variables/declared-variables';
import { type FileVariables, fileVariables } from '../variables/file-variables';
import { type FactProvider, isCodePath } from './fact-provider';

/** The environment variables that files declare, or read in a way that only some values fit. */
export const variables: FactProvider<FileVariables> = {
  concerns: (path) => isCodePath(path) || mayDeclareVariables(path),
  read: ({ kind, path, text }) => fileVariables(path, kind, text),
};
