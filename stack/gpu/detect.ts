import { AmdVendor } from './amd/amd';
import { AppleVendor } from './apple/apple';
import { noGpu, type GpuInventory, type GpuVendor } from './gpu';
import { NvidiaVendor } from './nvidia/nvidia';

export interface DetectedGpus {
  readonly inventory: GpuInventory;
  /** Who tells more about them; null when there are none. */
  readonly vendor: GpuVendor | null;
}

/** Whose GPUs are looked for on this platform, the most likely to be meant first: desktops have a second one for pictures. */
export function gpuVendors(platform: NodeJS.Platform = process.platform): GpuVendor[] {
  if (platform === 'darwin') return [new AppleVendor()];
  return platform === 'linux' ? [new NvidiaVendor(), new AmdVendor()] : [new NvidiaVendor()];
}

/** The GPUs of this machine: those of the first vendor that has any. Never rejects. */
export async function findGpus(vendors: readonly GpuVendor[] = gpuVendors()): Promise<DetectedGpus> {
  const absent: GpuInventory[] = [];
  for (const vendor of vendors) {
    const inventory = await vendor.detect();
    if (inventory.vendor !== 'none') return { inventory, vendor };
    absent.push(inventory);
  }
  // A driver that is there and does not work says more than a vendor that is not there at all.
  return {
    inventory: absent.find(({ remedy }) => remedy) ?? absent[0] ?? noGpu('none is looked for here'),
    vendor: null,
  };
}

/** As {@link findGpus}, for those who only want to know. */
export async function detectGpus(vendors?: readonly GpuVendor[]): Promise<GpuInventory> {
  return (await findGpus(vendors)).inventory;
}
