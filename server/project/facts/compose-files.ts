import { type ComposeFile, readCompose } from '../../languages/compose/compose-file';
import { type FactProvider, isYamlPath } from './fact-provider';

/** Every Compose file, as it is written; `ProjectView.compose` gives what becomes of them together. */
export const composeFiles: FactProvider<ComposeFile> = {
  concerns: isYamlPath,
  read: ({ kind, path, text }) => (kind === 'compose' ? readCompose(path, text) : null),
};
