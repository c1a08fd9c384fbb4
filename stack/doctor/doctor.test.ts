import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Gpu, GpuInventory } from '../gpu/gpu';
import type { PlannedAgent } from '../plan/launch-plan';
import { ownIdentity } from '../process/identity';
import { HOME_VARIABLE, stackPaths } from '../rendezvous/stack-paths';
import { examineClock } from './clock';
import type { Examination } from './examination';
import { examineGpu, examineTorch } from './gpu';
import { examineHandoverTools } from './handover-tools';
import { examineLeftovers } from './leftovers';
import { examineLimits } from './limits';
import { examinePlaces } from './places';
import { examineEphemeral, examineHolders, parseRanges } from './ports';
import { examinePythons } from './python';
import { examineNode } from './runtime';
import { installedTorch, parseTorchVersion, type InstalledTorch } from './torch';

const brief = (examinations: readonly Examination[]) =>
  examinations.map(({ subject, verdict }) => `${verdict} ${subject}`);

describe('what the doctor says', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'doctor-'))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const write = (path: string, text: string, mode?: number) => {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    if (mode !== undefined) chmodSync(file, mode);
    return file;
  };

  it('of Node: too old is a problem', () => {
    assert.equal(examineNode('20.0.0').verdict, 'ok');
    assert.equal(examineNode('18.19.1').verdict, 'problem');
  });

  describe('of GPUs', () => {
    const card = (extra: Partial<Gpu> = {}): Gpu => ({
      index: 0,
      uuid: 'GPU-0',
      name: 'NVIDIA GeForce RTX 4090',
      memoryTotalMb: 24_000,
      memoryUsedMb: 100,
      utilizationPercent: 0,
      temperatureC: 40,
      ...extra,
    });
    const nvidia = (extra: Partial<GpuInventory> = {}): GpuInventory => {
      return { vendor: 'nvidia', driver: '550.54', gpus: [card()], reason: '1 GPU', ...extra };
    };
    const none: GpuInventory = { vendor: 'none', driver: null, gpus: [], reason: 'nvidia-smi is not installed' };

    it('none is normal, a broken driver is not where agents want one', () => {
      assert.deepEqual(brief(examineGpu(none, false)), ['ok GPU']);
      assert.deepEqual(brief(examineGpu(none, true)), ['note GPU']);
      const broken = { ...none, reason: 'mismatch', remedy: 'Restart.' };
      assert.deepEqual(brief(examineGpu(broken, true)), ['problem GPU']);
      assert.deepEqual(brief(examineGpu(broken, false)), ['note GPU']);
      assert.deepEqual(brief(examineGpu(nvidia(), true)), ['ok GPU']);
      assert.deepEqual(brief(examineGpu(nvidia({ gpus: [card({ memoryUsedMb: 23_900 })] }), true)), [
        'ok GPU',
        'note GPU memory',
      ]);
    });

    it('PyTorch must be built for what is there', () => {
      const torch = (version: string, cuda: string | null, hip: string | null = null): InstalledTorch => ({
        version,
        cuda,
        hip,
      });
      const verdict = (built: InstalledTorch, extra: Partial<GpuInventory> = {}) =>
        examineTorch(built, nvidia(extra)).verdict;
      assert.equal(verdict(torch('2.3.0+cu121', '12.1')), 'ok');
      assert.equal(verdict(torch('2.3.0+cpu', null)), 'problem');
      assert.equal(verdict(torch('2.3.0+rocm6.0', null, '6.0')), 'problem');
      assert.equal(verdict(torch('2.3.0+cu121', '12.1'), { driver: '470.223.02' }), 'problem');
      assert.equal(verdict(torch('1.13.1+cu117', '11.7'), { driver: '470.223.02' }), 'ok');
      const modern = { gpus: [card({ name: 'NVIDIA GeForce RTX 5090' })], driver: '580.65' };
      assert.equal(verdict(torch('2.5.1+cu124', '12.4'), modern), 'problem');
      assert.equal(verdict(torch('2.7.0+cu128', '12.8'), modern), 'ok');
      const amd: GpuInventory = { ...nvidia(), vendor: 'amd', driver: null };
      assert.equal(examineTorch(torch('2.3.0+cu121', '12.1'), amd).verdict, 'problem');
      assert.equal(examineTorch(torch('2.3.0+rocm6.0', null, '6.0'), amd).verdict, 'ok');
    });

    it('PyTorch is known by its files', () => {
      const text =
        "from typing import Optional\n\n__all__ = ['__version__', 'cuda']\n__version__ = '2.3.0+cu121'\ndebug = False\ncuda: Optional[str] = '12.1'\ngit_version = 'abc'\nhip: Optional[str] = None\n";
      assert.deepEqual(parseTorchVersion(text), { version: '2.3.0+cu121', cuda: '12.1', hip: null });
      write('venv/lib/python3.11/site-packages/torch/version.py', text);
      const python = write('venv/bin/python', '');
      assert.equal(installedTorch(python)?.cuda, '12.1');
      assert.equal(installedTorch(join(root, 'other/bin/python')), null);
    });
  });

  it('of Python: missing, broken and pinned otherwise', async function () {
    if (process.platform === 'win32') this.skip();
    const python = (version: string) => write(`venv/bin/python`, `#!/bin/sh\necho "Python ${version}"\n`, 0o755);
    const examine = async (program: string) =>
      (await examinePythons([{ program, projectRoot: root }], { PATH: '' }))[0]!;
    assert.equal((await examine(python('3.11.2'))).verdict, 'ok');
    assert.equal((await examine(python('3.7.9'))).verdict, 'problem');
    write('.python-version', '3.12\n');
    assert.match((await examine(python('3.11.2'))).finding, /\.python-version asks for 3\.12/);
    assert.equal((await examine(python('3.12.1'))).verdict, 'ok');
    write('venv/pyvenv.cfg', `home = ${join(root, 'gone')}\nversion = 3.11.2\n`);
    const broken = await examine(python('3.11.2'));
    assert.deepEqual([broken.verdict, /was made with .*gone, which is gone/.test(broken.finding)], ['problem', true]);
    assert.equal((await examine('python3')).verdict, 'problem');
    assert.equal((await examine(write('bad/bin/python', '#!/bin/sh\nexit 3\n', 0o755))).verdict, 'problem');
  });

  it('of ports: held ones, and those that outgoing connections may take', () => {
    const agents = [
      { name: 'A', declaredPorts: [7200, 8200] },
      { name: 'B', declaredPorts: [40_000, 45_000] },
    ] as unknown as PlannedAgent[];
    assert.deepEqual(brief(examineHolders(agents, [])), ['ok Ports']);
    assert.deepEqual(examineHolders([], []), []);
    const [held] = examineHolders(agents, [{ message: 'port 7200 is held by process 1 (nginx)', remedy: 'End it.' }]);
    assert.deepEqual([held?.verdict, held?.remedy], ['problem', 'End it.']);
    const [endangered] = examineEphemeral(agents, [32_768, 60_999], parseRanges('45000-45010,9000'));
    assert.match(endangered?.finding ?? '', /^40000 of B: /);
    assert.deepEqual(examineEphemeral(agents, [32_768, 60_999], parseRanges('40000-50000')), []);
    assert.deepEqual(examineEphemeral(agents, [50_000, 60_999]), []);
    assert.deepEqual(examineEphemeral(agents, null), []);
    assert.deepEqual(parseRanges('\n'), []);
  });

  it('of limits: few open files, few watches, little memory', () => {
    const machine = (files: string, watches: number, available: number, swapFree: number) => {
      write(
        'proc/self/limits',
        `Limit  Soft Limit  Hard Limit  Units\nMax open files            1024                 ${files}              files     \n`,
      );
      write('proc/sys/fs/inotify/max_user_watches', `${watches}\n`);
      write('proc/sys/fs/inotify/max_user_instances', '128\n');
      write(
        'proc/meminfo',
        `MemTotal: 16000000 kB\nMemAvailable: ${available} kB\nSwapTotal: 4000000 kB\nSwapFree: ${swapFree} kB\n`,
      );
      return brief(examineLimits(join(root, 'proc'), join(root, 'sys')));
    };
    assert.deepEqual(machine('524288', 524_288, 8_000_000, 4_000_000), [
      'ok Open files',
      'ok File watches',
      'ok Memory',
    ]);
    assert.deepEqual(machine('1024', 8_192, 500_000, 4_000_000), [
      'note Open files',
      'note File watches',
      'note Memory',
    ]);
    assert.deepEqual(machine('unlimited', 65_536, 8_000_000, 100_000), [
      'ok Open files',
      'ok File watches',
      'note Memory',
    ]);
    write('sys/fs/cgroup/memory.max', `${2 * 1024 ** 3}\n`);
    const memory = examineLimits(join(root, 'proc'), join(root, 'sys')).at(-1);
    assert.match(memory?.finding ?? '', /of which this container may use 2\.0 GiB/);
    assert.doesNotThrow(() => examineLimits(join(root, 'nowhere'), root));
  });

  it('of the clock: files from the future', () => {
    const file = write('startup.yaml', '');
    assert.equal(examineClock([file]).verdict, 'ok');
    utimesSync(file, new Date(), new Date(Date.now() + 3_600_000));
    assert.equal(examineClock([file]).verdict, 'note');
    assert.equal(examineClock([], Date.UTC(1970, 0, 2)).verdict, 'problem');
    assert.equal(examineClock([join(root, 'absent')]).verdict, 'ok');
  });

  it('of tools for handing over: absence is normal, a version is told', async function () {
    if (process.platform === 'win32') this.skip();
    assert.deepEqual(brief(await examineHandoverTools({ PATH: root }, false)), [
      'ok Docker',
      'ok Kubernetes',
      'ok systemd',
    ]);
    write('docker', '#!/bin/sh\necho "Docker version 28.2.2, build e6534b4"\n', 0o755);
    write('kubectl', '#!/bin/sh\necho nothing\n', 0o755);
    const [docker, kubectl] = await examineHandoverTools({ PATH: root, DOCKER_HOST: 'unix:///x' }, false);
    assert.deepEqual([docker?.verdict, docker?.finding, kubectl?.verdict], ['ok', '28.2.2', 'note']);
    const [gpu] = await examineHandoverTools({ PATH: root, DOCKER_HOST: 'unix:///x' }, true);
    assert.match(gpu?.finding ?? '', /without a way to the GPU/);
  });

  describe('of what is kept on disk', function () {
    if (process.platform === 'win32') return;
    const environment = () => ({ [HOME_VARIABLE]: root });
    const places = () => {
      const paths = stackPaths(write('startup.yaml', ''), environment());
      mkdirSync(paths.runtimeDirectory, { recursive: true, mode: 0o700 });
      mkdirSync(paths.stateDirectory, { recursive: true, mode: 0o700 });
      return paths;
    };
    const state = (file: string, run: object | null) =>
      JSON.stringify({
        version: 1,
        stackId: 'x',
        file,
        projectRoot: '/',
        wanted: true,
        startedAt: 1,
        agents: [{ name: 'A', wanted: true, restarts: 0, run }],
      });
    const lock = (path: string, holder: object) => {
      mkdirSync(path, { recursive: true });
      writeFileSync(join(path, 'owner'), JSON.stringify(holder), { mode: 0o600 });
    };

    it('nothing there is fine', async () => {
      assert.deepEqual(brief(await examinePlaces(environment())), ['ok Sockets', 'ok Logs and state']);
      assert.deepEqual(brief(await examineLeftovers(environment())), ['ok Supervisors']);
    });

    it('finds debris of killed supervisors, and agents without one', async () => {
      const paths = places();
      lock(paths.supervisorLock, { pid: 999_999_999, startTicks: '1' });
      const [stale] = await examineLeftovers(environment());
      assert.deepEqual(
        [stale?.verdict, stale?.finding],
        ['note', '1 stack has a lock or socket of a supervisor that was killed'],
      );
      writeFileSync(paths.stateFile, state(paths.file, { leader: await ownIdentity() }), { mode: 0o600 });
      assert.match(
        (await examineLeftovers(environment()))[0]?.finding ?? '',
        /agents of .*startup\.yaml run without a supervisor/,
      );
    });

    it('finds supervisors of files that are gone, and ones nobody can reach', async () => {
      const paths = places();
      lock(paths.supervisorLock, await ownIdentity());
      writeFileSync(paths.stateFile, state(join(root, 'gone.yaml'), null), { mode: 0o600 });
      const findings = (await examineLeftovers(environment())).map(({ finding }) => finding).join('\n');
      assert.match(findings, /supervises .*gone\.yaml, which is gone/);
      assert.match(findings, /has lost its socket/);
      writeFileSync(paths.socket, '');
      assert.doesNotMatch(JSON.stringify(await examineLeftovers(environment())), /lost its socket/);
    });

    it('finds what others could read', async () => {
      const paths = places();
      writeFileSync(paths.stateFile, state(paths.file, null));
      chmodSync(paths.stateFile, 0o644);
      assert.deepEqual(brief(await examineLeftovers(environment())), ['problem Supervisors']);
    });

    it('finds places that cannot be used', async () => {
      write('run', 'a file where a directory should be');
      const [sockets] = await examinePlaces(environment());
      assert.equal(sockets?.verdict, 'problem');
    });
  });
});
