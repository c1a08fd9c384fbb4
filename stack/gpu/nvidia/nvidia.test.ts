import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryByPid, type Gpu } from '../gpu';
import { parseComputeApps } from './compute-apps';
import { parseCsvNumber, parseGpuRow } from './gpu-rows';
import { NvidiaVendor } from './nvidia';
import { streamGpus } from './stream';

const fixture = (name: string) => join(__dirname, '../fixtures', name);

const H200 = '0, GPU-5b2a7f0e-7c1d-4e0b-9a51-0c2f6f0d1a11, NVIDIA H200, 550.127.08, 143771, 1187, 37, 41';
const RTX_4090 = '1, GPU-0f3c9a52-2f5e-1b7a-6d2e-9b1e5c7f4d22, NVIDIA GeForce RTX 4090, 565.57.01, 24564, 512, 3, 38';
const MIG_PARENT =
  '0, GPU-8d1f2b3c-1111-2222-3333-444455556666, NVIDIA A100-SXM4-80GB, 535.183.01, 81920, 24, [N/A], 33';
const GB10 = '0, GPU-aa11bb22-cc33-dd44-ee55-ff6677889900, NVIDIA GB10, 580.95.05, [N/A], [N/A], 0, 45';
const JETSON =
  '0, GPU-12345678-0000-1111-2222-333344445555, Orin (nvgpu), 540.3.0, [Not Supported], [Not Supported], [N/A], [N/A]';

describe('reading nvidia-smi', () => {
  it('reads every field of a data-centre and a desktop card', () => {
    assert.deepEqual(parseGpuRow(H200), {
      driver: '550.127.08',
      gpu: {
        index: 0,
        uuid: 'GPU-5b2a7f0e-7c1d-4e0b-9a51-0c2f6f0d1a11',
        name: 'NVIDIA H200',
        memoryTotalMb: 143771,
        memoryUsedMb: 1187,
        utilizationPercent: 37,
        temperatureC: 41,
      },
    });
    assert.equal(parseGpuRow(RTX_4090)?.gpu.index, 1);
  });

  it('takes what the driver does not tell as unknown, never as zero', () => {
    assert.equal(parseGpuRow(MIG_PARENT)?.gpu.utilizationPercent, null);
    assert.deepEqual([parseGpuRow(GB10)?.gpu.memoryTotalMb, parseGpuRow(GB10)?.gpu.utilizationPercent], [null, 0]);
    assert.equal(parseGpuRow(JETSON)?.gpu.temperatureC, null);
    for (const text of ['[N/A]', 'N/A', '[Not Supported]', '[Unknown Error]', '[GPU requires reset]', '']) {
      assert.equal(parseCsvNumber(text), null, text);
    }
    assert.equal(parseCsvNumber('512 MiB'), 512);
  });

  it('survives a comma in the name and lines that are no rows', () => {
    const odd = H200.replace('NVIDIA H200', 'Vendor Card, 2nd edition');
    assert.equal(parseGpuRow(odd)?.gpu.name, 'Vendor Card, 2nd edition');
    assert.equal(parseGpuRow(odd)?.gpu.memoryTotalMb, 143771);
    for (const line of [
      '',
      'No devices were found',
      'WARNING: infoROM is corrupted at gpu 0000:01:00.0',
      'index, uuid, name',
    ]) {
      assert.equal(parseGpuRow(line), null, line);
    }
  });

  it('sums a process over GPUs and keeps unknown shares unknown', () => {
    const rows = parseComputeApps(
      'GPU-a, 4321, 1024\nGPU-b, 4321, 512\nGPU-a, 77, [N/A]\nGPU-a, 78, [Insufficient Permissions]\n\nNo running processes found\n',
    );
    assert.deepEqual(
      rows.map(({ gpu }) => gpu),
      ['GPU-a', 'GPU-b', 'GPU-a', 'GPU-a'],
    );
    assert.deepEqual(
      [...memoryByPid(rows)],
      [
        [4321, 1536],
        [77, null],
        [78, null],
      ],
    );
  });
});

describe('asking nvidia-smi', function () {
  if (process.platform === 'win32') return;
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'gpu-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const fake = (body: string) => {
    const command = join(folder, 'nvidia-smi');
    writeFileSync(command, `#!/bin/sh\n${body}\n`);
    chmodSync(command, 0o755);
    return command;
  };

  const detect = (command: string) => new NvidiaVendor({ command, procRoot: folder }).detect();

  it('finds what is there', async () => {
    const inventory = await detect(fake(`cat '${fixture('nvidia-titan.csv')}'`));
    assert.equal(inventory.vendor, 'nvidia');
    assert.equal(inventory.driver, '367.57');
    assert.equal(inventory.reason, '4 GPUs (GeForce GTX TITAN X), driver 367.57');
    assert.equal(inventory.remedy, undefined);
  });

  it('shows the slices of a GPU that is cut up instead of it', async () => {
    const parent =
      '0, GPU-7fdaf0a5-179b-f636-d15d-daf243e3ff16, NVIDIA A100-SXM4-80GB, 535.216.01, 81920, [N/A], [N/A], 33';
    const whole = '1, GPU-d8594bd4-0fc3-8595-e355-7c98138f3b95, NVIDIA A100-SXM4-80GB, 535.216.01, 81920, 24, 0, 30';
    const command = fake(
      `case "$1" in -L) cat '${fixture('nvidia-mig-list.txt')}' ;; -q) cat '${fixture('nvidia-mig.xml')}' ;;\n` +
        `*) printf '%s\\n' '${parent}' '${whole}' ;; esac`,
    );
    const { gpus } = await detect(command);
    assert.deepEqual(
      gpus.map(({ uuid, memoryTotalMb, memoryUsedMb, sliceOf }) => [uuid, memoryTotalMb, memoryUsedMb, sliceOf]),
      [
        ['MIG-feb88891-0321-5fef-9c87-d4af3b54259e', 9728, 298, 'GPU-7fdaf0a5-179b-f636-d15d-daf243e3ff16'],
        ['MIG-a25704ba-3a06-5299-a795-fd7cf4d13973', 9728, 12, 'GPU-7fdaf0a5-179b-f636-d15d-daf243e3ff16'],
        ['GPU-d8594bd4-0fc3-8595-e355-7c98138f3b95', 81920, 24, undefined],
      ],
    );
  });

  it('takes absence as normal, with the reason', async () => {
    const absent = await detect(join(folder, 'absent'));
    assert.match(absent.reason, /not installed/);
    assert.equal(absent.remedy, undefined);
    assert.match((await detect(fake('echo "No devices were found"'))).reason, /No devices were found/);
    assert.deepEqual(await new NvidiaVendor({ command: join(folder, 'absent') }).processes(), []);
  });

  it('says what helps where the driver is there and does not work', async () => {
    const cases: [string, RegExp, RegExp][] = [
      [
        `echo "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver."; exit 9`,
        /couldn't communicate with the NVIDIA driver/,
        /modprobe nvidia/,
      ],
      [`cat '${fixture('nvidia-mismatch.txt')}'; exit 18`, /version mismatch/, /restart the machine/],
      [
        `echo 'Unable to determine the device handle for GPU 0000:02:00.0: GPU is lost.  Reboot the system to recover this GPU'; exit 15`,
        /GPU is lost/,
        /restart the machine/,
      ],
      [`echo 'Failed to initialize NVML: Unknown Error' >&2; exit 255`, /Unknown Error/, /--gpus all/],
    ];
    for (const [body, reason, remedy] of cases) {
      const inventory = await detect(fake(body));
      assert.equal(inventory.vendor, 'none', body);
      assert.match(inventory.reason, reason);
      assert.match(inventory.remedy ?? '', remedy);
    }
  });

  it('goes on with the GPUs that answer when one of them is lost', async () => {
    const lost = 'Unable to determine the device handle for GPU 0000:0B:00.0: Unknown Error';
    const inventory = await detect(fake(`echo '${lost}'; printf '%s\\n' '${RTX_4090}'; exit 15`));
    assert.equal(inventory.vendor, 'nvidia');
    assert.deepEqual(
      inventory.gpus.map(({ index }) => index),
      [1],
    );
    assert.match(inventory.reason, /also reports: Unable to determine/);
  });

  it('gives up on a driver that hangs, and does not try again at once', async () => {
    const calls = join(folder, 'calls');
    const vendor = new NvidiaVendor({ command: fake(`echo $$ >> '${calls}'; exec sleep 60`), timeoutMs: 150 });
    const inventory = await vendor.detect();
    assert.equal(inventory.vendor, 'none');
    assert.match(inventory.reason, /does not answer/);
    assert.match(inventory.remedy ?? '', /Xid/);
    assert.deepEqual(await vendor.processes(), []);
    assert.match((await vendor.detect()).reason, /does not answer/);
    const pids = readFileSync(calls, 'utf8').trim().split('\n').map(Number);
    assert.equal(pids.length, 1, 'one process hangs, not one for every look');
    for (const end = Date.now() + 5000; isAlive(pids[0]!) && Date.now() < end;)
      await new Promise((go) => setTimeout(go, 5));
    assert.equal(isAlive(pids[0]!), false);
  });

  it('tells a container that has the driver and not its tools', async () => {
    mkdirSync(join(folder, 'driver/nvidia'), { recursive: true });
    writeFileSync(
      join(folder, 'driver/nvidia/version'),
      'NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.127.08  Tue Oct  8 20:02:10 UTC 2024\nGCC version: gcc 12\n',
    );
    const inventory = await detect(join(folder, 'absent'));
    assert.match(inventory.reason, /driver 550\.127\.08 is loaded, but nvidia-smi is not installed/);
    assert.ok(inventory.remedy);
  });

  it('restarts a reader that dies, and leaves none behind when stopped', async () => {
    const pids = join(folder, 'pids');
    // Prints one reading and dies, the first two times; then stays.
    const command = fake(
      `echo $$ >> '${pids}'\necho '${H200}'\nif [ $(wc -l < '${pids}') -lt 3 ]; then exit 15; fi\nexec sleep 60`,
    );
    const readings: Gpu[] = [];
    let stream: { stop(): void } | undefined;
    await new Promise<void>((resolve) => {
      stream = streamGpus((gpu) => readings.push(gpu) === 3 && resolve(), { command, restartDelayMs: 5 });
    });
    stream?.stop();
    const last = Number(readFileSync(pids, 'utf8').trim().split('\n').at(-1));
    for (const end = Date.now() + 5000; isAlive(last) && Date.now() < end;)
      await new Promise((go) => setTimeout(go, 5));
    assert.equal(isAlive(last), false);
    assert.equal(readings.length, 3);
  });

  it('says once that there is nothing to read, and stays silent', async () => {
    const reason = await new Promise<string>((resolve) => {
      streamGpus(() => assert.fail('no reading'), { command: join(folder, 'absent'), onUnavailable: resolve });
    });
    assert.match(reason, /not installed/);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
