import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureSpace } from './disk-space';
import type { DownloadRequest } from './download';
import { diskFailure, FetchFailure } from './failure';
import { discardPart, PartFile } from './part-file';
import type { Downloaded } from './persistent-download';

type CopyRequest = Pick<DownloadRequest, 'url' | 'sha256' | 'bytes' | 'signal' | 'onProgress'> &
  Required<Pick<DownloadRequest, 'free'>>;

/** Copies the file of a `file:` address into the part at `path`. Rejects with {@link FetchFailure}. */
export async function copyLocal(path: string, request: CopyRequest): Promise<Downloaded> {
  const { url, sha256, bytes, signal, onProgress, free } = request;
  let from: string;
  try {
    from = fileURLToPath(url);
  } catch {
    throw new FetchFailure('absent', 'a file: address must name a file of this machine: file:///folder/model.gguf');
  }
  const found = await stat(from).catch(() => null);
  if (found === null || !found.isFile()) throw new FetchFailure('absent', `there is no file ${from}`);
  if (bytes !== null && sha256 === null && found.size !== bytes) {
    throw new FetchFailure('size', `${from} has ${found.size} bytes, and the manifest says ${bytes}`);
  }
  await discardPart(path);
  await ensureSpace(dirname(path), found.size, free);
  const part = await PartFile.open(path, signal);
  try {
    for await (const piece of createReadStream(from, { highWaterMark: 1024 * 1024, signal }) as AsyncIterable<Buffer>) {
      await part.append(piece);
      onProgress(part.size, found.size);
    }
    await part.sync();
    const digest = part.digest();
    if (sha256 === null || digest === sha256) return { sha256: digest, bytes: part.size };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const { code, path: where } = error as NodeJS.ErrnoException;
    if (where === from) throw new FetchFailure('absent', `${from} cannot be read (${code ?? 'unknown'})`);
    throw diskFailure(error, path) ?? error;
  } finally {
    await part.close();
  }
  await discardPart(path);
  throw new FetchFailure('checksum', `${from} is not the file that the manifest describes: its SHA-256 is another one`);
}
