import type { DocumentKind } from '../documents/document';
import { kindOf } from '../documents/document-kind';
import type { FactProvider, FactSource } from './facts/fact-provider';
import { FACT_NAMES, FACT_PROVIDERS, type FactName, type Said } from './facts/providers';

/** What one file adds to the facts of its project, by the list it is added to. A file that says nothing to others has its path alone. */
export type FileFacts = { readonly path: string } & { readonly [Name in FactName]?: Said<Name> };

type NamedProvider = readonly [name: string, provider: FactProvider<unknown>];

const PROVIDERS: readonly NamedProvider[] = Object.entries<FactProvider<unknown>>(FACT_PROVIDERS);
/** Nothing about secrets keeps a stack from starting, and they would have every text of a project read before each start. */
const FOR_START = PROVIDERS.filter(([name]) => name !== 'secrets');

/** True for files whose text `readFileFacts` has to see. */
export function contributesFacts(path: string): boolean {
  return PROVIDERS.some(([, provider]) => provider.concerns(path));
}

/** As `contributesFacts`, for the facts that bear on a start. */
export function contributesToStart(path: string): boolean {
  return FOR_START.some(([, provider]) => provider.concerns(path));
}

/** Reads one file for the project's facts. `uri` becomes the identity of a startup file. */
export function readFileFacts(
  path: string,
  uri: string,
  text: string,
  kind: DocumentKind | null = kindOf(path, text, uri),
): FileFacts {
  return readWith(PROVIDERS, { path, uri, kind, text });
}

/** As `readFileFacts`, for the facts that bear on a start. */
export function readFactsForStart(path: string, uri: string, text: string): FileFacts {
  return readWith(FOR_START, { path, uri, kind: kindOf(path, text, uri), text });
}

function readWith(providers: readonly NamedProvider[], source: FactSource): FileFacts {
  const facts: Record<string, unknown> = { path: source.path };
  for (const [name, provider] of providers) {
    const said = provider.concerns(source.path) ? provider.read(source) : null;
    if (said !== null) facts[name] = said;
  }
  return facts as FileFacts;
}

/** True when a file says nothing to others but that it is there. */
export function saysNothing(facts: FileFacts): boolean {
  return FACT_NAMES.every((name) => facts[name] === undefined);
}
