import { join } from 'node:path';
import { namesIn, readFields, readNumber, readText } from './text-files';

/** A GPU as the kernel's compute interface knows it: only these can run ROCm programs. */
export interface KfdGpu {
  /** The kernel's number for it, part of file names. */
  readonly id: number;
  /** 0-based, in the order in which ROCm counts GPUs. */
  readonly ordinal: number;
  /** The number in `/dev/dri/renderD<minor>`. */
  readonly renderMinor: number | null;
  /** e.g. `110000` for gfx1100. */
  readonly architecture: string | null;
  readonly name: string | null;
}

/** GPUs among the nodes of the topology; CPUs are nodes as well, with a `gpu_id` of 0. Empty without the compute interface. */
export function readKfdGpus(sysRoot: string): KfdGpu[] {
  const nodes = join(sysRoot, 'class/kfd/kfd/topology/nodes');
  const gpus: KfdGpu[] = [];
  for (const node of namesIn(nodes)) {
    const id = readNumber(join(nodes, node, 'gpu_id'));
    if (!id) continue;
    const properties = readFields(readText(join(nodes, node, 'properties')), ' ');
    const minor = Number(properties.get('drm_render_minor'));
    gpus.push({
      id,
      ordinal: gpus.length,
      renderMinor: minor > 0 ? minor : null,
      architecture: properties.get('gfx_target_version') ?? null,
      name: readText(join(nodes, node, 'name')) || null,
    });
  }
  return gpus;
}

/** Bytes of memory each process holds through the compute interface, by its pid and the kernel's number of the GPU. */
export function readKfdProcesses(sysRoot: string): { pid: number; gpuId: number; bytes: number }[] {
  const folder = join(sysRoot, 'class/kfd/kfd/proc');
  return namesIn(folder)
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) =>
      namesIn(join(folder, pid)).flatMap((name) => {
        const gpuId = /^vram_(\d+)$/.exec(name)?.[1];
        const bytes = gpuId ? readNumber(join(folder, pid, name)) : null;
        return bytes === null ? [] : [{ pid: Number(pid), gpuId: Number(gpuId), bytes }];
      }),
    );
}
