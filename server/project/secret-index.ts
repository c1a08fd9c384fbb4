import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { secretDigest } from '../secrets/secret-digest';

/** Where a file holds something that looks like a secret. What it is is told by a digest alone, which means nothing in another project. */
export interface SecretPlace extends TextRange {
  readonly digest: number;
}

/** The secrets of one file, each where it stands first. */
export interface SecretValues {
  readonly path: string;
  readonly places: readonly SecretPlace[];
}

/** Shorter values are the same by chance. */
export const LEAST = 6;

/** Where else in the project the value of a secret stands. */
export class SecretIndex {
  private byDigest: Map<number, { readonly path: string; readonly range: TextRange }[]> | undefined;

  constructor(
    private readonly files: readonly SecretValues[],
    private readonly rootUri: string,
  ) {}

  /** The first place in each other file that holds the value, by path. */
  elsewhere(path: string, value: string): readonly { readonly path: string; readonly range: TextRange }[] {
    if (value.length < LEAST) return [];
    this.byDigest ??= this.index();
    const key = projectKey(this.rootUri.replace(/\/$/, ''));
    const places = this.byDigest.get(secretDigest(value, key)) ?? [];
    return places.filter((place) => place.path !== path).sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  private index(): Map<number, { path: string; range: TextRange }[]> {
    const index = new Map<number, { path: string; range: TextRange }[]>();
    for (const { path, places } of this.files) {
      for (const { digest, start, end } of places) {
        const place = { path, range: { start, end } };
        const known = index.get(digest);
        if (known === undefined) index.set(digest, [place]);
        else known.push(place);
      }
    }
    return index;
  }
}

/** The project's root is the key: digests of different projects cannot be compared. */
export function projectKey(root: string): number {
  return secretDigest(decode(root).toLowerCase()) | 0;
}

/** Who opens a file may write its address with other escapes than who lists the folder. */
function decode(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}
