import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runProgram } from '../../server/cli/program';
import { StackProject } from './support/stack-project';

const STARTUP = `agents:
  Registry: { script_path: agents/registry.py, port: 7200 }
  Hub: { script_path: agents/hub.py, port: 7201, dependencies: [Registry], gpu: preferred }
`;

describe('agent-preflight export', () => {
  let project: StackProject;
  beforeEach(() => (project = new StackProject(STARTUP)));
  afterEach(() => project.remove());

  async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    const result = { code: 0, stdout: '', stderr: '' };
    await runProgram(
      {
        cwd: project.root,
        env: { PATH: '/usr/bin:/bin', AGENT_PREFLIGHT_HOME: path.join(project.root, 'home') },
        isTerminal: false,
        showsProgress: false,
        color: false,
        stdout: (text) => (result.stdout += text),
        stderr: (text) => (result.stderr += text),
        readStdin: () => Promise.resolve(new Uint8Array()),
        exit: (code) => (result.code = Math.max(result.code, code)),
      },
      ['export', ...args],
    );
    return result;
  }
  const written = () =>
    existsSync(path.join(project.root, 'deploy')) ? readdirSync(path.join(project.root, 'deploy')).sort() : [];

  it('prints, and writes nothing that nobody asked for', async () => {
    const before = readdirSync(project.root).sort();
    const { code, stdout, stderr } = await run('process-compose');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^# The agents of startup\.yaml/);
    assert.match(stderr, /Lost or to be looked at/);
    assert.deepEqual(readdirSync(project.root).sort(), before);
  });

  it('prints several files with their names in front', async () => {
    const { stdout } = await run('compose', 'startup.yaml', '--stdout');
    assert.deepEqual(stdout.match(/^# ==> .*$/gm), [
      '# ==> compose.yaml',
      '# ==> compose.gpu.yaml',
      '# ==> Dockerfile',
      '# ==> Dockerfile.dockerignore',
    ]);
  });

  it('writes into a folder, again without a word, and over other texts only by force', async () => {
    const first = await run('compose', '--output', 'deploy');
    assert.equal(first.code, 0, first.stderr);
    assert.deepEqual(written(), ['Dockerfile', 'Dockerfile.dockerignore', 'compose.gpu.yaml', 'compose.yaml']);
    assert.match((await run('compose', '--output', 'deploy')).stdout, /all as they were/);

    const file = path.join(project.root, 'deploy/compose.yaml');
    writeFileSync(file, 'mine: true\n');
    writeFileSync(path.join(project.root, 'deploy/Dockerfile'), 'FROM mine\n');
    const refused = await run('compose', '--output', 'deploy');
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /compose\.yaml, Dockerfile in .* would be overwritten; use --force/);
    assert.equal(readFileSync(file, 'utf8'), 'mine: true\n', 'nothing was written at all');

    assert.equal((await run('compose', '--output', 'deploy', '--force')).code, 0);
    assert.match(readFileSync(file, 'utf8'), /^services:/m);
    assert.deepEqual(
      written().filter((name) => name.endsWith('.tmp')),
      [],
    );
  });

  it('follows no link out of the folder', async () => {
    const outside = path.join(project.root, 'precious');
    writeFileSync(outside, 'precious\n');
    project.write({ 'deploy/keep': '' });
    symlinkSync(outside, path.join(project.root, 'deploy/compose.yaml'));
    const { code, stderr } = await run('compose', '--output', 'deploy', '--force');
    assert.equal(code, 2);
    assert.match(stderr, /is in the way, and is no file/);
    assert.equal(readFileSync(outside, 'utf8'), 'precious\n');
  });

  it('tells programs everything', async () => {
    const { stdout } = await run('systemd', '--format', 'json', '--output', 'deploy', '--enable-at-boot');
    const result = JSON.parse(stdout) as {
      files: { path: string; text?: string }[];
      losses: { what: string; why: string }[];
      usage: string[];
      leftOut: string[];
    };
    assert.ok(result.files.some((file) => file.path === 'voice.target' && file.text === undefined));
    assert.ok(result.losses.every(({ what, why }) => what !== '' && why !== ''));
    assert.ok(result.usage.some((line) => line.includes('systemctl enable --now')));
    assert.deepEqual(result.leftOut, []);
    const printed = JSON.parse((await run('systemd', '--format', 'json')).stdout) as typeof result;
    assert.ok(printed.files.every(({ text }) => text !== undefined));
  });

  it('says so when an agent has to be left out', async () => {
    project.write({ 'startup.yaml': `${STARTUP}  Nothing: { port: 7202 }\n` });
    const { code, stderr } = await run('compose', 'startup.yaml');
    assert.equal(code, 1);
    assert.match(stderr, /Nothing: the agent is left out/);
  });

  it('refuses what means nothing', async () => {
    for (const [args, message] of [
      [['compose', '--enable-at-boot'], /--enable-at-boot is for systemd/],
      [['systemd', '--image', 'x'], /--image is for compose and kubernetes/],
      [['compose', '--stdout', '--output', 'x'], /exclude each other/],
      [['compose', '--force'], /--force means nothing without --output/],
      [['systemd', '--root', 'voice'], /--root must be an absolute path/],
      [['compose', '--image', 'two words'], /is no name of an image/],
      [['compose', 'nowhere.yaml'], /there is no nowhere\.yaml/],
      [['heaven'], /Allowed choices are compose, kubernetes, systemd, process-compose/],
    ] as const) {
      const { code, stderr } = await run(...args);
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
    }
  });

  it('takes the image, the name and the place it is told', async () => {
    const compose = await run(
      'compose',
      '--image',
      'registry.example.org/voice:1.2.3',
      '--workdir',
      '/srv/voice',
      '--name',
      'My Stack',
    );
    assert.match(compose.stdout, /image: registry\.example\.org\/voice:1\.2\.3/);
    assert.match(compose.stdout, /\/srv\/voice\/agents\/hub\.py/);
    assert.doesNotMatch(compose.stdout, /build:/);
    assert.match(compose.stdout, /--project-name my-stack/);
    const systemd = await run('systemd', '--root', '/opt/voice', '--user', 'voice');
    assert.match(systemd.stdout, /^WorkingDirectory=\/opt\/voice$/m);
    assert.match(systemd.stdout, /^User=voice$/m);
    assert.ok(!systemd.stdout.includes(project.root), 'nothing of this machine is left');
  });
});
