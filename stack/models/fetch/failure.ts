/**
 * Why a model is not there.
 *
 * - `network`    nobody answered, or the connection broke; passes by itself
 * - `busy`       the server asks for patience (429, 5xx); passes by itself
 * - `refused`    it wants to know who asks (401, 403)
 * - `absent`     nothing is at that address, or the manifest names none
 * - `protocol`   the answer cannot be what was asked for
 * - `checksum`, `size`  another file than the manifest describes
 * - `disk`       no room, or no permission to write; passes when somebody makes some
 * - `path`       the place it is to go to is not one to write to
 */
export type FetchFailureKind =
  'network' | 'busy' | 'refused' | 'absent' | 'protocol' | 'checksum' | 'size' | 'disk' | 'path';

/** The message is one line for people, with what to do about it; it holds neither tokens nor queries of addresses. */
export class FetchFailure extends Error {
  override readonly name = 'FetchFailure';

  constructor(
    readonly kind: FetchFailureKind,
    message: string,
    /** How long the server asks to be left alone, in milliseconds. */
    readonly retryAfterMs: number | null = null,
  ) {
    super(message);
  }

  /** Whether another try may do better although nobody changes anything. */
  get passes(): boolean {
    return this.kind === 'network' || this.kind === 'busy';
  }
}

/** Codes of the system that mean "no room", "not yours" and "a file system that takes no file as large". */
const DISK_CODES: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of this user is used up',
  EFBIG: 'its file system holds no file as large as this',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'it is mounted read-only',
  EIO: 'the disk reports an error',
};

/** What writing to `place` ran into; null for errors that do not come from the disk. */
export function diskFailure(error: unknown, place: string): FetchFailure | null {
  const { code, path } = error as NodeJS.ErrnoException;
  const what = code === undefined ? undefined : DISK_CODES[code];
  return what === undefined ? null : new FetchFailure('disk', `${path ?? place} cannot be written: ${what}`);
}

export function isAbort(error: unknown): boolean {
  return (
    error instanceof Error && (error.name === 'AbortError' || (error as NodeJS.ErrnoException).code === 'ABORT_ERR')
  );
}
