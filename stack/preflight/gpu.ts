import { detectGpus } from '../gpu/detect';
import type { GpuInventory } from '../gpu/gpu';
import type { PlannedAgent } from '../plan/launch-plan';
import { severityFor, type PreflightIssue } from './issue';

/** Whether the GPUs of this machine are enough for what agents declare. No agent that wants one: nothing is asked. */
export async function checkGpus(
  agents: readonly PlannedAgent[],
  detect: () => Promise<GpuInventory> = detectGpus,
): Promise<PreflightIssue[]> {
  const wanting = agents.filter((agent) => agent.gpu === 'required' || agent.gpu === 'preferred');
  return wanting.length === 0 ? [] : judgeGpus(wanting, await detect());
}

export function judgeGpus(wanting: readonly PlannedAgent[], inventory: GpuInventory): PreflightIssue[] {
  const requiring = wanting.filter((agent) => agent.gpu === 'required');
  if (inventory.vendor === 'none') {
    return requiring.map((agent) => ({
      code: 'gpu',
      severity: severityFor(agent),
      agent: agent.name,
      message: `requires a GPU, and this machine has none: ${inventory.reason}`,
      remedy: 'Install the NVIDIA driver, or declare "gpu: preferred" if the agent can run on the CPU.',
      ...placeOf(agent),
    }));
  }
  const totals = inventory.gpus.map((gpu) => gpu.memoryTotalMb).filter((total) => total !== null);
  if (totals.length < inventory.gpus.length) return []; // unified memory: there is no limit of its own to compare with
  const largest = Math.max(...totals);
  const issues = requiring
    .filter((agent) => (agent.vramMb ?? 0) > largest)
    .map((agent): PreflightIssue => {
      const message = `requires ${agent.vramMb} MiB of GPU memory; the largest GPU here has ${largest} MiB`;
      const remedy = 'Use a smaller or quantized model, or start this agent on another machine.';
      return { code: 'gpu', severity: severityFor(agent), agent: agent.name, message, remedy, ...placeOf(agent) };
    });
  const crowded = issues.length === 0 ? crowding(requiring, inventory) : null;
  return crowded ? [...issues, crowded] : issues;
}

/** All together against what is free now; a warning, because declared memory is an upper bound and agents come and go. */
function crowding(agents: readonly PlannedAgent[], inventory: GpuInventory): PreflightIssue | null {
  const wanted = agents.reduce((sum, agent) => sum + (agent.vramMb ?? 0), 0);
  const free = inventory.gpus.reduce(
    (sum, gpu) => sum + Math.max(0, (gpu.memoryTotalMb ?? 0) - (gpu.memoryUsedMb ?? 0)),
    0,
  );
  if (wanted <= free) return null;
  return {
    code: 'gpu',
    severity: 'warning',
    agent: null,
    message: `agents declare ${wanted} MiB of GPU memory together; ${free} MiB are free now`,
    remedy: 'End other programs on the GPU (nvidia-smi lists them), or start fewer agents with --only.',
  };
}

function placeOf({ definition }: PlannedAgent): Pick<PreflightIssue, 'file' | 'range'> {
  const written = definition.vramMb ?? definition.gpu ?? definition.name;
  return { file: written.file, range: written.range };
}
