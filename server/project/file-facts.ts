import type { DocumentKind } from '../documents/document';
import { kindOf } from '../documents/document-kind';
import type { FactProvider } from './facts/fact-provider';
import { FACT_NAMES } from './facts/fact-names';
import { FACT_PROVIDERS, type FileFacts } from './facts/providers';
import { type NamedProvider, readFacts } from './facts/read-facts';

export type { FileFacts };

const PROVIDERS: readonly NamedProvider[] = Object.entries<FactProvider<unknown>>(FACT_PROVIDERS);

/** True for files whose text `readFileFacts` has to see. */
export function contributesFacts(path: string): boolean {
  return PROVIDERS.some(([, provider]) => provider.concerns(path));
}

/** Reads one file for the project's facts. `uri` becomes the identity of a startup file. */
export function readFileFacts(
  path: string,
  uri: string,
  text: string,
  kind: DocumentKind | null = kindOf(path, text, uri),
): FileFacts {
  return readFacts(PROVIDERS, { path, uri, kind, text });
}

/** True when a file says nothing to others but that it is there. */
export function saysNothing(facts: FileFacts): boolean {
  return FACT_NAMES.every((name) => facts[name] === undefined);
}
