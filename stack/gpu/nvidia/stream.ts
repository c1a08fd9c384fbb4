import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Gpu, GpuWatch } from '../gpu';
import { GPU_QUERY, parseGpuRow } from './gpu-rows';

export interface GpuStreamOptions {
  /** Replaces `nvidia-smi`, e.g. by its full path. */
  readonly command?: string;
  /** Milliseconds between two readings. Default 2000. */
  readonly intervalMs?: number;
  /** Wait before the first restart of a reader that died, in milliseconds; doubles up to a minute. Default 1000. */
  readonly restartDelayMs?: number;
  /** Called once when there is no nvidia-smi to run; the stream then stays silent. */
  readonly onUnavailable?: (reason: string) => void;
}

const LONGEST_RESTART_DELAY_MS = 60_000;

/**
 * Keeps one `nvidia-smi -lms` running, because starting it for every reading costs tens of milliseconds of driver time each.
 * `onReading` gets each GPU as it is printed. The reader is disposable: when it dies it is started again, later and later while
 * it keeps dying. `stop()` of the answer ends it.
 */
export function streamGpus(onReading: (gpu: Gpu) => void, options: GpuStreamOptions = {}): GpuWatch {
  const shortest = options.restartDelayMs ?? 1000;
  let restartDelay = shortest;
  let stopped = false;
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;

  const start = () => {
    const args = [...GPU_QUERY, '-lms', String(options.intervalMs ?? 2000)];
    const reader = spawn(options.command ?? 'nvidia-smi', args, {
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
    });
    child = reader;
    createInterface({ input: reader.stdout }).on('line', (line) => {
      const row = parseGpuRow(line);
      if (!row || stopped) return;
      restartDelay = shortest;
      onReading(row.gpu);
    });
    let ended = false;
    const again = () => {
      if (ended || stopped) return;
      ended = true;
      timer = setTimeout(start, restartDelay);
      timer.unref();
      restartDelay = Math.min(restartDelay * 2, LONGEST_RESTART_DELAY_MS);
    };
    reader.on('exit', again);
    reader.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') return again();
      ended = true; // not installed: nothing to try again
      options.onUnavailable?.('nvidia-smi is not installed');
    });
  };
  start();

  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
      child?.kill('SIGKILL');
    },
  };
}
