import type { Gpu, GpuInventory } from '../gpu/gpu';
import { note, ok, problem, type Examination } from './examination';
import type { InstalledTorch } from './torch';

/** The GPUs and their driver. `wanted`: some agent asks for one. */
export function examineGpu(inventory: GpuInventory, wanted: boolean): Examination[] {
  const { vendor, reason, remedy, gpus } = inventory;
  if (vendor === 'none') {
    if (remedy) return [wanted ? problem('GPU', reason, remedy) : note('GPU', reason, remedy)];
    if (!wanted) return [ok('GPU', `none: ${reason}`)];
    const advice = 'Agents that declare "gpu: preferred" run on the CPU; those that require one will not start here.';
    return [note('GPU', `none: ${reason}`, advice)];
  }
  const overall = remedy ? problem('GPU', reason, remedy) : ok('GPU', reason);
  return [overall, ...gpus.flatMap((gpu) => full(gpu) ?? [])];
}

function full({ index, name, memoryTotalMb: total, memoryUsedMb: used }: Gpu): Examination | null {
  if (total === null || used === null || used < total * 0.9) return null;
  const finding = `GPU ${index} (${name}) is full: ${used} of ${total} MiB are in use`;
  return note('GPU memory', finding, 'End what holds it (nvidia-smi lists the processes), or wait for it to end.');
}

/** The oldest driver for each CUDA, by its first number: later ones of the same number run on it as well. Linux and Windows. */
const OLDEST_DRIVER: Readonly<Record<string, readonly [linux: number, windows: number]>> = {
  '11': [450.8, 452.39],
  '12': [525.6, 527.41],
  '13': [580, 580],
};
/** Generations that PyTorch's builds before CUDA 12.8 have no code for. */
const NEEDS_CUDA_12_8 = /\bRTX 50\d\d|\bBlackwell\b|\bG?B[23]00\b/;

/** Whether PyTorch can use the GPU that is there. Nothing is said where there is no GPU: then it is not PyTorch's fault. */
export function examineTorch(torch: InstalledTorch, { vendor, driver, gpus }: GpuInventory): Examination {
  const subject = 'PyTorch';
  const { version, cuda, hip } = torch;
  const install = 'Install the build for this machine: pytorch.org/get-started lists the command.';
  if (vendor === 'nvidia') {
    if (hip) return problem(subject, `${version} is built for ROCm and cannot use an NVIDIA GPU`, install);
    if (!cuda) return problem(subject, `${version} is built without CUDA and cannot use the GPU`, install);
    const oldest = OLDEST_DRIVER[cuda.split('.')[0]!]?.[process.platform === 'win32' ? 1 : 0];
    if (oldest && driver && parseFloat(driver) < oldest) {
      const finding = `${version} is built for CUDA ${cuda}, which needs a driver from ${oldest}; this is ${driver}`;
      return problem(subject, finding, 'Update the NVIDIA driver, or install a build for an older CUDA.');
    }
    const [major = 0, minor = 0] = cuda.split('.').map(Number);
    const modern = gpus.find(({ name }) => NEEDS_CUDA_12_8.test(name));
    if (modern && (major < 12 || (major === 12 && minor < 8))) {
      const finding = `${version} (CUDA ${cuda}) has no code for ${modern.name}, which needs CUDA 12.8 or newer`;
      return problem(subject, finding, install);
    }
  }
  if (vendor === 'amd' && !hip)
    return problem(subject, `${version} is not built for ROCm and cannot use an AMD GPU`, install);
  const built = cuda ? `CUDA ${cuda}` : hip ? `ROCm ${hip}` : 'the CPU alone';
  return ok(subject, `${version}, built for ${built}`);
}
