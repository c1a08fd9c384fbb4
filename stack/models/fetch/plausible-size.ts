import { formatBytes } from '../describe';
import { FetchFailure } from './failure';

/** What a manifest says of a size, in bytes. */
export interface DeclaredSize {
  /** To the byte; null where it is rounded. */
  readonly bytes: number | null;
  /** As far as it goes; null where nothing is said. */
  readonly about: number | null;
}

/** A size written as `2.2GB` is rounded, one in wrong units is off by a few percent: only what cannot be meant is refused. */
export function isPlausible(size: number, { bytes, about }: DeclaredSize): boolean {
  if (bytes !== null) return size === bytes;
  return about === null ? size > 0 : size >= about / 2 && size <= about * 2;
}

export function sizeFailure(where: string, size: number, { bytes, about }: DeclaredSize): FetchFailure {
  const found = bytes === null ? formatBytes(size) : `${size} bytes`;
  const said = bytes === null ? formatBytes(about ?? 0) : `${bytes} bytes`;
  const remedy = 'it is another file, or its size in the manifest is to be corrected';
  return new FetchFailure(
    'size',
    size === 0 ? `${where} is empty` : `${where} has ${found}, and the manifest says ${said}: ${remedy}`,
  );
}
