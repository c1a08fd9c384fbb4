import type { Gpu } from '../gpu';

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
