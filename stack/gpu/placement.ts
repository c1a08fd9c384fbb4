import type { Gpu } from './gpu';

/** Where one incarnation of an agent computes. */
export type GpuPlace =
  /** On these devices, the default one first. What it declared lies on them in equal parts. */
  | { readonly kind: 'devices'; readonly devices: readonly string[]; readonly declaredMb: number }
  /** On the CPU although it would rather not; `reason` says why, in words for people. */
  | { readonly kind: 'cpu'; readonly reason: string };

/** What one agent was given on one device, and what it uses of it by now. */
export interface Claim {
  readonly device: string;
  /** What it declared, in MiB; 0 when it declared nothing. */
  readonly declaredMb: number;
  /** MiB; null where the driver does not tell. */
  readonly usedMb: number | null;
}

/** What is left of a device once everybody uses what they were given. */
export interface Room {
  readonly gpu: Gpu;
  /** MiB, never below 0; null where the driver does not tell, and no conclusion may be drawn. */
  readonly freeMb: number | null;
}

/**
 * What is left on each device. Agents that were started and do not use all they declared yet will: what they declared counts, or what they
 * use where that is more. Everything else that is in use (other programs, the driver) is taken as it is seen.
 */
export function roomsOf(
  gpus: readonly Gpu[],
  claims: readonly Claim[],
  /** What was in use of each device, by uuid and in MiB, when none of these agents had a place on it. */
  before: ReadonlyMap<string, number> = new Map(),
): Room[] {
  return gpus.map((gpu): Room => {
    const { memoryTotalMb: total, memoryUsedMb: used } = gpu;
    if (total === null || used === null) return { gpu, freeMb: null };
    const here = claims.filter(({ device }) => device === gpu.uuid);
    const measured = here.filter((claim) => claim.usedMb !== null);
    const unmeasured = sum(here.filter((claim) => claim.usedMb === null).map((claim) => claim.declaredMb));
    const others = Math.max(0, used - sum(measured.map((claim) => claim.usedMb ?? 0)));
    const own = sum(measured.map((claim) => Math.max(claim.declaredMb, claim.usedMb ?? 0)));
    // Whose use nobody can tell is among the others already, as far as it has come: what remains was there before, or is more than they declared.
    const strangers = Math.min(others, Math.max(before.get(gpu.uuid) ?? 0, others - unmeasured));
    return { gpu, freeMb: Math.max(0, total - own - unmeasured - strangers) };
  });
}

export interface PlacementRequest {
  /** What the agent declares, in MiB. */
  readonly vramMb: number;
  readonly rooms: readonly Room[];
  /** Left free on each device, in MiB, unless the agent would then fit nowhere, not even on an empty device. */
  readonly reserveMb: number;
  /** What those declare that will be placed after this one: the largest of all gets the first choice. */
  readonly later?: readonly number[];
}

/**
 * The device for one agent; null when there is room on none. Best fit: the device on which the least is left over, so that large agents
 * that come later find room. They get theirs first (best fit decreasing) where that leaves this one a place.
 */
export function placeAgent({ vramMb, rooms, reserveMb, later = [] }: PlacementRequest): Room | null {
  const reserve = rooms.some(({ gpu }) => vramMb <= (gpu.memoryTotalMb ?? Infinity) - reserveMb) ? reserveMb : 0;
  const alone = bestFit(vramMb + reserve, rooms);
  if (alone === null) return null;
  let left = rooms;
  for (const larger of later.filter((one) => one > vramMb).sort((a, b) => b - a)) {
    const taken = bestFit(larger + reserve, left);
    if (taken) left = left.map((room) => (room.gpu === taken.gpu ? reduced(room, larger) : room));
  }
  const beside = bestFit(vramMb + reserve, left);
  return beside ? (rooms.find(({ gpu }) => gpu === beside.gpu) ?? alone) : alone;
}

function bestFit(neededMb: number, rooms: readonly Room[]): Room | null {
  let best: Room | null = null;
  for (const room of rooms) {
    const freeMb = room.freeMb ?? Infinity;
    if (neededMb <= freeMb && (best === null || freeMb < (best.freeMb ?? Infinity))) best = room;
  }
  return best;
}

function reduced(room: Room, byMb: number): Room {
  return room.freeMb === null ? room : { ...room, freeMb: Math.max(0, room.freeMb - byMb) };
}

/** The most memory any one device has, in MiB; null where one of them does not tell. */
export function largestDeviceMb(gpus: readonly Gpu[]): number | null {
  const totals = gpus.map((gpu) => gpu.memoryTotalMb);
  return totals.some((total) => total === null) || totals.length === 0
    ? null
    : Math.max(...totals.map((total) => total ?? 0));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
