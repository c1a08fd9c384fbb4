import { type ModuleSummary, summariseModule } from '../module-summary';
import { type FactProvider, named } from './fact-provider';

/** Classes, imports and functions of Python modules. */
export const modules: FactProvider<ModuleSummary> = {
  concerns: named(/\.pyi?$/i),
  read: ({ kind, path, text }) => (kind === 'python' ? summariseModule(path, text) : null),
};
