import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { PROCESS_COMPOSE_SCHEMA } from './support/process-compose-schema';
import { SAMPLES } from './support/samples';
import { StackProject, type Started } from './support/stack-project';

interface Process {
  readonly command: string;
  readonly working_dir: string;
  readonly environment?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly shutdown: { readonly signal: number; readonly timeout_seconds: number };
  readonly availability: { readonly restart: string };
  readonly readiness_probe?: {
    readonly http_get?: { readonly port: string };
    readonly exec?: { readonly command: string };
  };
}

interface Project {
  readonly environment?: readonly string[];
  readonly processes: Readonly<Record<string, Process>>;
}

/** The file as process-compose reads it: variables first, in the whole text, then YAML. */
function load(folder: string): Project {
  const text = readFileSync(path.join(folder, 'process-compose.yaml'), 'utf8');
  assert.doesNotMatch(text.replaceAll('$$', ''), /\$/, 'process-compose would expand this');
  return parse(text.replaceAll('$$', '$')) as Project;
}

/** What the shell of process-compose starts, with a program in place of the agent that tells what it was given. */
function started(
  project: StackProject,
  { environment = [] }: Project,
  process: Process,
  dotenv: Record<string, string>,
): Started {
  const dump = path.join(project.root, 'dump.py');
  writeFileSync(dump, 'import json, os, sys\nprint(json.dumps({"argv": sys.argv[1:], "env": dict(os.environ)}))\n');
  const command = process.command.replace(/^exec /m, `exec python3 ${dump} `);
  const entries = [...environment, ...(process.environment ?? [])].map((entry) => {
    const at = entry.indexOf('=');
    return [entry.slice(0, at), entry.slice(at + 1)] as const;
  });
  const { stdout, stderr, status } = spawnSync('sh', ['-c', command], {
    encoding: 'utf8',
    cwd: process.working_dir,
    env: { PATH: '/usr/bin:/bin', ...dotenv, ...Object.fromEntries(entries) },
  });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as Started;
}

describe('exports to process-compose', () => {
  let project: StackProject | undefined;
  afterEach(() => project?.remove());
  const isValid = new Ajv({ strict: false }).compile(PROCESS_COMPOSE_SCHEMA);

  for (const [title, { startup, files }] of Object.entries(SAMPLES)) {
    it(`start the same programs with the same variables: ${title}`, async () => {
      project = new StackProject(startup, files);
      const { folder, losses } = await project.export('process-compose');
      const file = load(folder);
      assert.ok(isValid(file), JSON.stringify(isValid.errors));
      const handover = await project.handover();
      const dotenv = Object.fromEntries(
        (files?.['.env'] ?? '')
          .split('\n')
          .filter(Boolean)
          .map((line) => line.split('=') as [string, string]),
      );
      const told = losses.map(({ what }) => what).join(' ');
      for (const { name, serviceName } of handover.agents.filter(({ name: agent }) => project!.isStarted(agent))) {
        const { argv, env } = started(project, file, file.processes[serviceName]!, dotenv);
        const expected = project.started(name);
        assert.deepEqual(argv, expected.argv, name);
        for (const [variable, value] of Object.entries(expected.env)) {
          if (!told.includes(variable)) assert.equal(env[variable], value, `${name}: ${variable}`);
        }
      }
    });
  }

  it('wait, ask, stop and restart as the startup file says', async () => {
    project = new StackProject(SAMPLES['every probe, policy and limit']!.startup);
    const { folder } = await project.export('process-compose');
    const { processes } = load(folder);
    assert.deepEqual(processes['grpc']?.depends_on, {
      tcp: { condition: 'process_healthy' },
      zmq: { condition: 'process_healthy' },
    });
    assert.deepEqual(processes['module']?.depends_on, { portless: { condition: 'process_started' } });
    assert.deepEqual(processes['zmq']?.shutdown, { signal: 2, timeout_seconds: 25 });
    assert.equal(processes['any']?.availability.restart, 'no');
    assert.equal(processes['http']?.readiness_probe?.http_get?.port, '8500');
    assert.ok(processes['zmq']?.readiness_probe?.exec);
  });
});
