import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AmdVendor } from './amd';
import { parseFdinfo } from './fdinfo';

const MIB = 1024 * 1024;
const fixture = (name: string) => readFileSync(join(__dirname, '../fixtures', name), 'utf8');

describe('AMD GPUs', function () {
  if (process.platform === 'win32') return; // no such files, and no names with colons
  let root: string;
  let vendor: AmdVendor;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'amd-'));
    vendor = new AmdVendor({ sysRoot: join(root, 'sys'), procRoot: join(root, 'proc') });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const write = (path: string, text: string | number) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `${text}\n`);
  };
  const card = (
    number: number,
    options: { address: string; vramMb: number; usedMb?: number; minor: number; name?: string },
  ) => {
    const device = `sys/class/drm/card${number}/device`;
    write(`${device}/uevent`, `DRIVER=amdgpu\nPCI_CLASS=30000\nPCI_ID=1002:744C\nPCI_SLOT_NAME=${options.address}`);
    write(`${device}/mem_info_vram_total`, options.vramMb * MIB);
    write(`${device}/mem_info_vram_used`, (options.usedMb ?? 28) * MIB);
    write(`${device}/mem_info_gtt_total`, 16_000 * MIB);
    write(`${device}/mem_info_gtt_used`, 100 * MIB);
    write(`${device}/gpu_busy_percent`, 7);
    write(`${device}/hwmon/hwmon3/temp1_input`, 41_000);
    write(`${device}/drm/renderD${options.minor}/dev`, `226:${options.minor}`);
    write(`${device}/drm/card${number}/dev`, `226:${number}`);
    if (options.name) write(`${device}/product_name`, options.name);
  };
  const node = (number: number, gpuId: number, minor: number, target = 110_000) => {
    const folder = `sys/class/kfd/kfd/topology/nodes/${number}`;
    write(`${folder}/gpu_id`, gpuId);
    write(`${folder}/name`, gpuId === 0 ? '' : 'navi31');
    write(
      `${folder}/properties`,
      `cpu_cores_count ${gpuId === 0 ? 16 : 0}\nsimd_count ${gpuId === 0 ? 0 : 192}\ndrm_render_minor ${minor}\ngfx_target_version ${target}`,
    );
  };
  const openFile = (pid: number, descriptor: number, target: string, fdinfo: string) => {
    mkdirSync(join(root, `proc/${pid}/fd`), { recursive: true });
    symlinkSync(target, join(root, `proc/${pid}/fd/${descriptor}`));
    write(`proc/${pid}/fdinfo/${descriptor}`, fdinfo);
  };

  it('finds the cards that compute, in the order in which ROCm counts them', async () => {
    card(1, { address: '0000:03:00.0', vramMb: 24_560, usedMb: 1_024, minor: 128, name: 'Radeon RX 7900 XTX' });
    card(2, { address: '0000:0A:00.0', vramMb: 16_368, minor: 129 });
    mkdirSync(join(root, 'sys/class/drm/card1-DP-1'), { recursive: true });
    write('sys/class/drm/card0/device/uevent', 'DRIVER=ast'); // the server's own graphics
    node(0, 0, 0);
    node(1, 4711, 129);
    node(2, 815, 128);
    const { vendor: name, gpus, reason } = await vendor.detect();
    assert.equal(name, 'amd');
    assert.deepEqual(
      gpus.map((gpu) => [gpu.index, gpu.uuid, gpu.name, gpu.memoryTotalMb, gpu.memoryUsedMb, gpu.ordinal]),
      [
        [0, '0000:03:00.0', 'Radeon RX 7900 XTX', 24_560, 1_024, 1],
        [1, '0000:0a:00.0', 'AMD navi31', 16_368, 28, 0],
      ],
    );
    assert.deepEqual([gpus[0]!.utilizationPercent, gpus[0]!.temperatureC], [7, 41]);
    assert.match(reason, /^2 GPUs/);
  });

  it('leaves out the graphics inside a processor where a card computes, and counts shared memory where it does itself', async () => {
    card(0, { address: '0000:0c:00.0', vramMb: 512, minor: 128 });
    assert.equal((await vendor.detect()).vendor, 'none');
    assert.match((await vendor.detect()).reason, /for graphics only/);
    node(1, 99, 128);
    assert.equal((await vendor.detect()).gpus[0]?.memoryTotalMb, 16_512);
    card(1, { address: '0000:03:00.0', vramMb: 24_560, minor: 129 });
    node(2, 100, 129);
    assert.equal((await vendor.detect()).gpus.length, 2);
  });

  it('takes no card, and files that cannot be read, as normal', async () => {
    assert.equal((await vendor.detect()).reason, 'no AMD GPU');
    assert.deepEqual(await vendor.processes(), []);
    card(0, { address: '0000:03:00.0', vramMb: 8_176, minor: 128 });
    rmSync(join(root, 'sys/class/drm/card0/device/mem_info_vram_used'));
    rmSync(join(root, 'sys/class/drm/card0/device/gpu_busy_percent'));
    const [gpu] = (await vendor.detect()).gpus;
    assert.deepEqual([gpu?.memoryUsedMb, gpu?.utilizationPercent], [null, null]);
  });

  it('reads the memory of an open device in the words of every kernel', () => {
    assert.deepEqual(parseFdinfo(fixture('amdgpu-fdinfo.txt')), {
      address: '0000:04:00.0',
      client: '4',
      bytes: 44_564 * 1024,
    });
    assert.deepEqual(parseFdinfo(fixture('amdgpu-fdinfo-5.15.txt')), {
      address: '0000:03:00.0',
      client: null,
      bytes: 256 * MIB,
    });
    assert.equal(parseFdinfo('drm-driver:\tamdgpu\ndrm-pdev:\t0000:03:00.0\ndrm-resident-vram:\t4096\n')?.bytes, 4096);
    assert.equal(parseFdinfo('drm-driver:\ti915\ndrm-pdev:\t0000:00:02.0\ndrm-resident-system0:\t1 MiB\n'), null);
    assert.equal(parseFdinfo('pos:\t0\nflags:\t02\n'), null);
  });

  it('counts a client once, whoever holds its file and however often', async () => {
    card(0, { address: '0000:04:00.0', vramMb: 24_560, minor: 128 });
    node(1, 4711, 128);
    const shared = fixture('amdgpu-fdinfo.txt');
    const other = shared.replace('drm-client-id:\t4', 'drm-client-id:\t5').replaceAll('44564 KiB', '2048 MiB');
    openFile(100, 5, '/dev/dri/renderD128', shared);
    openFile(100, 6, '/dev/dri/renderD128', shared);
    openFile(100, 7, '/dev/null', other); // a file whose fdinfo nobody should have read
    openFile(101, 5, '/dev/dri/renderD128', shared); // forked from 100
    openFile(101, 9, '/dev/dri/card0', other);
    assert.deepEqual(await vendor.processes(), [
      { pid: 100, gpu: '0000:04:00.0', memoryMb: 44 },
      { pid: 101, gpu: '0000:04:00.0', memoryMb: 2048 },
    ]);
    assert.deepEqual(
      (await vendor.processes([101])).map(({ pid, memoryMb }) => [pid, memoryMb]),
      [[101, 2092]],
    );
  });

  it('believes the compute interface where it knows more than the graphics one', async () => {
    card(0, { address: '0000:04:00.0', vramMb: 24_560, minor: 128 });
    node(1, 4711, 128);
    openFile(100, 5, '/dev/dri/renderD128', fixture('amdgpu-fdinfo.txt'));
    write('sys/class/kfd/kfd/proc/100/vram_4711', 512 * MIB);
    write('sys/class/kfd/kfd/proc/102/vram_4711', 64 * MIB);
    write('sys/class/kfd/kfd/proc/102/sdma_4711', 12);
    write('sys/class/kfd/kfd/proc/102/vram_9', 64 * MIB); // a card that is gone
    assert.deepEqual(
      (await vendor.processes()).map(({ pid, memoryMb }) => [pid, memoryMb]),
      [
        [100, 512],
        [102, 64],
      ],
    );
  });
});
