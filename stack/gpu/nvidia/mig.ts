import type { Gpu } from '../gpu';
import { parseCsvNumber } from './gpu-rows';

/** One line of `nvidia-smi -L`. */
interface Listed {
  /** Of the whole GPU, as the driver counts. */
  readonly parentIndex: number;
  readonly device: number;
  readonly profile: string;
  readonly uuid: string;
}

/** Slices that `nvidia-smi -L` lists below each GPU: `  MIG 1g.10gb     Device  0: (UUID: MIG-…)`. */
export function parseMigList(text: string): Listed[] {
  let parentIndex = -1;
  return text.split('\n').flatMap((line): Listed[] => {
    const parent = /^GPU (\d+):/.exec(line);
    if (parent) parentIndex = Number(parent[1]);
    const slice = /^\s+MIG (\S+)\s+Device\s+(\d+):\s*\(UUID: (MIG-[^)]+)\)/.exec(line);
    if (!slice || parentIndex < 0) return [];
    return [{ parentIndex, profile: slice[1]!, device: Number(slice[2]), uuid: slice[3]! }];
  });
}

/** Memory of each slice by the whole GPU's uuid and the device's number, from `nvidia-smi -q -x`. */
export function parseMigMemory(xml: string): Map<string, { total: number | null; used: number | null }> {
  const memory = new Map<string, { total: number | null; used: number | null }>();
  for (const gpu of elements(xml, 'gpu')) {
    // The GPU's own uuid stands outside of its slices, which newer drivers give one as well.
    const uuid = inner(gpu.replace(/<mig_devices>[\s\S]*?<\/mig_devices>/, ''), 'uuid');
    for (const slice of elements(gpu, 'mig_device')) {
      const usage = inner(slice, 'fb_memory_usage') ?? '';
      const number = (tag: string) => parseCsvNumber(inner(usage, tag) ?? '');
      memory.set(`${uuid} ${inner(slice, 'index')}`, { total: number('total'), used: number('used') });
    }
  }
  return memory;
}

/** The devices programs can use: each GPU that is cut up is replaced by its slices. */
export function withSlices(gpus: readonly Gpu[], list: string, xml: string): Gpu[] {
  const slices = parseMigList(list);
  const memory = parseMigMemory(xml);
  return gpus.flatMap((gpu): Gpu[] => {
    const own = slices.filter(({ parentIndex }) => parentIndex === gpu.index);
    if (own.length === 0) return [gpu];
    return own.map(({ device, profile, uuid }) => ({
      ...gpu,
      uuid,
      name: `${gpu.name} MIG ${profile}`,
      memoryTotalMb: memory.get(`${gpu.uuid} ${device}`)?.total ?? null,
      memoryUsedMb: memory.get(`${gpu.uuid} ${device}`)?.used ?? null,
      utilizationPercent: null,
      sliceOf: gpu.uuid,
    }));
  });
}

function elements(xml: string, tag: string): string[] {
  return [...xml.matchAll(new RegExp(`<${tag}(?:\\s[^>]*)?>([\\s\\S]*?)</${tag}>`, 'g'))].map((found) => found[1]!);
}

function inner(xml: string, tag: string): string | null {
  return new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(xml)?.[1]?.trim() ?? null;
}
