import type { GpuInventory } from '@agent-preflight/stack/gpu/gpu';
import { placeAgent, roomsOf, type Claim } from '@agent-preflight/stack/gpu/placement';
import type { PlannedAgent } from '@agent-preflight/stack/plan/launch-plan';
import type { StackPolicy } from '@agent-preflight/stack/policy/stack-policy';

/**
 * Where agents that want a GPU would compute if they were started now, in the order of their start: `GPU 0`, `CPU`, or null for an agent
 * that wants none. Placement off, or a driver that does not tell: the program chooses by itself.
 */
export function plannedGpus(
  agents: readonly PlannedAgent[],
  inventory: GpuInventory,
  { reserveMb, placement }: StackPolicy['gpu'],
): Map<string, string> {
  const places = new Map<string, string>();
  const wanting = agents.filter(({ gpu }) => gpu === 'required' || gpu === 'preferred');
  const claims: Claim[] = [];
  wanting.forEach(({ name, gpu, vramMb }, index) => {
    const declared = vramMb ?? 0;
    if (inventory.vendor === 'none') return places.set(name, gpu === 'required' ? 'no GPU' : 'CPU');
    if (placement === 'off' || inventory.gpus.length === 0) return places.set(name, 'GPU, by its own choice');
    const later = wanting.slice(index + 1).map((agent) => agent.vramMb ?? 0);
    const room = placeAgent({ vramMb: declared, rooms: roomsOf(inventory.gpus, claims), reserveMb, later });
    if (!room) return places.set(name, gpu === 'required' ? 'waits for room on a GPU' : 'CPU: no GPU has room');
    claims.push({ device: room.gpu.uuid, declaredMb: declared, usedMb: null });
    return places.set(name, `GPU ${room.gpu.index}`);
  });
  return places;
}
