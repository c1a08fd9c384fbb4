import type { FactProvider, FactSource } from './fact-provider';
import type { FileFacts } from './providers';

export type NamedProvider = readonly [name: string, provider: FactProvider<unknown>];

/** What each of the providers finds in one file. */
export function readFacts(providers: readonly NamedProvider[], source: FactSource): FileFacts {
  const facts: Record<string, unknown> = { path: source.path };
  for (const [name, provider] of providers) {
    const said = provider.concerns(source.path) ? provider.read(source) : null;
    if (said !== null) facts[name] = said;
  }
  return facts as FileFacts;
}
