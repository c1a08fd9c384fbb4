import type { FetchedModel } from '../fetch/fetch-model';
import type { OnTransfer } from '../fetch/fetch-settings';
import type { ModelOrder } from '../model-order';

/** The argument by which a supervisor starts itself as the process that fetches for it. */
export const FETCHER_ARGUMENT = '--fetch-models';

/** What a fetch may use besides the order. Crosses a process boundary: plain data. */
export interface FetchTerms {
  /** Directory of the store. */
  readonly store: string;
  /** Proxies and tokens, as the stack's agents see them. Never logged. */
  readonly environment: Readonly<Record<string, string>>;
  readonly retries: number;
  /** How many are fetched at a time. */
  readonly parallel: number;
  /** Replace files that somebody else put in a model's place. */
  readonly replace?: boolean;
}

/** Whoever fetches models: this process, or one of its own for it. */
export interface ModelFetcher {
  /** Rejects with a `FetchFailure`, or with the reason of the signal as soon as that is aborted. */
  fetch(order: ModelOrder, terms: FetchTerms, signal: AbortSignal, onTransfer: OnTransfer): Promise<FetchedModel>;
  /** Drops everything that is under way. What came so far stays for the next time. */
  close(): void;
}

/** Variables that a fetch reads; nothing else of an environment is handed over. */
const FETCH_VARIABLES = /^(?:(?:https?|all|no)_proxy|HF_TOKEN|HUGGING_FACE_HUB_TOKEN)$/i;

export function fetchEnvironment(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && FETCH_VARIABLES.test(entry[0]),
    ),
  );
}
