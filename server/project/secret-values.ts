import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { findTokens } from '../secrets/find-tokens';
import { findNamedSecrets } from '../secrets/named-values';
import { findPrivateKeys, keyBody } from '../secrets/private-keys';
import { secretDigest } from '../secrets/secret-digest';
import { findUrlCredentials } from '../secrets/url-credentials';

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
const LEAST = 6;

/** The secrets that a text shows without being parsed: tokens and keys by their form, passwords in URLs, values under names that say so. */
export function secretValues(path: string, uri: string, text: string, isCode: boolean): SecretValues | null {
  const key = projectKey(rootOf(uri, path));
  const places = new Map<number, SecretPlace>();
  const add = ({ start, end }: TextRange, value = text.slice(start, end)): void => {
    if (value.length < LEAST) return;
    const digest = secretDigest(value, key);
    if (!places.has(digest)) places.set(digest, { digest, start, end });
  };
  for (const { range } of findTokens(text)) add(range);
  for (const key of findPrivateKeys(text)) add(key.heading, keyBody(text, key));
  for (const { password } of findUrlCredentials(text)) add(password);
  for (const { value } of findNamedSecrets(text, { bareValues: !isCode })) add(value);
  return places.size === 0 ? null : { path, places: [...places.values()] };
}

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
function projectKey(root: string): number {
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

/** The address of the folder that a path is relative to. */
function rootOf(uri: string, path: string): string {
  return uri.split('/').slice(0, -path.split('/').length).join('/');
}
