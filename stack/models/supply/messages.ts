import type { FetchFailureKind } from '../fetch/failure';
import type { FetchedModel } from '../fetch/fetch-model';
import type { TransferProgress } from '../fetch/fetch-settings';
import type { ModelOrder } from '../model-order';
import type { FetchTerms } from './fetcher';

/** What a supervisor tells the process that fetches for it. */
export type ToFetcher =
  | { readonly type: 'fetch'; readonly id: number; readonly order: ModelOrder; readonly terms: FetchTerms }
  | { readonly type: 'abort'; readonly id: number };

/** What that process answers. */
export type FromFetcher =
  | { readonly type: 'progress'; readonly id: number; readonly progress: TransferProgress }
  | { readonly type: 'done'; readonly id: number; readonly result: FetchedModel }
  | { readonly type: 'failed'; readonly id: number; readonly kind: FetchFailureKind; readonly message: string }
  | { readonly type: 'log'; readonly line: string };
