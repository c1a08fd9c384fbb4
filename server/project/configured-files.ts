import ignore, { type Ignore } from 'ignore';
import { readStackDefinition } from '@agent-preflight/stack/definition/read';
import type { Configuration } from '../configuration/configuration';
import type { DocumentKind } from '../documents/document';
import { kindOf } from '../documents/document-kind';
import { type FileFacts, readFileFacts } from './build-project';

const matchers = new WeakMap<Configuration, Ignore>();

/** What a file is by path, content, and the project's configuration, which may name startup files that nobody would recognise. */
export function configuredKindOf(path: string, text: string, configuration: Configuration): DocumentKind | null {
  const kind = kindOf(path, text);
  return kind === 'yaml' && isNamedStartupFile(path, configuration) ? 'startup' : kind;
}

/** As `readFileFacts`, with the startup files that the configuration names. */
export function readConfiguredFacts(path: string, uri: string, text: string, configuration: Configuration): FileFacts {
  const facts = readFileFacts(path, uri, text);
  if (facts.definition !== null || configuredKindOf(path, text, configuration) !== 'startup') return facts;
  return { ...facts, definition: readStackDefinition({ file: uri, text }) };
}

function isNamedStartupFile(path: string, configuration: Configuration): boolean {
  if (configuration.startupFiles.length === 0) return false;
  let matcher = matchers.get(configuration);
  if (matcher === undefined) {
    matcher = ignore({ ignorecase: false }).add(configuration.startupFiles);
    matchers.set(configuration, matcher);
  }
  return matcher.ignores(path);
}
