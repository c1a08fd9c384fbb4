import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { detectGpus, parseCsvNumber, parseGpuRow, type Gpu } from './detect';
import { gpuMemoryByPid, parseComputeApps } from './processes';
import { streamGpus } from './stream';

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
    const memory = parseComputeApps('4321, 1024\n4321, 512\n77, [N/A]\n\nNo running processes found\n');
    assert.deepEqual(
      [...memory],
      [
        [4321, 1536],
        [77, null],
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

  it('finds what is there', async () => {
    const inventory = await detectGpus({ command: fake(`printf '%s\\n' '${H200}' '${H200.replace(/^0/, '1')}'`) });
    assert.equal(inventory.vendor, 'nvidia');
    assert.equal(inventory.driver, '550.127.08');
    assert.equal(inventory.reason, '2 GPUs (NVIDIA H200), driver 550.127.08');
  });

  it('takes absence as normal, with the reason', async () => {
    assert.match((await detectGpus({ command: join(folder, 'absent') })).reason, /not installed/);
    const noDriver = fake(
      `echo "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver."; exit 9`,
    );
    const inventory = await detectGpus({ command: noDriver });
    assert.equal(inventory.vendor, 'none');
    assert.match(inventory.reason, /couldn't communicate with the NVIDIA driver/);
    assert.match((await detectGpus({ command: fake('echo "No devices were found"') })).reason, /No devices were found/);
    assert.equal((await gpuMemoryByPid({ command: join(folder, 'absent') })).size, 0);
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
