/** One device a program can be given: a whole GPU, or a slice of one that the driver shows as a device of its own (MIG). */
export interface Gpu {
  /** 0-based, as the vendor's tools count. */
  readonly index: number;
  /** Stable over reboots: `GPU-…` or `MIG-…` with NVIDIA, the PCI address with AMD, the registry's id with Apple. */
  readonly uuid: string;
  readonly name: string;
  /** Memory in MiB; null when the driver does not tell, e.g. where the GPU shares the machine's memory. */
  readonly memoryTotalMb: number | null;
  readonly memoryUsedMb: number | null;
  /** 0–100; null when unknown. */
  readonly utilizationPercent: number | null;
  /** Degrees Celsius; null when unknown. */
  readonly temperatureC: number | null;
  /** The uuid of the whole GPU, where this device is a slice of one. */
  readonly sliceOf?: string;
  /** 0-based place in the order in which the vendor's runtime counts, where that is not `index`. */
  readonly ordinal?: number;
  /** Generation of the hardware as the vendor names it, where runtimes sort by it. */
  readonly architecture?: string;
}

export type GpuVendorName = 'nvidia' | 'amd' | 'apple';

export interface GpuInventory {
  readonly vendor: GpuVendorName | 'none';
  readonly driver: string | null;
  readonly gpus: readonly Gpu[];
  /** One line for people: what was found, or why there is none. No GPU is a normal state, not an error. */
  readonly reason: string;
  /** Present when the hardware or the driver is there and something about it is wrong: what to do about it, in one line. */
  readonly remedy?: string;
  /** With `none`: the driver is there and only its tools are missing, so that programs may find a GPU all the same. */
  readonly mayExist?: boolean;
}

/** What one process holds of one device's memory. */
export interface GpuProcess {
  /** As the driver counts: inside a container these may be the host's numbers, which match no process here. */
  readonly pid: number;
  /** The device; null when the driver does not tell. */
  readonly gpu: string | null;
  /** MiB; null when the driver does not tell. */
  readonly memoryMb: number | null;
}

/** What the launcher asks of a vendor's driver. Absence is a normal answer; nothing here ever rejects. */
export interface GpuVendor {
  readonly name: GpuVendorName;
  /** What is there now. `gpus` is empty where there is none, with the reason. */
  detect(): Promise<GpuInventory>;
  /**
   * Who holds memory now, a row for each process and device. Empty when nobody does, or nobody can tell. Where `pids` are given, only these
   * need to be looked at, which some vendors answer much faster.
   */
  processes(pids?: Iterable<number>): Promise<GpuProcess[]>;
  /** Calls with each device's state again and again, until stopped. */
  watch(onReading: (gpu: Gpu) => void): GpuWatch;
}

export interface GpuWatch {
  stop(): void;
}

export function noGpu(reason: string, remedy?: string): GpuInventory {
  return { vendor: 'none', driver: null, gpus: [], reason, ...(remedy ? { remedy } : {}) };
}

/** `2 GPUs (NVIDIA H200)`. */
export function describeGpus(gpus: readonly Gpu[]): string {
  const names = [...new Set(gpus.map((gpu) => gpu.name))].join(', ');
  return `${gpus.length === 1 ? '1 GPU' : `${gpus.length} GPUs`} (${names})`;
}

/** GPU memory in MiB by process, summed over devices; null for a process whose share the driver does not tell. */
export function memoryByPid(processes: readonly GpuProcess[]): Map<number, number | null> {
  const memory = new Map<number, number | null>();
  for (const { pid, memoryMb } of processes) {
    const before = memory.get(pid) ?? null;
    memory.set(pid, memoryMb === null ? before : (before ?? 0) + memoryMb);
  }
  return memory;
}
