import { kindOf } from '../documents/document-kind';
import type { FactProvider } from './facts/fact-provider';
import type { FileFacts } from './facts/providers';
import { type NamedProvider, readFacts } from './facts/read-facts';
import { START_PROVIDERS } from './facts/start-providers';

const PROVIDERS: readonly NamedProvider[] = Object.entries<FactProvider<unknown>>(START_PROVIDERS);

/** As `contributesFacts`, for the facts that bear on a start. */
export function contributesToStart(path: string): boolean {
  return PROVIDERS.some(([, provider]) => provider.concerns(path));
}

/** As `readFileFacts`, for the facts that bear on a start. */
export function readFactsForStart(path: string, uri: string, text: string): FileFacts {
  return readFacts(PROVIDERS, { path, uri, kind: kindOf(path, text, uri), text });
}
