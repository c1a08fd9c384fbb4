import { join } from 'node:path';
import type { Gpu } from '../gpu';
import { readKfdGpus, type KfdGpu } from './kfd';
import { namesIn, readFields, readNumber, readText } from './text-files';

const MIB = 1024 * 1024;
/** Graphics inside a processor get a carve-out of this size at most unless somebody chose more; they use the machine's memory. */
const CARVE_OUT_BYTES = 1024 * MIB;

/** One card of the `amdgpu` driver. */
export interface AmdCard {
  readonly gpu: Gpu;
  /** PCI address, e.g. `0000:03:00.0`; what processes' files name it by. */
  readonly address: string;
  /** Null where the compute interface does not know the card: graphics only. */
  readonly compute: KfdGpu | null;
  /** Part of the processor, with the machine's memory instead of its own. */
  readonly integrated: boolean;
}

/** The cards, by ascending number. Cards of other drivers, and connectors (`card0-DP-1`), are not among them. */
export function readCards(sysRoot: string): AmdCard[] {
  const folder = join(sysRoot, 'class/drm');
  const compute = readKfdGpus(sysRoot);
  const cards: AmdCard[] = [];
  for (const name of namesIn(folder)) {
    if (!/^card\d+$/.test(name)) continue;
    const device = join(folder, name, 'device');
    const event = readFields(readText(join(device, 'uevent')), '=');
    if (event.get('DRIVER') !== 'amdgpu') continue;
    const address = event.get('PCI_SLOT_NAME')?.toLowerCase() ?? name;
    const minor = namesIn(join(device, 'drm'))
      .map((entry) => /^renderD(\d+)$/.exec(entry)?.[1])
      .find(Boolean);
    const kfd = compute.find(({ renderMinor }) => minor !== undefined && renderMinor === Number(minor)) ?? null;
    const ownMemory = bytes(device, 'vram_total');
    const integrated = ownMemory !== null && ownMemory <= CARVE_OUT_BYTES;
    const identity = { index: cards.length, uuid: address, name: nameOf(device, event.get('PCI_ID'), kfd) };
    cards.push({ gpu: { ...identity, ...readState(device, integrated, kfd) }, address, compute: kfd, integrated });
  }
  return cards;
}

function nameOf(device: string, pciId: string | undefined, kfd: KfdGpu | null): string {
  const chip = kfd?.name ? `AMD ${kfd.name}` : pciId ? `AMD GPU ${pciId}` : 'AMD GPU';
  return readText(join(device, 'product_name')) || chip;
}

function readState(device: string, integrated: boolean, kfd: KfdGpu | null): Omit<Gpu, 'index' | 'uuid' | 'name'> {
  const memory = (what: 'total' | 'used') =>
    inMebibytes(bytes(device, `vram_${what}`), integrated ? bytes(device, `gtt_${what}`) : null);
  return {
    memoryTotalMb: memory('total'),
    memoryUsedMb: memory('used'),
    utilizationPercent: readNumber(join(device, 'gpu_busy_percent')),
    temperatureC: temperature(device),
    ...(kfd ? { ordinal: kfd.ordinal } : {}),
    ...(kfd?.architecture ? { architecture: kfd.architecture } : {}),
  };
}

function bytes(device: string, what: string): number | null {
  return readNumber(join(device, `mem_info_${what}`));
}

function inMebibytes(first: number | null, second: number | null): number | null {
  return first === null ? null : Math.round((first + (second ?? 0)) / MIB);
}

function temperature(device: string): number | null {
  const monitor = namesIn(join(device, 'hwmon'))[0];
  const thousandths = monitor ? readNumber(join(device, 'hwmon', monitor, 'temp1_input')) : null;
  return thousandths === null ? null : Math.round(thousandths / 1000);
}
