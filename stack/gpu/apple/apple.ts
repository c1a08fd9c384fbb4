import { runCommand } from '../../machine/run-command';
import {
  describeGpus,
  noGpu,
  type Gpu,
  type GpuInventory,
  type GpuProcess,
  type GpuVendor,
  type GpuWatch,
} from '../gpu';
import { IOREG_ARGUMENTS, parseIoreg } from './ioreg';

const READING_MS = 2_000;

/** The GPU inside of Apple's processors. It shares the machine's memory, and nobody is told which process holds how much of it. */
export class AppleVendor implements GpuVendor {
  readonly name = 'apple';
  readonly #command: string;

  /** `command` replaces `ioreg`. */
  constructor(options: { readonly command?: string } = {}) {
    this.#command = options.command ?? '/usr/sbin/ioreg';
  }

  async detect(): Promise<GpuInventory> {
    const { stdout, failure } = await runCommand(this.#command, IOREG_ARGUMENTS);
    if (failure === 'ENOENT') return noGpu('ioreg is not installed');
    if (failure !== null) return noGpu(`ioreg could not be run (${failure})`);
    // Macs with Intel processors have accelerators as well, which no library for agents computes on.
    const gpus = parseIoreg(stdout).filter((_, index) => /^AGXAccelerator/.test(nodeNames(stdout)[index] ?? ''));
    if (gpus.length === 0) return noGpu('no Apple GPU');
    return { vendor: 'apple', driver: null, gpus, reason: `${describeGpus(gpus)}, shares the machine's memory` };
  }

  async processes(): Promise<GpuProcess[]> {
    return [];
  }

  watch(onReading: (gpu: Gpu) => void): GpuWatch {
    const timer = setInterval(() => void this.detect().then(({ gpus }) => gpus.forEach(onReading)), READING_MS);
    timer.unref();
    return { stop: () => clearInterval(timer) };
  }
}

function nodeNames(text: string): string[] {
  return [...text.matchAll(/^\s*\+-o (\S+)/gm)].map((found) => found[1]!);
}
