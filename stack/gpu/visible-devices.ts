import type { Gpu, GpuInventory } from './gpu';

type Environment = Readonly<Record<string, string | undefined>>;

/** Variables by which programs are told which devices to use. Where one is set, somebody has decided already. */
const VARIABLES: Readonly<Record<GpuInventory['vendor'], readonly string[]>> = {
  nvidia: ['CUDA_VISIBLE_DEVICES'],
  amd: ['HIP_VISIBLE_DEVICES', 'ROCR_VISIBLE_DEVICES', 'CUDA_VISIBLE_DEVICES', 'GPU_DEVICE_ORDINAL'],
  apple: [],
  none: [],
};

export interface ChosenDevices {
  /** The variable that says so. */
  readonly variable: string;
  /** The devices it leaves, the default one first; null when its value cannot be understood. */
  readonly devices: readonly Gpu[] | null;
}

/** What an agent's environment says about devices; null when it leaves the choice to the launcher. */
export function chosenDevices({ vendor, gpus }: GpuInventory, environment: Environment): ChosenDevices | null {
  const variable = VARIABLES[vendor].find((name) => environment[name] !== undefined);
  if (variable === undefined) return null;
  const devices: Gpu[] = [];
  for (const word of environment[variable]!.split(',').map((part) => part.trim())) {
    if (word === '' || /^-\d+$/.test(word)) break; // what follows a device that is none is not visible either
    const device = deviceCalled(word, vendor, gpus, environment);
    if (device === undefined) return { variable, devices: null };
    devices.push(device);
  }
  return { variable, devices };
}

function deviceCalled(
  word: string,
  vendor: GpuInventory['vendor'],
  gpus: readonly Gpu[],
  environment: Environment,
): Gpu | undefined {
  if (!/^\d+$/.test(word)) return word.length >= 5 ? gpus.find(({ uuid }) => uuid.startsWith(word)) : undefined;
  const number = Number(word);
  if (vendor === 'amd') return gpus.find(({ ordinal, index }) => (ordinal ?? index) === number);
  // Numbers count by speed unless somebody asked for the order in which nvidia-smi counts; of equal cards both are the same.
  const sameKind = new Set(gpus.map(({ name }) => name)).size <= 1;
  if (!sameKind && environment['CUDA_DEVICE_ORDER'] !== 'PCI_BUS_ID') return undefined;
  return gpus.find(({ index, sliceOf }) => index === number && sliceOf === undefined);
}

/**
 * The environment in which a program sees these devices alone, the first being its default. Numbers, not identifiers, wherever they are
 * certain: several model servers cannot read identifiers.
 */
export function showDevices(
  { vendor, gpus }: GpuInventory,
  devices: readonly Gpu[],
  environment: Environment = {},
): Record<string, string> {
  if (vendor === 'nvidia') {
    const order = environment['CUDA_DEVICE_ORDER'];
    const numbered = (order === undefined || order === 'PCI_BUS_ID') && devices.every(({ sliceOf }) => !sliceOf);
    return {
      CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
      CUDA_VISIBLE_DEVICES: devices.map(({ index, uuid }) => (numbered ? index : uuid)).join(','),
    };
  }
  if (vendor === 'amd') {
    const numbers = devices.map(({ ordinal, index }) => ordinal ?? index).join(',');
    // HIP sorts cards of different generations anew; only the layer below it counts as the kernel does.
    const mixed = new Set(gpus.map(({ architecture }) => architecture)).size > 1;
    return { [mixed ? 'ROCR_VISIBLE_DEVICES' : 'HIP_VISIBLE_DEVICES']: numbers };
  }
  return {};
}

/** The environment in which a program sees no device and runs on the CPU. */
export function hideDevices({ vendor }: GpuInventory): Record<string, string> {
  if (vendor === 'nvidia' || vendor === 'none') return { CUDA_VISIBLE_DEVICES: '' };
  // HIP takes an empty list for none at all, and shows every device.
  return vendor === 'amd' ? { CUDA_VISIBLE_DEVICES: '', HIP_VISIBLE_DEVICES: '-1' } : {};
}
