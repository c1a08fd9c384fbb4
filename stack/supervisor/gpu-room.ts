import { findGpus, type DetectedGpus } from '../gpu/detect';
import type { Gpu, GpuInventory, GpuProcess, GpuVendor } from '../gpu/gpu';
import { roomsOf, type Claim, type GpuPlace, type Room } from '../gpu/placement';
import type { Clock } from '../process/clock';

/** An agent that runs, and where. */
export interface GpuOccupant {
  readonly name: string;
  readonly place: GpuPlace | null;
  readonly pids: readonly number[];
}

export interface GpuRoomOptions {
  readonly clock: Clock;
  /** Agents that run now. */
  readonly occupants: () => readonly GpuOccupant[];
  /** Hears of what the GPUs of this machine are like, each time they were looked at. */
  readonly onInventory: (inventory: GpuInventory) => void;
  /** Replaces the look at this machine. */
  readonly find?: () => Promise<DetectedGpus>;
}

/** The GPUs at one moment. */
export interface GpuLook {
  readonly inventory: GpuInventory;
  readonly processes: readonly GpuProcess[];
}

/** A look that is not older serves whoever asks, in milliseconds: a driver takes tens of them to answer, some take a second. */
const FRESH_MS = 300;
/** The same for those who would otherwise have to wait. */
const NOW_MS = 50;
/** The same while nobody of this stack has a place: what others hold changes slowly, and the first agents need not wait for the driver. */
const UNSHARED_MS = 2_000;
/** A machine without GPUs is looked at again after this time, in milliseconds: drivers come up late, and get repaired. */
const ABSENCE_MS = 5_000;
/** A place is kept this long for an agent that is just being started. */
const PENDING_MS = 5_000;
/** How long a driver may take to release the memory of processes that have ended. */
export const RELEASE_MS = 15_000;
/** Some drivers do not tell of processes: what has ended this recently may still hold something. */
const SETTLE_MS = 3_000;

/** Which agent has which part of the machine's GPUs, and what the last ones have not given back yet. */
export class GpuRoom {
  readonly #options: GpuRoomOptions;
  #vendor: GpuVendor | null = null;
  #inventory: GpuInventory | null = null;
  #lookedAt = -Infinity;
  #looking: Promise<GpuInventory> | null = null;
  #lookingWell: Promise<GpuLook> | null = null;
  #lastLook: { readonly look: GpuLook; readonly at: number } | null = null;
  /** Places of agents whose first process is about to exist. */
  readonly #pending = new Map<string, { place: GpuPlace; at: number }>();
  readonly #ended = new Map<string, { pids: ReadonlySet<number>; at: number }>();
  /** What was in use of each device when no agent of this stack had a place on it, in MiB. */
  readonly #before = new Map<string, number>();

  constructor(options: GpuRoomOptions) {
    this.#options = options;
  }

  /** Who tells about the GPUs; null when there are none, or they have not been looked for. */
  get vendor(): GpuVendor | null {
    return this.#vendor;
  }

  /** Somebody asks for a start: a driver that was missing may have been repaired for it. */
  lookAnew(): void {
    if (this.#inventory?.vendor === 'none') this.#inventory = null;
  }

  /** What there is, as of some earlier look where there was something. */
  async inventory(): Promise<GpuInventory> {
    const found = this.#inventory;
    if (found && (found.vendor !== 'none' || this.#since(this.#lookedAt) < ABSENCE_MS)) return found;
    return this.#look();
  }

  /** What there is now, or was a moment ago where that is enough, and who holds memory of it. */
  async look(freshness: 'recent' | 'now' = 'recent'): Promise<GpuLook> {
    const last = this.#lastLook;
    if (last && this.#since(last.at) < (freshness === 'now' ? NOW_MS : FRESH_MS)) return last.look;
    if (freshness === 'recent' && this.#inventory && this.#since(this.#lookedAt) < UNSHARED_MS && this.#isUnshared)
      return { inventory: this.#inventory, processes: [] };
    this.#lookingWell ??= this.#lookWell().finally(() => (this.#lookingWell = null));
    return this.#lookingWell;
  }

  get #isUnshared(): boolean {
    const placed = this.#options.occupants().some(({ place }) => place !== null);
    return !placed && this.#pending.size === 0 && this.#ended.size === 0;
  }

  /** Memory in use and its holders are compared: both are of one moment, as nearly as the driver allows. */
  async #lookWell(): Promise<GpuLook> {
    const inventory = await this.#look();
    const look = { inventory, processes: (await this.#vendor?.processes()) ?? [] };
    this.#lastLook = { look, at: this.#options.clock.now() };
    return look;
  }

  /** What is left on each device for the one that asks. */
  rooms(asking: string, { inventory: { gpus }, processes }: GpuLook): Room[] {
    return roomsOf(gpus, this.#claims(asking, gpus, processes), this.#before);
  }

  /** What agents have been given, the one that asks left out. */
  #claims(asking: string, gpus: readonly Gpu[], processes: readonly GpuProcess[]): Claim[] {
    const claims: Claim[] = [];
    const running = this.#options.occupants();
    for (const { name, place, pids } of running) {
      if (name !== asking && place?.kind === 'devices') claims.push(...claimsOf(place, gpus, processes, pids));
    }
    const now = this.#options.clock.now();
    for (const [name, { place, at }] of this.#pending) {
      if (now - at > PENDING_MS || running.some((agent) => agent.name === name)) this.#pending.delete(name);
      else if (name !== asking && place.kind === 'devices') claims.push(...claimsOf(place, gpus, [], []));
    }
    return claims;
  }

  /** Agents that were given a part of a device, and how much of it they declared, in MiB. */
  reservations(device: string): { readonly agent: string; readonly declaredMb: number }[] {
    const places = [
      ...this.#options.occupants().map(({ name, place }) => [name, place] as const),
      ...[...this.#pending].map(([name, { place }]) => [name, place] as const),
    ];
    return [...new Map(places)].flatMap(([agent, place]) => {
      if (place?.kind !== 'devices' || place.declaredMb === 0 || !place.devices.includes(device)) return [];
      return [{ agent, declaredMb: place.declaredMb / place.devices.length }];
    });
  }

  /** Keeps a place for an agent that is about to be started. */
  reserve(name: string, place: GpuPlace): void {
    this.#pending.set(name, { place, at: this.#options.clock.now() });
  }

  /** Drops what was kept for an agent: it looks for a place anew, or wants none. */
  forget(name: string): void {
    this.#pending.delete(name);
  }

  /** The place that was kept for an agent; null where there is none. The agent runs from now on, and holds it itself. */
  takePlace(name: string): GpuPlace | null {
    const place = this.#pending.get(name)?.place ?? null;
    this.#pending.delete(name);
    return place;
  }

  /** An agent's processes have ended; the driver may still be busy with what they held. */
  ended(name: string, pids: readonly number[]): void {
    this.#pending.delete(name);
    this.#ended.set(name, { pids: new Set(pids), at: this.#options.clock.now() });
  }

  /** Whether some agent has ended whose memory the driver may not have released yet, given whom it counts now. */
  isReleasing(processes: readonly GpuProcess[]): boolean {
    this.#dropReleased();
    return [...this.#ended.values()].some(
      ({ pids, at }) => this.#since(at) < SETTLE_MS || processes.some(({ pid }) => pids.has(pid)),
    );
  }

  /** Processes of an agent's last run that the driver still counts although they have ended; empty after {@link RELEASE_MS}. */
  async unreleased(name: string): Promise<readonly GpuProcess[]> {
    this.#dropReleased();
    const last = this.#ended.get(name);
    if (!last || last.pids.size === 0 || !this.#vendor) return [];
    return (await this.#vendor.processes(last.pids)).filter(({ pid }) => last.pids.has(pid));
  }

  /** Where nobody of this stack has a place, or has left something behind, all that is in use is strangers'. */
  #noteStrangers(gpus: readonly Gpu[]): void {
    if (this.#ended.size > 0) return;
    const places = [...this.#options.occupants(), ...this.#pending.values()].map(({ place }) => place);
    const taken = new Set(places.flatMap((place) => (place?.kind === 'devices' ? place.devices : [])));
    for (const { uuid, memoryUsedMb } of gpus) {
      if (memoryUsedMb !== null && !taken.has(uuid)) this.#before.set(uuid, memoryUsedMb);
    }
  }

  #dropReleased(): void {
    for (const [name, { at }] of this.#ended) if (this.#since(at) > RELEASE_MS) this.#ended.delete(name);
  }

  #since(at: number): number {
    return this.#options.clock.now() - at;
  }

  #look(): Promise<GpuInventory> {
    this.#looking ??= this.#ask().finally(() => (this.#looking = null));
    return this.#looking;
  }

  async #ask(): Promise<GpuInventory> {
    const find = this.#options.find ?? findGpus;
    const { inventory, vendor } = this.#vendor
      ? { inventory: await this.#vendor.detect(), vendor: this.#vendor }
      : await find();
    // A driver that has stopped answering is still the one to ask; a driver's place may be taken by another's only where there was none.
    this.#vendor = vendor;
    this.#inventory = inventory;
    this.#lookedAt = this.#options.clock.now();
    this.#noteStrangers(inventory.gpus);
    this.#options.onInventory(inventory);
    return inventory;
  }
}

function claimsOf(
  place: Extract<GpuPlace, { kind: 'devices' }>,
  gpus: readonly Gpu[],
  processes: readonly GpuProcess[],
  pids: readonly number[],
): Claim[] {
  const own = processes.filter(({ pid }) => pids.includes(pid));
  // A driver that tells of processes here and not of this one says that it holds nothing.
  const tells = processes.some(({ pid, memoryMb }) => memoryMb !== null && exists(pid));
  return place.devices.map((device): Claim => {
    // A slice's processes may be listed under the whole GPU.
    const whole = gpus.find(({ uuid }) => uuid === device)?.sliceOf;
    const here = own.filter(({ gpu }) => gpu === null || gpu === device || gpu === whole);
    const told = here.flatMap(({ memoryMb }) => memoryMb ?? []);
    const unknown = here.length === 0 ? !tells : told.length < here.length;
    const usedMb = unknown ? null : told.reduce((sum, one) => sum + one, 0);
    return { device, declaredMb: place.declaredMb / place.devices.length, usedMb };
  });
}

/** False for the host's numbers that a driver prints inside of a container. */
function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
