import { runCommand } from '../machine/run-command';

export interface Gpu {
  /** 0-based, as the driver counts. */
  readonly index: number;
  /** `GPU-…`; stable over reboots. */
  readonly uuid: string;
  readonly name: string;
  /** Memory in MiB; null when the driver does not tell, e.g. where the GPU shares the machine's memory. */
  readonly memoryTotalMb: number | null;
  readonly memoryUsedMb: number | null;
  /** 0–100; null when unknown. */
  readonly utilizationPercent: number | null;
  /** Degrees Celsius; null when unknown. */
  readonly temperatureC: number | null;
}

export interface GpuInventory {
  readonly vendor: 'nvidia' | 'none';
  readonly driver: string | null;
  readonly gpus: readonly Gpu[];
  /** One line for people: what was found, or why there is none. No GPU is a normal state, not an error. */
  readonly reason: string;
}

/** The fields asked for, in the order in which {@link parseGpuRow} expects them. */
export const GPU_FIELDS = [
  'index',
  'uuid',
  'name',
  'driver_version',
  'memory.total',
  'memory.used',
  'utilization.gpu',
  'temperature.gpu',
] as const;

export const GPU_QUERY = [`--query-gpu=${GPU_FIELDS.join(',')}`, '--format=csv,noheader,nounits'] as const;

/** Driver calls can hang while a GPU resets; the launcher does not wait for that. */
const QUERY_TIMEOUT_MS = 10_000;

/** Looks for NVIDIA GPUs. `command` replaces `nvidia-smi`, e.g. by its full path. Never throws. */
export async function detectGpus(options: { command?: string } = {}): Promise<GpuInventory> {
  const command = options.command ?? 'nvidia-smi';
  const { code, stdout, stderr, failure } = await runCommand(command, GPU_QUERY, { timeoutMs: QUERY_TIMEOUT_MS });
  if (failure === 'ENOENT') return none('nvidia-smi is not installed');
  if (failure !== null) return none(`nvidia-smi could not be run (${failure})`);
  if (code !== 0) return none(`nvidia-smi reports: ${firstLine(stdout) || firstLine(stderr) || `exit code ${code}`}`);
  const rows = stdout.split('\n').flatMap((line) => parseGpuRow(line) ?? []);
  const [first] = rows;
  if (!first) return none(`nvidia-smi lists no GPU${firstLine(stdout) ? `: ${firstLine(stdout)}` : ''}`);
  const gpus = rows.map(({ gpu }) => gpu);
  const names = [...new Set(gpus.map((gpu) => gpu.name))].join(', ');
  const count = gpus.length === 1 ? '1 GPU' : `${gpus.length} GPUs`;
  return {
    vendor: 'nvidia',
    driver: first.driver,
    gpus,
    reason: `${count} (${names}), driver ${first.driver ?? 'unknown'}`,
  };
}

function none(reason: string): GpuInventory {
  return { vendor: 'none', driver: null, gpus: [], reason };
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0]!.slice(0, 200);
}

/** One row of the query above; null for lines that are none, such as warnings the driver prints in between. */
export function parseGpuRow(line: string): { gpu: Gpu; driver: string | null } | null {
  const fields = line.split(',').map((field) => field.trim());
  // A name may hold commas; everything else may not, so surplus fields belong to the name.
  const surplus = fields.length - GPU_FIELDS.length;
  if (surplus < 0 || !/^\d+$/.test(fields[0]!) || !/^(?:GPU|MIG)-/.test(fields[1]!)) return null;
  const rest = fields.slice(3 + surplus);
  const gpu: Gpu = {
    index: Number(fields[0]),
    uuid: fields[1]!,
    name: fields.slice(2, 3 + surplus).join(', '),
    memoryTotalMb: parseCsvNumber(rest[1]!),
    memoryUsedMb: parseCsvNumber(rest[2]!),
    utilizationPercent: parseCsvNumber(rest[3]!),
    temperatureC: parseCsvNumber(rest[4]!),
  };
  return { gpu, driver: /^\d/.test(rest[0]!) ? rest[0]! : null };
}

/** A number as nvidia-smi prints it; `[N/A]`, `[Not Supported]`, `[Unknown Error]`, `[GPU requires reset]` are unknown, not zero. */
export function parseCsvNumber(field: string): number | null {
  const text = field.trim().replace(/\s*(?:MiB|%|C|W)$/, '');
  return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : null;
}
