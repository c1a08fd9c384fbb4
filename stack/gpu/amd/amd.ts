import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  describeGpus,
  noGpu,
  type Gpu,
  type GpuInventory,
  type GpuProcess,
  type GpuVendor,
  type GpuWatch,
} from '../gpu';
import { readCards, type AmdCard } from './cards';
import { allPids, readDrmProcesses } from './fdinfo';
import { readKfdProcesses } from './kfd';
import { readText, type KernelRoots } from './text-files';

const MIB = 1024 * 1024;
const READING_MS = 2_000;
/** Without the compute interface a card can still serve Vulkan programs, if it has at least this much memory, in MiB. */
const LEAST_FOR_GRAPHICS_MB = 2_048;

/** AMD's GPUs, from the kernel's files alone: no tool of ROCm is needed. Linux only. */
export class AmdVendor implements GpuVendor {
  readonly name = 'amd';
  readonly #sysRoot: string;
  readonly #procRoot: string;

  constructor(roots: KernelRoots = {}) {
    this.#sysRoot = roots.sysRoot ?? '/sys';
    this.#procRoot = roots.procRoot ?? '/proc';
  }

  async detect(): Promise<GpuInventory> {
    const cards = readCards(this.#sysRoot);
    if (cards.length === 0) return noGpu('no AMD GPU');
    const usable = cards.filter((card) => canCompute(card, cards));
    if (usable.length === 0) {
      return noGpu(
        `${describeGpus(cards.map(({ gpu }) => gpu))} for graphics only: the kernel offers no compute interface for it`,
        existsSync('/dev/kfd')
          ? undefined
          : 'If it should compute, load the amdgpu driver with ROCm support (/dev/kfd).',
      );
    }
    const gpus = usable.map(({ gpu }) => gpu);
    const driver = readText(join(this.#sysRoot, 'module/amdgpu/version'));
    return { vendor: 'amd', driver, gpus, reason: `${describeGpus(gpus)}, driver amdgpu${driver ? ` ${driver}` : ''}` };
  }

  async processes(pids?: Iterable<number>): Promise<GpuProcess[]> {
    const cards = readCards(this.#sysRoot);
    if (cards.length === 0) return [];
    const wanted = pids ? new Set(pids) : null;
    const asked = wanted ? [...wanted].sort((a, b) => a - b) : allPids(this.#procRoot);
    const held = readDrmProcesses(this.#procRoot, asked);
    for (const { pid, gpuId, bytes } of readKfdProcesses(this.#sysRoot)) {
      const card = cards.find(({ compute }) => compute?.id === gpuId);
      if (!card || (wanted && !wanted.has(pid))) continue;
      // What was allocated for computing mostly shows in both places: the larger number is the truth.
      const own = held.get(pid) ?? new Map<string, number>();
      held.set(pid, own.set(card.address, Math.max(own.get(card.address) ?? 0, bytes)));
    }
    return [...held].flatMap(([pid, byCard]) =>
      [...byCard].map(([gpu, bytes]) => ({ pid, gpu, memoryMb: Math.round(bytes / MIB) })),
    );
  }

  watch(onReading: (gpu: Gpu) => void): GpuWatch {
    const timer = setInterval(() => void this.detect().then(({ gpus }) => gpus.forEach(onReading)), READING_MS);
    timer.unref();
    return { stop: () => clearInterval(timer) };
  }
}

/** Where the compute interface knows some of the cards, the others are there for pictures. */
function canCompute(card: AmdCard, cards: readonly AmdCard[]): boolean {
  if (cards.some(({ compute }) => compute !== null)) return card.compute !== null;
  return !card.integrated && (card.gpu.memoryTotalMb ?? 0) >= LEAST_FOR_GRAPHICS_MB;
}
