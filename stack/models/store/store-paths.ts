import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { HOME_VARIABLE } from '../../rendezvous/stack-paths';

/** Names the directory of the store, so that it can lie on a disk with room. */
export const STORE_VARIABLE = 'AGENT_PREFLIGHT_MODELS';

/** The directory in which fetched models are kept, once for all stacks of this user. */
export function storeDirectory(environment: NodeJS.ProcessEnv): string {
  const own = environment[STORE_VARIABLE];
  if (own) return own;
  const home = environment['HOME'] ?? homedir();
  const tail = ['agent-preflight', 'models'];
  if (environment[HOME_VARIABLE]) return join(environment[HOME_VARIABLE], 'models');
  if (process.platform === 'win32')
    return join(environment['LOCALAPPDATA'] ?? home, 'agent-preflight', 'cache', 'models');
  if (environment['XDG_CACHE_HOME']) return join(environment['XDG_CACHE_HOME'], ...tail);
  return process.platform === 'darwin' ? join(home, 'Library', 'Caches', ...tail) : join(home, '.cache', ...tail);
}

/** Where a store keeps what. */
export class StorePaths {
  constructor(readonly root: string) {}

  /** Whole files, each under its SHA-256, with a note beside it. */
  get blobs(): string {
    return join(this.root, 'blobs');
  }

  /** Files on their way, each under its key. */
  get parts(): string {
    return join(this.root, 'parts');
  }

  /** Held while a file is fetched. */
  get locks(): string {
    return join(this.root, 'locks');
  }

  /** Which blob an address led to. */
  get sources(): string {
    return join(this.root, 'sources');
  }

  /** What is known of files outside of the store: which hash they had, whether the store put them there. */
  get files(): string {
    return join(this.root, 'files');
  }

  get all(): readonly string[] {
    return [this.blobs, this.parts, this.locks, this.sources, this.files];
  }

  blob(sha256: string): string {
    return join(this.blobs, sha256);
  }

  part(key: string): string {
    return join(this.parts, `${key}.part`);
  }

  lock(key: string): string {
    return join(this.locks, key);
  }

  source(key: string): string {
    return join(this.sources, `${key}.json`);
  }

  file(path: string): string {
    return join(this.files, `${keyOf(path)}.json`);
  }
}

/** A name for files about something whose own name is no file name, or is nobody's business. */
export function keyOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 40);
}
