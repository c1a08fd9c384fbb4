import { type NodePackages, isPackageFile, nodePackages } from '../node-packages';
import type { FactProvider } from './fact-provider';

/** What packages of Node ask for. */
export const packages: FactProvider<NodePackages> = {
  concerns: isPackageFile,
  read: ({ path, text }) => (isPackageFile(path) ? nodePackages(path, text) : null),
};
