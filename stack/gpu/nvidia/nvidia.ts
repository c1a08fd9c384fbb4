import {
  describeGpus,
  noGpu,
  type Gpu,
  type GpuInventory,
  type GpuProcess,
  type GpuVendor,
  type GpuWatch,
} from '../gpu';
import { HANGING_REMEDY, remedyFor } from './complaints';
import { COMPUTE_APPS_QUERY, parseComputeApps } from './compute-apps';
import { GPU_QUERY, parseGpuRow } from './gpu-rows';
import { withSlices } from './mig';
import { loadedDriver, NvidiaSmi } from './nvidia-smi';
import { streamGpus } from './stream';

/** Slices are not part of the stream of readings; they are looked at this often instead, in milliseconds. */
const SLICES_MS = 10_000;

export interface NvidiaOptions {
  /** Replaces `nvidia-smi`, e.g. by its full path. */
  readonly command?: string;
  /** Replaces `/proc`. */
  readonly procRoot?: string;
  /** What one answer of the driver may take, in milliseconds. Default 10 s. */
  readonly timeoutMs?: number;
}

/** NVIDIA's GPUs, as nvidia-smi tells of them. */
export class NvidiaVendor implements GpuVendor {
  readonly name = 'nvidia';
  readonly #smi: NvidiaSmi;
  readonly #procRoot: string | undefined;
  #sliced = false;

  constructor(options: NvidiaOptions = {}) {
    this.#smi = new NvidiaSmi(options.command, options.timeoutMs);
    this.#procRoot = options.procRoot;
  }

  async detect(): Promise<GpuInventory> {
    const { code, stdout, stderr, failure } = await this.#smi.query(GPU_QUERY);
    if (failure === 'ENOENT') return this.#notInstalled();
    if (failure === 'timeout') return noGpu('the NVIDIA driver does not answer (nvidia-smi hangs)', HANGING_REMEDY);
    if (failure !== null) return noGpu(`nvidia-smi could not be run (${failure})`);
    const rows = stdout.split('\n').flatMap((line) => parseGpuRow(line) ?? []);
    const [first] = rows;
    const complaint = firstLine(withoutRows(stdout)) || firstLine(stderr);
    const remedy = remedyFor(`${stdout}\n${stderr}`);
    if (!first) {
      if (code !== 0) return noGpu(`nvidia-smi reports: ${complaint || `exit code ${code}`}`, remedy);
      return noGpu(`nvidia-smi lists no GPU${complaint ? `: ${complaint}` : ''}`, remedy);
    }
    const gpus = await this.#withSlices(rows.map(({ gpu }) => gpu));
    const found = `${describeGpus(gpus)}, driver ${first.driver ?? 'unknown'}`;
    // One of several GPUs may be lost while the others work.
    const reason = remedy && complaint ? `${found}; nvidia-smi also reports: ${complaint}` : found;
    return { vendor: 'nvidia', driver: first.driver, gpus, reason, ...(remedy ? { remedy } : {}) };
  }

  async processes(): Promise<GpuProcess[]> {
    const { stdout, code } = await this.#smi.query(COMPUTE_APPS_QUERY);
    return code === 0 ? parseComputeApps(stdout) : [];
  }

  watch(onReading: (gpu: Gpu) => void): GpuWatch {
    const stream = streamGpus(onReading, { command: this.#smi.command });
    const timer = setInterval(() => {
      if (this.#smi.hangs || !this.#sliced) return;
      void this.detect().then(({ gpus }) => gpus.filter(({ sliceOf }) => sliceOf !== undefined).forEach(onReading));
    }, SLICES_MS);
    timer.unref();
    return {
      stop: () => {
        clearInterval(timer);
        stream.stop();
      },
    };
  }

  /** GPUs that can be cut up tell no utilization while they are; only then the slices are asked for. */
  async #withSlices(gpus: readonly Gpu[]): Promise<readonly Gpu[]> {
    if (!gpus.some((gpu) => gpu.utilizationPercent === null && gpu.memoryTotalMb !== null)) return gpus;
    const list = await this.#smi.query(['-L']);
    this.#sliced = list.stdout.includes('MIG-');
    if (!this.#sliced) return gpus;
    const { stdout: xml } = await this.#smi.query(['-q', '-x']);
    return withSlices(gpus, list.stdout, xml);
  }

  #notInstalled(): GpuInventory {
    const driver = loadedDriver(this.#procRoot);
    if (driver === null) return noGpu('nvidia-smi is not installed');
    const reason = `the NVIDIA driver ${driver} is loaded, but nvidia-smi is not installed`;
    const remedy =
      'Install nvidia-smi (nvidia-utils); in a container, start it with the driver\'s utilities ("--gpus all").';
    return { ...noGpu(reason, remedy), mayExist: true };
  }
}

function withoutRows(text: string): string {
  return text
    .split('\n')
    .filter((line) => parseGpuRow(line) === null)
    .join('\n');
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0]!.trim().slice(0, 200);
}
