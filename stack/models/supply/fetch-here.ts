import type { ModelFetcher } from './fetcher';

/** Fetches in this process. What it takes to do so is loaded when there is something to fetch: most stacks never need it. */
export function fetchHere(log: (line: string) => void): ModelFetcher {
  let fetcher: Promise<ModelFetcher> | null = null;
  return {
    async fetch(order, terms, signal, onTransfer) {
      fetcher ??= import('./local-fetcher').then(({ LocalFetcher }) => new LocalFetcher(log));
      return (await fetcher).fetch(order, terms, signal, onTransfer);
    },
    close() {
      void fetcher?.then((loaded) => loaded.close());
    },
  };
}
