import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

const READ_BYTES = 1024 * 1024;

/** SHA-256 of a file in small hexadecimal digits, read piece by piece. `onRead` hears how many bytes have been read. */
export async function hashFile(
  path: string,
  { signal, onRead }: { signal?: AbortSignal; onRead?: (bytes: number) => void } = {},
): Promise<string> {
  const handle = await open(path, 'r');
  try {
    const hash = createHash('sha256');
    const buffers = [Buffer.allocUnsafe(READ_BYTES), Buffer.allocUnsafe(READ_BYTES)] as const;
    let at = 0;
    let reading = handle.read(buffers[0], 0, READ_BYTES, 0);
    for (let turn = 0; ; turn++) {
      const { bytesRead, buffer } = await reading;
      signal?.throwIfAborted();
      if (bytesRead === 0) return hash.digest('hex');
      at += bytesRead;
      // The next piece is read while this one is worked on.
      reading = handle.read(buffers[turn % 2 === 0 ? 1 : 0], 0, READ_BYTES, at);
      reading.catch(() => undefined); // awaited in the next turn
      hash.update(buffer.subarray(0, bytesRead));
      onRead?.(at);
    }
  } finally {
    await handle.close();
  }
}
