import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { findTokens } from '../secrets/find-tokens';
import { findNamedSecrets } from '../secrets/named-values';
import { findPrivateKeys, keyBody } from '../secrets/private-keys';
import { secretDigest } from '../secrets/secret-digest';
import { findUrlCredentials } from '../secrets/url-credentials';
import { LEAST, projectKey, type SecretPlace, type SecretValues } from './secret-index';

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

/** The address of the folder that a path is relative to. */
function rootOf(uri: string, path: string): string {
  return uri.split('/').slice(0, -path.split('/').length).join('/');
}
