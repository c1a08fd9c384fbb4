import assert from 'node:assert/strict';
import type { Gpu, GpuInventory } from './gpu';
import { largestDeviceMb, placeAgent, roomsOf, type Claim } from './placement';
import { chosenDevices, hideDevices, showDevices } from './visible-devices';

function gpu(index: number, totalMb: number | null, usedMb: number | null = 0, extra: Partial<Gpu> = {}): Gpu {
  return {
    index,
    uuid: `GPU-${index}0000000`,
    name: 'Test card',
    memoryTotalMb: totalMb,
    memoryUsedMb: usedMb,
    utilizationPercent: null,
    temperatureC: null,
    ...extra,
  };
}

const claim = (device: Gpu, declaredMb: number, usedMb: number | null): Claim => {
  return { device: device.uuid, declaredMb, usedMb };
};
const place = (vramMb: number, gpus: readonly Gpu[], claims: readonly Claim[] = [], later: readonly number[] = []) =>
  placeAgent({ vramMb, rooms: roomsOf(gpus, claims), reserveMb: 512, later })?.gpu.index ?? null;

describe('what is left on a GPU', () => {
  const free = (device: Gpu, ...claims: Claim[]) => roomsOf([device], claims)[0]!.freeMb;

  it('counts what agents declared before they use it, and what they use where that is more', () => {
    const card = gpu(0, 24_000, 6_000);
    assert.equal(free(card), 18_000);
    assert.equal(free(card, claim(card, 10_000, 4_000)), 24_000 - 10_000 - 2_000);
    assert.equal(free(card, claim(card, 3_000, 5_000)), 24_000 - 5_000 - 1_000);
  });

  it('does not count memory twice whose owner the driver does not tell', () => {
    const card = gpu(0, 24_000, 9_000);
    assert.equal(free(card, claim(card, 8_000, null)), 15_000);
    assert.equal(free(card, claim(card, 12_000, null)), 12_000);
    assert.equal(free(card, claim(card, 8_000, null), claim(card, 4_000, 4_000)), 24_000 - 4_000 - 8_000);
    const room = (usedMb: number) =>
      roomsOf([gpu(0, 24_000, usedMb)], [claim(card, 8_000, null)], new Map([[card.uuid, 800]]))[0]?.freeMb;
    assert.equal(room(800), 24_000 - 8_000 - 800, 'it has allocated nothing yet');
    assert.equal(room(8_800), 24_000 - 8_000 - 800, 'all of it');
    assert.equal(room(9_500), 24_000 - 8_000 - 1_500, 'more than it declared');
    assert.equal(room(300), 24_000 - 8_000 - 300, 'others have ended');
  });

  it('draws no conclusion from memory the driver does not tell, and never goes below nothing', () => {
    assert.equal(free(gpu(0, null, null)), null);
    const card = gpu(0, 8_000, 7_000);
    assert.equal(free(card, claim(card, 9_000, 0)), 0);
  });
});

describe('placing an agent', () => {
  const small = gpu(0, 12_000);
  const large = gpu(1, 24_000);

  it('takes the device on which the least is left over', () => {
    assert.equal(place(10_000, [large, small]), 0);
    assert.equal(place(14_000, [small, large]), 1);
    assert.equal(place(11_800, [small, large]), 1, 'the reserve is kept free');
  });

  it('leaves the place to larger ones that are to come, where it finds another', () => {
    const other = gpu(2, 16_000);
    assert.equal(place(10_000, [large, other], [], []), 2);
    assert.equal(place(10_000, [large, other], [], [15_000]), 1);
    assert.equal(place(10_000, [small], [], [11_000]), 0, 'it does not wait for those that have not started');
  });

  it('says so when there is room on none', () => {
    assert.equal(place(8_000, [small, large], [claim(small, 6_000, 0), claim(large, 20_000, 0)]), null);
    assert.equal(place(30_000, [small, large]), null);
    assert.equal(place(1, []), null);
  });

  it('gives up the reserve for an agent that needs the whole device', () => {
    assert.equal(place(11_900, [small]), 0);
    assert.equal(place(11_900, [gpu(0, 12_000, 200)]), null);
  });

  it('places anywhere where nobody tells how much there is', () => {
    assert.equal(place(500_000, [gpu(0, null, null)]), 0);
    assert.equal(largestDeviceMb([gpu(0, null), large]), null);
    assert.equal(largestDeviceMb([small, large]), 24_000);
    assert.equal(largestDeviceMb([]), null);
  });
});

describe('telling a program which devices to use', () => {
  const inventory = (vendor: GpuInventory['vendor'], ...gpus: Gpu[]): GpuInventory => {
    return { vendor, driver: null, gpus, reason: '' };
  };
  const [first, second] = [gpu(0, 24_000), gpu(1, 24_000)];
  const slice = gpu(0, 9_728, 0, { uuid: 'MIG-feb88891', sliceOf: 'GPU-00000000' });

  it('uses numbers in the order of nvidia-smi, and identifiers where numbers mean something else', () => {
    const nvidia = inventory('nvidia', first, second);
    assert.deepEqual(showDevices(nvidia, [second]), {
      CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
      CUDA_VISIBLE_DEVICES: '1',
    });
    assert.equal(showDevices(nvidia, [second, first]).CUDA_VISIBLE_DEVICES, '1,0');
    const bySpeed = { CUDA_DEVICE_ORDER: 'FASTEST_FIRST' };
    assert.equal(showDevices(nvidia, [second], bySpeed).CUDA_VISIBLE_DEVICES, second.uuid);
    assert.equal(showDevices(inventory('nvidia', slice), [slice]).CUDA_VISIBLE_DEVICES, 'MIG-feb88891');
  });

  it('counts as ROCm does, below HIP where generations are mixed', () => {
    const a = gpu(0, 24_000, 0, { ordinal: 1, architecture: '110000' });
    const b = gpu(1, 24_000, 0, { ordinal: 0, architecture: '110000' });
    assert.deepEqual(showDevices(inventory('amd', a, b), [a]), { HIP_VISIBLE_DEVICES: '1' });
    const old = { ...b, architecture: '90008' };
    assert.deepEqual(showDevices(inventory('amd', a, old), [a]), { ROCR_VISIBLE_DEVICES: '1' });
    assert.deepEqual(hideDevices(inventory('amd', a)), { CUDA_VISIBLE_DEVICES: '', HIP_VISIBLE_DEVICES: '-1' });
    assert.deepEqual(hideDevices(inventory('nvidia', first)), { CUDA_VISIBLE_DEVICES: '' });
    assert.deepEqual(showDevices(inventory('apple', first), [first]), {});
  });

  it('understands what somebody has set already', () => {
    const nvidia = inventory('nvidia', first, second);
    const chosen = (value: string, extra: Record<string, string> = {}) =>
      chosenDevices(nvidia, { CUDA_VISIBLE_DEVICES: value, ...extra })?.devices?.map(({ index }) => index) ?? null;
    assert.equal(chosenDevices(nvidia, { PATH: '/bin' }), null);
    assert.deepEqual(chosen('1'), [1]);
    assert.deepEqual(chosen('1, 0'), [1, 0]);
    assert.deepEqual(chosen(''), []);
    assert.deepEqual(chosen('-1'), []);
    assert.deepEqual(chosen('0,-1,1'), [0]);
    assert.deepEqual(chosen('GPU-10000000'), [1]);
    assert.equal(chosen('7'), null);
    assert.equal(chosen('all'), null);
    const mixed = inventory('nvidia', first, { ...second, name: 'Another card' });
    assert.equal(chosenDevices(mixed, { CUDA_VISIBLE_DEVICES: '0' })?.devices, null);
    const byBus = { CUDA_VISIBLE_DEVICES: '0', CUDA_DEVICE_ORDER: 'PCI_BUS_ID' };
    assert.equal(chosenDevices(mixed, byBus)?.devices?.[0]?.index, 0);
    assert.equal(chosenDevices(inventory('none'), { CUDA_VISIBLE_DEVICES: '0' }), null);
  });
});
