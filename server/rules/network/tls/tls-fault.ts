import type { TextRange } from '@agent-preflight/stack/definition/text-range';

/** A place that turns the verification of TLS certificates off. */
export interface TlsFault {
  readonly range: TextRange;
  /** As it is written, e.g. `verify=False`. */
  readonly what: string;
  /** What turns it on again; empty where only the author can tell. */
  readonly edits: readonly { readonly range: TextRange; readonly newText: string }[];
}
