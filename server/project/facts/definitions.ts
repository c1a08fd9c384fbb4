import type { StackDefinition } from '@agent-preflight/stack/definition/model';
import { readStackDefinition } from '@agent-preflight/stack/definition/read';
import { type FactProvider, isYamlPath } from './fact-provider';

/** What startup files declare. */
export const definitions: FactProvider<StackDefinition> = {
  concerns: isYamlPath,
  read: ({ kind, uri, text }) => (kind === 'startup' ? readStackDefinition({ file: uri, text }) : null),
};
