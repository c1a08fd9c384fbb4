import assert from 'node:assert/strict';
import type { AgentDefinition } from '../../definition/model';
import { noGpu, type Gpu, type GpuInventory, type GpuProcess, type GpuVendor } from '../../gpu/gpu';
import type { PlannedAgent } from '../../plan/launch-plan';
import { DEFAULT_POLICY } from '../../policy/stack-policy';
import type { Clock } from '../../process/clock';
import type { AgentServices } from '../agent-services';
import { GpuRoom, RELEASE_MS, type GpuOccupant } from '../gpu-room';
import { gpuPresent, gpuRoom } from './gpu';
import type { Condition, StartCondition } from './start-condition';

function card(index: number, totalMb: number | null, usedMb: number | null = 0, extra: Partial<Gpu> = {}): Gpu {
  return {
    index,
    uuid: `GPU-${index}000000`,
    name: 'Card',
    memoryTotalMb: totalMb,
    memoryUsedMb: usedMb,
    utilizationPercent: 0,
    temperatureC: null,
    ...extra,
  };
}

describe('the conditions about GPUs', () => {
  let now: number;
  let inventory: GpuInventory;
  let processes: GpuProcess[];
  let occupants: GpuOccupant[];
  let environment: Record<string, string>;
  let placement: 'auto' | 'off';
  let services: AgentServices;

  beforeEach(() => {
    now = 1_000_000;
    processes = [];
    occupants = [];
    environment = {};
    placement = 'auto';
    machine('nvidia', card(0, 16_000));
    const vendor: GpuVendor = {
      name: 'nvidia',
      detect: async () => inventory,
      processes: async () => processes,
      watch: () => ({ stop: () => undefined }),
    };
    const gpus = new GpuRoom({
      clock: { now: () => now } as Clock,
      occupants: () => occupants,
      onInventory: () => undefined,
      find: async () => ({ inventory, vendor: inventory.vendor === 'none' ? null : vendor }),
    });
    services = {
      gpus,
      models: { vramMb: ({ vramMb }: AgentDefinition) => vramMb?.value ?? null },
      view: { refresh: async () => undefined, unclaimed: [], familyOf: () => null },
      agentOf: () => null,
      waitingForGpu: () => [],
      environment: () => ({ env: environment, secretNames: [], missing: [] }),
      get policy() {
        return { ...DEFAULT_POLICY, gpu: { reserveMb: 512, placement } };
      },
    } as unknown as AgentServices;
  });

  const machine = (vendor: GpuInventory['vendor'], ...gpus: Gpu[]) => {
    inventory = { vendor, driver: null, gpus, reason: 'found' };
  };
  const agent = (name: string, gpu: PlannedAgent['gpu'], vramMb: number | null = null) =>
    ({
      name,
      gpu,
      vramMb,
      definition: { environment: [], vramMb: vramMb === null ? null : { value: vramMb } },
    }) as unknown as PlannedAgent;
  const look = async (condition: StartCondition, plan: PlannedAgent): Promise<Condition> =>
    condition(plan, services, new AbortController().signal);
  const given = (condition: Condition) => (condition.kind === 'met' ? (condition.environment ?? {}) : condition);
  /** Lets an agent run with the place that was kept for it. */
  const run = (name: string, ...pids: number[]) => {
    occupants = [...occupants.filter((one) => one.name !== name), { name, place: services.gpus.takePlace(name), pids }];
  };

  it('leave agents alone that ask for none, and ask nothing for them', async () => {
    inventory = noGpu('none');
    assert.deepEqual(await look(gpuRoom, agent('A', null)), { kind: 'met' });
    assert.deepEqual(await look(gpuRoom, agent('A', 'none', 4_000)), { kind: 'met' });
    assert.deepEqual(await look(gpuPresent, agent('A', 'preferred')), { kind: 'met' });
  });

  it('let what requires a GPU wait for a driver that comes up late', async () => {
    inventory = noGpu('no NVIDIA driver');
    const waiting = await look(gpuPresent, agent('A', 'required'));
    assert.ok(waiting.kind === 'hold' && waiting.state === 'blocked' && waiting.lookAgainMs);
    assert.match(waiting.reason, /needs a GPU, and this machine has none: no NVIDIA driver/);
    machine('nvidia', card(0, 16_000));
    now += waiting.lookAgainMs;
    assert.deepEqual(await look(gpuPresent, agent('A', 'required')), { kind: 'met' });
  });

  it('speak each vendor’s language', async () => {
    machine(
      'amd',
      card(0, 16_000, 0, { ordinal: 1, architecture: 'a' }),
      card(1, 24_000, 0, { ordinal: 0, architecture: 'a' }),
    );
    assert.deepEqual(given(await look(gpuRoom, agent('A', 'required', 12_000))), { HIP_VISIBLE_DEVICES: '1' });
    assert.deepEqual(given(await look(gpuRoom, agent('B', 'preferred', 40_000))), {
      CUDA_VISIBLE_DEVICES: '',
      HIP_VISIBLE_DEVICES: '-1',
    });
    assert.equal(services.gpus.takePlace('B')?.kind, 'cpu');
  });

  it('place by slices, one to an agent', async () => {
    const slice = (uuid: string) => card(0, 9_700, 10, { uuid, sliceOf: 'GPU-0' });
    machine('nvidia', slice('MIG-a'), slice('MIG-b'));
    const first = given(await look(gpuRoom, agent('A', 'required', 8_000)));
    const second = given(await look(gpuRoom, agent('B', 'required', 8_000)));
    assert.deepEqual(
      [first, second].map((one) => (one as Record<string, string>)['CUDA_VISIBLE_DEVICES']),
      ['MIG-a', 'MIG-b'],
    );
    assert.deepEqual(given(await look(gpuRoom, agent('C', 'required'))), {
      CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
      CUDA_VISIBLE_DEVICES: 'MIG-a',
    });
  });

  it('draw no conclusion where the memory is the machine’s own', async () => {
    machine('apple', card(0, null, 300));
    assert.deepEqual(await look(gpuPresent, agent('A', 'required', 500_000)), { kind: 'met' });
    assert.deepEqual(given(await look(gpuRoom, agent('A', 'required', 500_000))), {});
  });

  it('count what agents were given where the driver tells nothing of processes', async () => {
    await look(gpuRoom, agent('A', 'required', 9_000));
    run('A', 10);
    machine('nvidia', card(0, 16_000, 9_500)); // it has allocated all of it, and nobody says so
    now += 5_000;
    assert.equal((await look(gpuRoom, agent('B', 'required', 5_900))).kind, 'met', 'its memory is not counted twice');
    assert.equal((await look(gpuRoom, agent('C', 'required', 6_200))).kind, 'hold');
  });

  it('keep a place for an agent from the moment it is given, and drop it when it is not taken', async () => {
    await look(gpuRoom, agent('A', 'required', 9_000));
    const other = agent('B', 'required', 9_000);
    assert.equal((await look(gpuRoom, other)).kind, 'hold');
    now += 6_000;
    assert.equal((await look(gpuRoom, other)).kind, 'met');
  });

  it('hold an agent while the driver still counts its last run, and no longer than that', async () => {
    const plan = agent('A', 'required', 9_000);
    await look(gpuRoom, plan);
    run('A', 10, 11);
    processes = [{ pid: 11, gpu: 'GPU-0000000', memoryMb: 9_000 }];
    machine('nvidia', card(0, 16_000, 9_000));
    occupants = [];
    services.gpus.ended('A', [10, 11]);
    const waiting = await look(gpuRoom, plan);
    assert.deepEqual([waiting.kind, waiting.kind === 'hold' && waiting.state], ['hold', 'waiting']);
    now += RELEASE_MS + 1;
    const blocked = await look(gpuRoom, plan);
    assert.ok(blocked.kind === 'hold' && blocked.state === 'blocked');
    assert.match(blocked.reason, /GPU 0 has 7000 MiB left: process 11 outside of what is visible here has 9000 MiB/);
    now += 2_000;
    processes = [];
    machine('nvidia', card(0, 16_000));
    assert.equal((await look(gpuRoom, plan)).kind, 'met');
  });

  it('block while a driver does not answer that did before', async () => {
    const plan = agent('A', 'required', 9_000);
    await look(gpuRoom, plan);
    services.gpus.forget('A');
    inventory = noGpu('the NVIDIA driver does not answer', 'look');
    now += 5_000;
    const blocked = await look(gpuRoom, plan);
    assert.ok(blocked.kind === 'hold' && blocked.state === 'blocked');
    assert.match(blocked.reason, /does not answer/);
    machine('nvidia', card(0, 16_000));
    assert.equal((await look(gpuRoom, plan)).kind, 'met');
  });

  it('let programs look for themselves where only the tools are missing', async () => {
    inventory = { ...noGpu('nvidia-smi is not installed', 'install it'), mayExist: true };
    assert.deepEqual(await look(gpuPresent, agent('A', 'required')), { kind: 'met' });
    assert.deepEqual(given(await look(gpuRoom, agent('A', 'preferred', 4_000))), {});
    assert.equal(services.gpus.takePlace('A'), null);
  });

  it('place nobody where the policy says so', async () => {
    placement = 'off';
    machine('nvidia', card(0, 16_000, 15_000));
    assert.deepEqual(await look(gpuRoom, agent('A', 'required', 9_000)), { kind: 'met' });
  });

  it('respect devices chosen by hand, and wait for room on those', async () => {
    machine('nvidia', card(0, 16_000, 15_000), card(1, 16_000));
    environment = { CUDA_VISIBLE_DEVICES: '0' };
    assert.equal((await look(gpuRoom, agent('A', 'required', 9_000))).kind, 'hold');
    assert.deepEqual(given(await look(gpuRoom, agent('B', 'preferred', 9_000))), {});
    environment = { CUDA_VISIBLE_DEVICES: '0,1' };
    assert.deepEqual(await look(gpuPresent, agent('C', 'required', 17_000)), { kind: 'met' });
    environment = { CUDA_VISIBLE_DEVICES: '1' };
    assert.deepEqual(given(await look(gpuRoom, agent('D', 'required', 9_000))), {});
    assert.deepEqual(services.gpus.takePlace('D'), { kind: 'devices', devices: ['GPU-1000000'], declaredMb: 9_000 });
  });
});
