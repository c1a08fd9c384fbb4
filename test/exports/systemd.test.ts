import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SAMPLES } from './support/samples';
import { StackProject, type Started } from './support/stack-project';
import { systemdWords } from './support/systemd-words';

/** systemd-analyze's scale goes from 0 (all is closed) to 10. */
const MOST_EXPOSURE = 3;

class Unit {
  readonly #lines: readonly string[];

  constructor(file: string) {
    this.#lines = readFileSync(file, 'utf8').split('\n');
  }

  values(key: string): string[] {
    return this.#lines.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1));
  }

  /** What the service would be started with, its environment files read by a shell. */
  started(project: StackProject, folder: string): Started {
    const stack = new RegExp(`^/etc/[^/]+/`);
    const files = this.values('EnvironmentFile').map((file) =>
      file.replace(/^-/, '').replaceAll('%%', '%').replace(stack, `${folder}/etc/`),
    );
    for (const file of files) assert.ok(existsSync(file), file);
    const defaults = this.values('Environment').flatMap((value) => systemdWords(value, false));
    const dump = path.join(folder, 'dump.py');
    writeFileSync(dump, 'import json, os, sys\nprint(json.dumps({"argv": sys.argv[1:], "env": dict(os.environ)}))\n');
    const [program = '', ...args] = this.values('ExecStart').flatMap((value) => systemdWords(value, true));
    const load = files.map((file) => `. '${file.replaceAll("'", `'\\''`)}'\n`).join('');
    // The program itself is exchanged for one that tells what it was given; a shell in front of it runs as it stands.
    const isShell = program === '/bin/sh';
    const words = isShell
      ? [program, ...args.slice(0, 2), 'python3', dump, ...args.slice(2)]
      : ['python3', dump, program, ...args];
    const { stdout, stderr, status } = spawnSync(
      '/bin/sh',
      ['-c', `set -a\n${load}set +a\nexec "$@"`, 'sh', ...words],
      {
        encoding: 'utf8',
        cwd: project.root,
        env: { PATH: '/usr/bin:/bin', ...Object.fromEntries(defaults.map((word) => splitOnce(word))) },
      },
    );
    assert.equal(status, 0, stderr);
    return JSON.parse(stdout) as Started;
  }
}

function splitOnce(word: string): [string, string] {
  const at = word.indexOf('=');
  return [word.slice(0, at), word.slice(at + 1)];
}

function analyze(folder: string, ...args: string[]): string {
  const { stdout, stderr } = spawnSync('systemd-analyze', args, {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], SYSTEMD_UNIT_PATH: `${folder}:` },
  });
  return `${stdout}${stderr}`.trim();
}

describe('exports to systemd', () => {
  let project: StackProject | undefined;
  afterEach(() => project?.remove());

  for (const [title, { startup, files }] of Object.entries(SAMPLES)) {
    it(`start the same programs with the same variables: ${title}`, async () => {
      project = new StackProject(startup, files);
      const { folder, losses } = await project.export('systemd');
      const handover = await project.handover();
      for (const { name, serviceName } of handover.agents.filter(({ name: agent }) => project!.isStarted(agent))) {
        const unit = new Unit(path.join(folder, `${handover.name}-${serviceName}.service`));
        const { argv, env } = unit.started(project, folder);
        const expected = project.started(name);
        assert.deepEqual(argv, expected.argv, name);
        const told = losses.map(({ what }) => what).join(' ');
        for (const [variable, value] of Object.entries(expected.env)) {
          if (told.includes(variable)) continue;
          assert.equal(env[variable], value, `${name}: ${variable}`);
        }
      }
    });

    it(`pass systemd-analyze: ${title}`, async () => {
      project = new StackProject(startup, files);
      const { folder } = await project.export('systemd', { enableAtBoot: true });
      const units = readdirSync(folder)
        .filter((file) => /\.(?:service|target)$/.test(file))
        .map((file) => path.join(folder, file));
      const remarks = analyze(folder, 'verify', '--man=no', ...units)
        .split('\n')
        // The agents' programs of this test are none.
        .filter((line) => line !== '' && !/is not executable/.test(line));
      assert.deepEqual(remarks, []);
      for (const unit of units.filter((file) => file.endsWith('.service'))) {
        const verdict = /exposure level for \S+: ([\d.]+)/.exec(
          analyze(folder, 'security', '--offline=true', '--no-pager', unit),
        );
        assert.ok(verdict && Number(verdict[1]) <= MOST_EXPOSURE, `${unit}: ${verdict?.[1] ?? 'not judged'}`);
      }
    });
  }

  it('start with the machine, after the network and the GPU, and wait for what they need', async () => {
    project = new StackProject(SAMPLES['every probe, policy and limit']!.startup);
    const { folder } = await project.export('systemd', { enableAtBoot: true });
    const unit = (name: string) => new Unit(path.join(folder, `voice-${name}.service`));
    assert.deepEqual(new Unit(path.join(folder, 'voice.target')).values('WantedBy'), ['multi-user.target']);
    const [after = ''] = unit('model').values('After');
    assert.match(after, /network-online\.target/);
    assert.match(after, /nvidia-persistenced\.service/);
    assert.match(unit('grpc').values('After')[0]!, /voice-tcp\.service voice-zmq\.service/);
    assert.deepEqual(unit('zmq').values('KillSignal'), ['SIGINT']);
    assert.deepEqual(unit('zmq').values('TimeoutStopSec'), ['25']);
    assert.deepEqual(unit('any').values('Restart'), ['no']);
    assert.deepEqual(unit('model').values('MemoryMax'), ['9000M']);
    assert.deepEqual(unit('http').values('CPUQuota'), ['100%']);
  });

  it('fetch models in a unit of their own, which has all the time it wants', async () => {
    const { startup, files } = SAMPLES['models that have to be there']!;
    project = new StackProject(startup, files);
    const { folder } = await project.export('systemd');
    const models = new Unit(path.join(folder, 'voice-fetch-models.service'));
    assert.deepEqual(models.values('TimeoutStartSec'), ['infinity']);
    assert.match(
      new Unit(path.join(folder, 'voice-speaker.service')).values('After')[0]!,
      /voice-fetch-models\.service/,
    );
    assert.doesNotMatch(
      new Unit(path.join(folder, 'voice-other.service')).values('After')[0]!,
      /voice-fetch-models\.service/,
    );
  });
});
