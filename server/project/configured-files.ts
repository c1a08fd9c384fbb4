import ignore, { type Ignore } from 'ignore';
import type { Configuration } from '../configuration/configuration';
import type { DocumentKind } from '../documents/document';
import { kindOf } from '../documents/document-kind';
import { type FileFacts, readFileFacts } from './file-facts';

const matchers = new WeakMap<Configuration, Ignore>();

/**
 * What a file is by path, content, and the project's configuration, which may name startup files that nobody would recognise. `uri`, where it is known, is what a
 * startup file is read under: it then need not be read again.
 */
export function configuredKindOf(
  path: string,
  text: string,
  configuration: Configuration,
  uri?: string,
): DocumentKind | null {
  const kind = kindOf(path, text, uri);
  return kind === 'yaml' && isNamedStartupFile(path, configuration) ? 'startup' : kind;
}

/** As `readFileFacts`, with the startup files that the configuration names. */
export function readConfiguredFacts(path: string, uri: string, text: string, configuration: Configuration): FileFacts {
  return readFileFacts(path, uri, text, configuredKindOf(path, text, configuration, uri));
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
