import { findGpus } from '../gpu/detect';
import { describeGpus, memoryByPid, type GpuInventory } from '../gpu/gpu';
import { gpuCount } from '../gpu/gpu-count';
import { largestDeviceMb, placeAgent, roomsOf, type Room } from '../gpu/placement';
import type { PlannedAgent } from '../plan/launch-plan';
import { DEFAULT_POLICY } from '../policy/stack-policy';
import { severityFor, type PreflightIssue } from './issue';

export interface GpuCheckOptions {
  /** Replaces the look at this machine. */
  readonly detect?: () => Promise<GpuInventory>;
  /** What agents of this very stack hold already is theirs. */
  readonly isOwnProcess?: (pid: number) => Promise<boolean>;
  /** Left free on each GPU, in MiB; null where agents are not placed at all. Default: the default policy's. */
  readonly reserveMb?: number | null;
}

/** Whether the GPUs of this machine are enough for what agents declare. No agent that wants one: nothing is asked. */
export async function checkGpus(
  agents: readonly PlannedAgent[],
  options: GpuCheckOptions = {},
): Promise<PreflightIssue[]> {
  const wanting = agents.filter((agent) => agent.gpu === 'required' || agent.gpu === 'preferred');
  if (wanting.length === 0) return [];
  const inventory = options.detect ? await options.detect() : await lookWithoutOwn(options.isOwnProcess);
  return judgeGpus(wanting, inventory, options.reserveMb);
}

/** The GPUs of this machine as if nothing of this stack ran. */
async function lookWithoutOwn(isOwnProcess: GpuCheckOptions['isOwnProcess']): Promise<GpuInventory> {
  const { inventory, vendor } = await findGpus();
  if (!vendor || !isOwnProcess) return inventory;
  const own: Awaited<ReturnType<typeof vendor.processes>> = [];
  for (const process of await vendor.processes()) if (await isOwnProcess(process.pid)) own.push(process);
  const gpus = inventory.gpus.map((gpu) => {
    const here = own.filter((process) => process.gpu === gpu.uuid);
    const held = [...memoryByPid(here).values()].reduce<number>((sum, one) => sum + (one ?? 0), 0);
    return gpu.memoryUsedMb === null ? gpu : { ...gpu, memoryUsedMb: Math.max(0, gpu.memoryUsedMb - held) };
  });
  return { ...inventory, gpus };
}

export function judgeGpus(
  wanting: readonly PlannedAgent[],
  inventory: GpuInventory,
  reserveMb: number | null = DEFAULT_POLICY.gpu.reserveMb,
): PreflightIssue[] {
  if (inventory.vendor === 'none') return wanting.flatMap((agent) => withoutGpu(agent, inventory));
  const largest = largestDeviceMb(inventory.gpus);
  if (largest === null) return []; // unified memory: there is no limit of its own to compare with
  const tooFew = wanting.filter((agent) => gpuCount(agent.definition) > inventory.gpus.length);
  const tooLarge = wanting.filter((agent) => !tooFew.includes(agent) && shareOf(agent) > largest);
  const issues = [
    ...tooFew.map((agent) => tooFewGpus(agent, inventory)),
    ...tooLarge.map((agent) => larger(agent, largest)),
  ];
  const others = wanting.filter((agent) => !tooLarge.includes(agent) && !tooFew.includes(agent));
  if (reserveMb === null) return issues;
  const never = homeless(
    others,
    roomsOf(
      inventory.gpus.map((gpu) => ({ ...gpu, memoryUsedMb: 0 })),
      [],
    ),
    reserveMb,
  );
  issues.push(...never.filter(({ gpu }) => gpu === 'required').map((agent) => crowdedOut(agent, others, inventory)));
  if (never.some(({ gpu }) => gpu === 'preferred')) issues.push(someOnCpu(others, inventory));
  const now = homeless(others, roomsOf(inventory.gpus, []), reserveMb).filter((agent) => !never.includes(agent));
  return now.length === 0 ? issues : [...issues, taken(now, inventory)];
}

function withoutGpu(agent: PlannedAgent, { reason, remedy, mayExist }: GpuInventory): PreflightIssue[] {
  if (agent.gpu === 'required' && !mayExist) {
    return [
      issue(
        agent,
        severityFor(agent),
        `requires a GPU, and this machine has none: ${reason}`,
        remedy ?? 'Install the driver of the GPU, or declare "gpu: preferred" if the agent can run on the CPU.',
      ),
    ];
  }
  // No GPU is normal for an agent that only prefers one; a driver that is there and does not work is not.
  return remedy ? [issue(agent, 'warning', `would use a GPU, and none can be seen: ${reason}`, remedy)] : [];
}

/** What an agent declares lies on its GPUs in equal parts. */
function shareOf(agent: PlannedAgent): number {
  return (agent.vramMb ?? 0) / gpuCount(agent.definition);
}

function tooFewGpus(agent: PlannedAgent, { gpus }: GpuInventory): PreflightIssue {
  const message = `uses ${gpuCount(agent.definition)} GPUs at once, and this machine has ${describeGpus(gpus)}`;
  return issue(
    agent,
    severityFor(agent),
    message,
    'Start it on another machine, or let it use fewer ("gpu: required").',
  );
}

function larger(agent: PlannedAgent, largest: number): PreflightIssue {
  if (agent.gpu === 'required') {
    const message = `requires ${agent.vramMb} MiB of GPU memory; the largest GPU here has ${largest} MiB`;
    const remedy = 'Use a smaller or quantized model, or start this agent on another machine.';
    return issue(agent, severityFor(agent), message, remedy);
  }
  const message = `would use ${agent.vramMb} MiB of GPU memory; the largest GPU here has ${largest} MiB, so it will run on the CPU`;
  return issue(agent, 'warning', message, 'Use a smaller or quantized model, or correct "vram_mb".');
}

/** Those for whom no room is left once all others have theirs, the largest placed first. */
function homeless(agents: readonly PlannedAgent[], rooms: readonly Room[], reserveMb: number): PlannedAgent[] {
  let left = rooms;
  // An agent that can do without a GPU gives way.
  const rank = (agent: PlannedAgent) => (agent.gpu === 'required' ? 0 : 1);
  const ordered = [...agents].sort((a, b) => rank(a) - rank(b) || shareOf(b) - shareOf(a));
  return ordered.filter((agent) => {
    const each = shareOf(agent);
    if (each === 0) return false;
    let remaining = left;
    for (let placed = 0; placed < gpuCount(agent.definition); placed++) {
      const room = placeAgent({ vramMb: each, rooms: remaining, reserveMb });
      if (room === null) return true;
      remaining = remaining.filter((one) => one !== room);
      left = left.map((one) => (one.gpu === room.gpu ? { ...one, freeMb: (one.freeMb ?? 0) - each } : one));
    }
    return false;
  });
}

function crowdedOut(agent: PlannedAgent, all: readonly PlannedAgent[], inventory: GpuInventory): PreflightIssue {
  const message = `requires ${agent.vramMb} MiB of GPU memory, which are never free beside the others: ${together(all, inventory)}`;
  const remedy =
    'Use smaller models, start fewer agents (--only, profiles), or set "stack: {gpu: {placement: off}}" if they never use all of it at once.';
  return issue(agent, severityFor(agent), message, remedy);
}

/** Which of them is decided when they start. */
function someOnCpu(all: readonly PlannedAgent[], inventory: GpuInventory): PreflightIssue {
  const preferring = all.filter((agent) => agent.gpu === 'preferred' && (agent.vramMb ?? 0) > 0);
  const names = preferring.map(({ name }) => name).join(', ');
  const who = preferring.length === 1 ? `${names} will` : `some of ${names} will`;
  return {
    code: 'gpu',
    severity: 'warning',
    agent: null,
    message: `${who} run on the CPU: ${together(all, inventory)}`,
    remedy:
      'Use smaller models, start fewer agents (--only, profiles), or declare "gpu: none" where that is the intention.',
  };
}

function together(agents: readonly PlannedAgent[], { gpus }: GpuInventory): string {
  const declared = agents.reduce((sum, one) => sum + (one.vramMb ?? 0), 0);
  const total = gpus.reduce((sum, gpu) => sum + (gpu.memoryTotalMb ?? 0), 0);
  return `agents of this stack declare ${declared} MiB of GPU memory together, and there are ${total} MiB`;
}

/** A warning, because other programs come and go. */
function taken(agents: readonly PlannedAgent[], { gpus }: GpuInventory): PreflightIssue {
  const wanted = agents.reduce((sum, agent) => sum + (agent.vramMb ?? 0), 0);
  const free = gpus.reduce((sum, gpu) => sum + Math.max(0, (gpu.memoryTotalMb ?? 0) - (gpu.memoryUsedMb ?? 0)), 0);
  const names = agents.map(({ name }) => name).join(', ');
  const waits = agents.some(({ gpu }) => gpu === 'required') ? 'waits until there is room' : 'will run on the CPU';
  return {
    code: 'gpu',
    severity: 'warning',
    agent: null,
    message: `${names} ${waits}: ${wanted} MiB of GPU memory are declared, and ${free} MiB are free now`,
    remedy: 'End other programs on the GPU, or start fewer agents with --only.',
  };
}

function issue(
  agent: PlannedAgent,
  severity: PreflightIssue['severity'],
  message: string,
  remedy: string,
): PreflightIssue {
  const written = agent.definition.vramMb ?? agent.definition.gpu ?? agent.definition.name;
  return { code: 'gpu', severity, agent: agent.name, message, remedy, file: written.file, range: written.range };
}
