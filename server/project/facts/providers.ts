import { secrets } from './secrets';
import { START_PROVIDERS } from './start-providers';

/**
 * Everything that files tell the rest of their project. Nothing about secrets keeps a stack from starting, and they would have every text of a
 * project read before each start.
 */
export const FACT_PROVIDERS = { ...START_PROVIDERS, secrets };

export type FactName = keyof typeof FACT_PROVIDERS;

/** What one file says of one kind. */
export type Said<Name extends FactName> = NonNullable<ReturnType<(typeof FACT_PROVIDERS)[Name]['read']>>;

/** What one file adds to the facts of its project, by the list it is added to. A file that says nothing to others has its path alone. */
export type FileFacts = { readonly path: string } & { readonly [Name in FactName]?: Said<Name> };
