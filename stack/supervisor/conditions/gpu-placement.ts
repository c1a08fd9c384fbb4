import type { Gpu, GpuInventory } from '../../gpu/gpu';
import { gpuCount } from '../../gpu/gpu-count';
import { placeAgent, type GpuPlace, type Room } from '../../gpu/placement';
import { chosenDevices, hideDevices, showDevices, type ChosenDevices } from '../../gpu/visible-devices';
import type { PlannedAgent } from '../../plan/launch-plan';
import type { AgentServices } from '../agent-services';
import { describeHolders } from '../gpu-holders';
import type { GpuLook } from '../gpu-room';
import type { Condition } from './start-condition';

/** How often a GPU without room is looked at again, in milliseconds: a look costs the driver tens of them. */
const LOOK_AGAIN_MS = 2_000;
const RELEASING_MS = 500;

/** Finds a place for an agent that wants a GPU, and keeps it until the agent runs. */
export async function placeOnGpu(plan: PlannedAgent, services: AgentServices): Promise<Condition> {
  const { gpus, policy } = services;
  const known = await gpus.inventory();
  if (known.vendor === 'none') return known.mayExist ? { kind: 'met' } : onCpu(plan, services, known, known.reason);
  const environment = environmentOf(plan, services);
  const chosen = choiceOf(plan, services, known);
  if (chosen?.devices === null || (policy.gpu.placement === 'off' && !chosen)) return { kind: 'met' };
  if (chosen?.devices?.length === 0) {
    gpus.reserve(plan.name, { kind: 'cpu', reason: `${chosen.variable} hides every GPU from it` });
    return { kind: 'met' };
  }
  const attempt = (look: GpuLook) => {
    const rooms = gpus.rooms(plan.name, look);
    if (!chosen?.devices) return { look, rooms, found: choose(plan, services, rooms) };
    return { look, rooms: amongst(rooms, chosen.devices), found: onChosen(plan, services, rooms, chosen.devices) };
  };
  const recent = attempt(await gpus.look());
  // A recent look is good enough to find room by, but not to find none.
  const { look, rooms, found } = recent.found ? recent : attempt(await gpus.look('now'));
  if (look.inventory.vendor === 'none') return withoutDriver(plan, services, look.inventory);
  if (!found) return noRoom(plan, services, look, rooms);
  gpus.reserve(plan.name, found.place);
  return { kind: 'met', environment: chosen ? {} : showDevices(look.inventory, found.devices, environment) };
}

/** What its entry, or else its models declare, in MiB; 0 where nobody says. */
function declaredMb(plan: PlannedAgent, { models }: AgentServices): number {
  return models.vramMb(plan.definition) ?? 0;
}

/** What the agent's environment says about devices; null where it leaves the choice to the launcher. */
export function choiceOf(plan: PlannedAgent, services: AgentServices, inventory: GpuInventory): ChosenDevices | null {
  return chosenDevices(inventory, environmentOf(plan, services));
}

interface Chosen {
  readonly place: GpuPlace;
  readonly devices: readonly Gpu[];
}

function choose(plan: PlannedAgent, services: AgentServices, rooms: readonly Room[]): Chosen | null {
  const { policy, waitingForGpu } = services;
  const vramMb = declaredMb(plan, services);
  if (rooms.length === 0) return null;
  if (vramMb === 0) return freestFirst(rooms, plan.definition.gpuCount);
  const waiting = waitingForGpu(plan.name).map((other) => demandOf(other, services));
  const kept = plan.gpu === 'preferred' ? waiting.filter(({ required }) => required) : [];
  const demand = demandOf(plan, services);
  const devices = placeAll(demand, leftBy(kept, rooms, policy.gpu.reserveMb), policy.gpu.reserveMb, waiting);
  if (!devices) return null;
  return { place: { kind: 'devices', devices: devices.map(({ uuid }) => uuid), declaredMb: vramMb }, devices };
}

interface Demand {
  readonly name: string;
  readonly required: boolean;
  /** How many devices, and how much of each, in MiB. */
  readonly count: number;
  readonly eachMb: number;
}

function demandOf(plan: PlannedAgent, services: AgentServices): Demand {
  const count = gpuCount(plan.definition);
  return { name: plan.name, required: plan.gpu === 'required', count, eachMb: declaredMb(plan, services) / count };
}

function placeAll(
  { count, eachMb }: Demand,
  rooms: readonly Room[],
  reserveMb: number,
  waiting: readonly Demand[] = [],
): Gpu[] | null {
  const devices: Gpu[] = [];
  for (let left = rooms; devices.length < count;) {
    const room = placeAgent({ vramMb: eachMb, rooms: left, reserveMb, later: waiting.map((other) => other.eachMb) });
    if (!room) return null;
    devices.push(room.gpu);
    left = left.filter((other) => other !== room);
  }
  return devices;
}

/** What agents that cannot do without a GPU will leave to one that can: they would wait for it for ever. */
function leftBy(kept: readonly Demand[], rooms: readonly Room[], reserveMb: number): readonly Room[] {
  let left = rooms;
  for (const demand of [...kept].sort((a, b) => b.eachMb - a.eachMb)) {
    const devices = placeAll(demand, left, reserveMb) ?? [];
    left = left.map((room) =>
      devices.includes(room.gpu) && room.freeMb !== null
        ? { ...room, freeMb: Math.max(0, room.freeMb - demand.eachMb) }
        : room,
    );
  }
  return left;
}

/**
 * An agent that does not say how much it needs may use several GPUs: it sees all of them, and the one with most room is its default. Of
 * slices a program can use one only.
 */
function freestFirst(rooms: readonly Room[], count: number | undefined): Chosen {
  const ordered = [...rooms].sort((a, b) => (b.freeMb ?? 0) - (a.freeMb ?? 0)).map(({ gpu }) => gpu);
  const devices = ordered.slice(0, count ?? (ordered.some(({ sliceOf }) => sliceOf) ? 1 : ordered.length));
  const place: GpuPlace = { kind: 'devices', devices: devices.slice(0, 1).map(({ uuid }) => uuid), declaredMb: 0 };
  return { place, devices };
}

/** Somebody has said which devices it uses; nothing is changed about that, and what it takes there is kept in mind. */
function onChosen(
  plan: PlannedAgent,
  services: AgentServices,
  rooms: readonly Room[],
  devices: readonly Gpu[],
): Chosen | null {
  const vramMb = declaredMb(plan, services);
  const freeMb = amongst(rooms, devices).reduce((sum, room) => sum + (room.freeMb ?? Infinity), 0);
  // One that would rather have a GPU than not is not kept from the one it was given by hand.
  if (plan.gpu === 'required' && vramMb > freeMb) return null;
  return { place: { kind: 'devices', devices: devices.map(({ uuid }) => uuid), declaredMb: vramMb }, devices };
}

function amongst(rooms: readonly Room[], devices: readonly Gpu[]): readonly Room[] {
  return rooms.filter(({ gpu }) => devices.some(({ uuid }) => uuid === gpu.uuid));
}

async function noRoom(
  plan: PlannedAgent,
  services: AgentServices,
  look: GpuLook,
  rooms: readonly Room[],
): Promise<Condition> {
  const { gpus, view } = services;
  await view.refresh();
  // What an earlier run of this stack left behind is ours to end.
  const left = view.unclaimed.filter(({ pid }) => look.processes.some((process) => process.pid === pid));
  if (left.length > 0) {
    await services.endUnclaimed();
    const reason = `ended ${left.map(({ pid }) => `pid ${pid}`).join(', ')}, left on the GPU by an earlier run`;
    return { kind: 'hold', state: 'waiting', reason, lookAgainMs: RELEASING_MS };
  }
  const reason = await shortage(plan, services, look, rooms);
  if (gpus.isReleasing(look.processes)) {
    const text = `waits for GPU memory that is being released: ${reason}`;
    return { kind: 'hold', state: 'waiting', reason: text, lookAgainMs: RELEASING_MS };
  }
  if (plan.gpu === 'preferred') return onCpu(plan, services, look.inventory, reason);
  return { kind: 'hold', state: 'blocked', reason, lookAgainMs: LOOK_AGAIN_MS };
}

async function shortage(
  plan: PlannedAgent,
  services: AgentServices,
  look: GpuLook,
  rooms: readonly Room[],
): Promise<string> {
  const freest = [...rooms].sort((a, b) => (b.freeMb ?? 0) - (a.freeMb ?? 0))[0];
  const count = gpuCount(plan.definition);
  const needs = `needs ${declaredMb(plan, services)} MiB of GPU memory${count > 1 ? ` on ${count} GPUs` : ''}`;
  if (!freest) return needs;
  const where = rooms.length === 1 ? `GPU ${freest.gpu.index} has` : `GPU ${freest.gpu.index}, the emptiest, has`;
  const holders = await describeHolders(freest.gpu, look.processes, services);
  const kept =
    plan.gpu === 'preferred' ? services.waitingForGpu(plan.name).filter(({ gpu }) => gpu === 'required') : [];
  const keptFor = kept.length > 0 ? `; room is kept for ${kept.map(({ name }) => name).join(', ')}` : '';
  return `${needs}; ${where} ${Math.floor(freest.freeMb ?? 0)} MiB left${holders ? `: ${holders}` : ''}${keptFor}`;
}

/** The GPUs were there a moment ago. */
function withoutDriver(plan: PlannedAgent, services: AgentServices, inventory: GpuInventory): Condition {
  if (plan.gpu === 'preferred') return onCpu(plan, services, inventory, inventory.reason);
  return { kind: 'hold', state: 'blocked', reason: inventory.reason, lookAgainMs: LOOK_AGAIN_MS };
}

function onCpu(plan: PlannedAgent, { gpus }: AgentServices, inventory: GpuInventory, reason: string): Condition {
  gpus.reserve(plan.name, { kind: 'cpu', reason });
  return { kind: 'met', environment: hideDevices(inventory) };
}

/** A `.env` file that cannot be read is told about when the agent is launched. */
function environmentOf(plan: PlannedAgent, { environment }: AgentServices): Readonly<Record<string, string>> {
  try {
    return environment(plan).env;
  } catch {
    return {};
  }
}
