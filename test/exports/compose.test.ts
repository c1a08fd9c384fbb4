import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { parse } from 'yaml';
import { SAMPLES } from './support/samples';
import { StackProject } from './support/stack-project';

interface Service {
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly deploy?: { readonly resources: { readonly reservations: { readonly devices: readonly object[] } } };
  readonly restart?: string;
}

/** The project as Compose itself understands it. Its answer doubles dollar signs, since it is a Compose file again. */
function resolved(folder: string, files: readonly string[], envFile?: string): Record<string, Service> {
  const args = [...(envFile ? ['--env-file', envFile] : []), ...files.flatMap((file) => ['-f', `${folder}/${file}`])];
  const { status, stdout, stderr } = spawnSync('docker-compose', [...args, 'config'], {
    encoding: 'utf8',
    // What exports demand, since its value was a secret in the clear.
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', DATABASE_URL: 'postgres://db', SIGNING_KEY: 'key' },
  });
  assert.equal(status, 0, stderr);
  const { services } = parse(stdout.replaceAll('$$', '$')) as { services: Record<string, Service> };
  return services;
}

describe('exports to Compose, as docker-compose reads them', () => {
  let project: StackProject | undefined;
  afterEach(() => project?.remove());

  for (const [title, sample] of Object.entries(SAMPLES)) {
    // Compose 1 knows no defaults inside defaults.
    const startup = sample.startup.replace(/^ {2}NESTED: .*\n/m, '').replace(/^ {2}TIER: .*\n/m, '');
    it(`start the same programs with the same variables: ${title}`, async () => {
      project = new StackProject(startup, sample.files);
      const { folder, losses } = await project.export('compose');
      const services = resolved(
        folder,
        ['compose.yaml'],
        sample.files?.['.env'] === undefined ? undefined : `${project.root}/.env`,
      );
      const handover = await project.handover();
      assert.deepEqual(
        Object.keys(services)
          .filter((name) => name !== 'fetch-models')
          .sort(),
        handover.agents.map(({ serviceName }) => serviceName).sort(),
      );
      const moved = (text: string) => text.replaceAll(project!.root, '/app');
      for (const { name, serviceName } of handover.agents.filter(({ name: agent }) => project!.isStarted(agent))) {
        const { argv, env } = project.started(name);
        const service = services[serviceName]!;
        const [, ...words] = argv.map(moved);
        const [interpreter = '', ...started] = [...(service.entrypoint ?? []), ...(service.command ?? [])];
        assert.doesNotMatch(interpreter, /^\/usr/, 'the interpreter of the image, not of this machine');
        const isAddress = (text: string) => /127\.0\.0\.1|localhost/.test(text);
        assert.deepEqual(
          started.filter((_, index) => !isAddress(words[index] ?? '')),
          words.filter((word) => !isAddress(word)),
          name,
        );
        const fixed = losses.filter(({ agent }) => agent === name || agent === null).map(({ what }) => what);
        for (const [variable, value] of Object.entries(env)) {
          if (isAddress(value) || fixed.some((what) => what.includes(variable)) || secretNames.has(variable)) continue;
          // From env_file, which docker-compose shows merged into the environment.
          assert.equal(String(service.environment?.[variable]), moved(value), `${name}: ${variable}`);
        }
      }
    });
  }

  it('wait for health, and for less where there is none', async () => {
    project = new StackProject(SAMPLES['every probe, policy and limit']!.startup);
    const { folder } = await project.export('compose');
    const services = resolved(folder, ['compose.yaml']);
    const waits = (name: string) =>
      Object.entries(services[name]?.depends_on ?? {}).map(([other, { condition }]) => `${other} ${condition}`);
    assert.deepEqual(waits('grpc').sort(), ['tcp service_healthy', 'zmq service_healthy']);
    // Optional agents hold nobody back.
    assert.deepEqual(waits('module'), ['portless service_started']);
    assert.equal(services['any']?.restart, 'no');
    assert.equal(services['tcp']?.restart, 'on-failure');
    for (const [name, { healthcheck }] of Object.entries(services))
      assert.ok((healthcheck?.test.length ?? 0) > 1, name);
    assert.doesNotMatch(services['zmq']!.healthcheck!.test.join(' '), /http/i);
  });

  it('reserve a GPU where one is required, and in an override where one is preferred', async () => {
    project = new StackProject(SAMPLES['every probe, policy and limit']!.startup);
    const { folder } = await project.export('compose');
    const devices = (services: Record<string, Service>) =>
      Object.keys(services)
        .filter((name) => services[name]?.deploy?.resources.reservations.devices)
        .sort();
    assert.deepEqual(devices(resolved(folder, ['compose.yaml'])), ['model']);
    assert.deepEqual(devices(resolved(folder, ['compose.yaml', 'compose.gpu.yaml'])), ['maybe', 'model']);
  });
});

const secretNames = new Set(['DATABASE_URL', 'SIGNING_KEY', 'BROKER_PASSWORD', 'CACHE_URL', 'OPENAI_API_KEY']);
