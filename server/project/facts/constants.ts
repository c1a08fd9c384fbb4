import type { ModuleConstants } from '../constants/module-constants';
import { moduleConstants } from '../constants/read-constants';
import { type FactProvider, isCodePath } from './fact-provider';

/** What names of a module hold that others may import. */
export const constants: FactProvider<ModuleConstants> = {
  concerns: isCodePath,
  read: ({ kind, path, text }) => moduleConstants(path, kind, text),
};
