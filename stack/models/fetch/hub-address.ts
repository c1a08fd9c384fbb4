import { homedir } from 'node:os';
import { join } from 'node:path';

type Variables = Readonly<Record<string, string | undefined>>;

/** The hub that repositories are on, without a slash at its end. `HF_ENDPOINT` names a mirror. */
export function hubEndpoint(environment: Variables): string {
  return (environment['HF_ENDPOINT'] || 'https://huggingface.co').replace(/\/+$/, '');
}

/** The token that the hub is shown; null without one. */
export function hubToken(environment: Variables): string | null {
  return environment['HF_TOKEN'] || environment['HUGGING_FACE_HUB_TOKEN'] || null;
}

/** Where the hub's own libraries keep what they fetch. */
export function hubCacheDirectory(environment: Variables): string {
  const own = environment['HF_HUB_CACHE'] || environment['HUGGINGFACE_HUB_CACHE'];
  if (own) return own;
  const home = environment['HF_HOME'];
  if (home) return join(home, 'hub');
  const cache = environment['XDG_CACHE_HOME'] || join(environment['HOME'] ?? homedir(), '.cache');
  return join(cache, 'huggingface', 'hub');
}

/** The address of one file of a repository. */
export function hubFile(endpoint: string, repo: string, revision: string, file: string): string {
  const path = file.split('/').map(encodeURIComponent).join('/');
  return `${endpoint}/${repo}/resolve/${encodeURIComponent(revision)}/${path}`;
}

/** The address that tells what a repository holds, with the size and hash of each file. */
export function hubListing(endpoint: string, repo: string, revision: string): string {
  return `${endpoint}/api/models/${repo}/revision/${encodeURIComponent(revision)}?blobs=true`;
}
