import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { AgentDefinition, StackDefinition } from '../definition/model';
import type { GpuInventory } from '../gpu/gpu';
import type { PlannedAgent } from '../plan/launch-plan';
import { checkDisk } from './disk';
import { judgeGpus } from './gpu';
import { preflight, type PreflightIssue } from './preflight';

const STARTUP = 'startup.yaml';
const at = <T>(value: T, start = 0) => ({ value, file: STARTUP, range: { start, end: start + 1 } });

function planned(
  name: string,
  overrides: Partial<PlannedAgent> & { entry?: Partial<AgentDefinition> } = {},
): PlannedAgent {
  const { entry, ...rest } = overrides;
  const definition = {
    name: at(name),
    script: at(`${name}.py`),
    environment: [],
    ...entry,
  } as unknown as AgentDefinition;
  return {
    name,
    group: null,
    definition,
    required: true,
    command: null,
    fault: null,
    script: null,
    scriptText: null,
    cwd: '.',
    waitsFor: [],
    dependencies: [],
    layer: 0,
    port: null,
    healthPort: null,
    declaredPorts: [],
    host: null,
    probe: null,
    stopSignals: [],
    remoteDependencies: [],
    restartLimits: {},
    models: [],
    profiles: [],
    graceMs: 0,
    restart: 'always',
    gpu: null,
    vramMb: null,
    fingerprint: '',
    ...rest,
  };
}

const NO_GPU: GpuInventory = { vendor: 'none', driver: null, gpus: [], reason: 'nvidia-smi is not installed' };

describe('preflight', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'preflight-'))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const look = (
    agents: PlannedAgent[],
    options: { ownPorts?: Set<number>; ownPid?: number; definition?: Partial<StackDefinition> } = {},
  ) =>
    preflight({
      definition: { environment: [], ...options.definition } as unknown as StackDefinition,
      plan: { agents, projectRoot: root },
      environment: {},
      detectGpus: async () => NO_GPU,
      ownPorts: options.ownPorts,
      isOwnProcess: async (pid) => pid === options.ownPid,
    });
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
    return join(root, file);
  };
  const python = (name: string, text: string, overrides: Partial<PlannedAgent> = {}) => {
    const script = write(`agents/${name}.py`, text);
    return planned(name, { script, command: ['python3', script], ...overrides });
  };
  const brief = (issues: PreflightIssue[]) => issues.map(({ code, severity, agent }) => `${severity} ${code} ${agent}`);

  it('has nothing to say about an agent that can start', async () => {
    const own = python(
      'ok',
      'from __future__ import annotations\nimport os.path, json, xml.dom.minidom\nimport common.base\n',
    );
    write('common/base.py', 'import agents.helper\n');
    write('agents/helper.py', 'x = 1\n');
    assert.deepEqual(await look([own]), []);
  });

  it('finds missing imports without running anything', async () => {
    const trap = join(root, 'was-run');
    write('common/__init__.py', `open(${JSON.stringify(trap)}, "w")`);
    write('json.py', `open(${JSON.stringify(trap)}, "w")`); // the workspace must not shadow the checker's own modules
    const agent = python(
      'hub',
      [
        `open(${JSON.stringify(trap)}, "w")`,
        'import common.nothing',
        'import no_such_package.sub',
        'try:\n    import optional_one\nexcept ImportError:\n    optional_one = None',
        'if False:\n    import conditional_one',
        'def later():\n    import lazy_one',
      ].join('\n'),
    );
    const issues = await look([agent]);
    assert.deepEqual(
      issues.map(({ message, line }) => [/^(?:the Python package )?(\S+) is not/.exec(message)?.[1], line]),
      [
        ['common.nothing', 2],
        ['no_such_package', 3],
      ],
    );
    assert.equal(issues[0]?.file, agent.script);
    assert.equal(existsSync(trap), false);
  });

  it('follows imports into the project and names the file that is broken', async () => {
    const broken = write('common/base_agent.py', 'class Base:\n  def f(:\n');
    const [issue] = await look([python('hub', 'from common.base_agent import Base\n')]);
    assert.deepEqual([issue?.code, issue?.file, issue?.line, issue?.severity], ['syntax', broken, 2, 'error']);
    assert.match(issue?.message ?? '', /^common\/base_agent\.py does not parse .*hub cannot start/);
  });

  it('only warns where the code moves its own search path and the module may lie there, and for optional agents', async () => {
    write('lib/lib_module.py', '');
    const moving = python(
      'moving',
      'import sys\nsys.path.insert(0, "lib")\nimport lib_module\nimport no_such_package\n',
    );
    const optional = python('optional', 'import no_other_package\n', { required: false });
    const issues = await look([moving, optional]);
    assert.deepEqual(
      issues.map(({ severity, message }) => `${severity} ${/package (\S+)/.exec(message)?.[1]}`),
      ['error no_such_package', 'warning lib_module', 'warning no_other_package'],
    );
  });

  it('tells a package once, however many agents lack it, and how it is installed', async () => {
    write('requirements.txt', '');
    const many = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => python(name, 'import no_such_package.x\n'));
    const [issue, ...others] = await look(many);
    assert.deepEqual(others, []);
    assert.match(issue?.message ?? '', /no_such_package is not installed, and a, b, c and 3 more agents/);
    assert.match(issue?.remedy ?? '', /python3 -m pip install -r requirements\.txt/);
  });

  it('looks up modules that are started by name', async () => {
    write('services/__init__.py', '');
    write('services/memory.py', 'import no_such_package\n');
    const start = (module: string) =>
      planned(module, { command: ['python3', '-m', module], entry: { script: null, module: at(module, 40) } });
    const issues = await look([start('services.memory'), start('services.gone')]);
    assert.deepEqual(
      issues.map(({ message }) => message.slice(0, 40)),
      ['the Python package no_such_package is no', 'its module services.gone cannot be found'],
    );
    assert.equal(issues[1]?.range?.start, 40);
  });

  it('says when the interpreter cannot be run', async () => {
    const program = join(root, 'python3');
    const script = write('a.py', '');
    assert.deepEqual(brief(await look([planned('a', { script, command: [program, script] })])), [
      'error interpreter null',
    ]);
    writeFileSync(program, '#!/bin/sh\necho "cannot open shared object file" >&2; exit 127\n');
    chmodSync(program, 0o755);
    const [issue] = await look([planned('a', { script, command: [program, script] })]);
    assert.match(issue?.message ?? '', /cannot open shared object file/);
  });

  it('names who holds a port, unless it is an agent of this stack', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const agent = planned('hub', {
        healthPort: port,
        entry: { healthPort: at({ text: String(port), base: port, offsetVariable: null }, 17) },
      });
      const [issue] = await look([agent]);
      assert.equal(issue?.code, 'port');
      assert.match(
        issue?.message ?? '',
        new RegExp(`^health port ${port} is held by process ${process.pid} \\(.*node`),
      );
      assert.equal(issue?.range?.start, 17);
      assert.deepEqual(await look([agent], { ownPorts: new Set([port]) }), []);
      assert.deepEqual(await look([agent], { ownPid: process.pid }), []);
    } finally {
      server.close();
    }
  });

  it('says nothing of a free port that two agents share: the rules do', async () => {
    for (let round = 0; round < 5; round++) {
      const server = createServer();
      const port = await new Promise<number>((resolve) =>
        server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
      );
      const agents = ['A', 'B', 'C'].map((name) => planned(name, { port, required: name === 'C' }));
      const held = await look(agents);
      assert.deepEqual(
        held.map(({ severity, agent }) => [severity, agent]),
        [['error', 'A']],
      );
      assert.match(held[0]!.message, new RegExp(`^port ${port} of A and B and C is held by process ${process.pid} `));
      await new Promise((resolve) => server.close(resolve));
      assert.deepEqual(await look(agents), []);
    }
  });

  it('reports a variable once per place, strictly where the file insists', async () => {
    const entry = (name: string, value: string, start: number) => ({ name: at(name), value: at(value, start) });
    const definition = { environment: [entry('URL', '${REGISTRY}', 5), entry('DB', '${DB_URL:?see the runbook}', 9)] };
    const agents = [planned('a'), planned('b')];
    const issues = await look(agents, { definition });
    assert.deepEqual(brief(issues), ['error variable null', 'warning variable null']);
    assert.match(issues[0]?.message ?? '', /DB_URL, which is not set: see the runbook/);
  });

  it('reports what the plan could not make startable, with its place', async () => {
    const agents = [
      planned('gone', { fault: { kind: 'script-not-found', text: 'the script gone.py is not found' } }),
      planned('also', { required: false, fault: { kind: 'not-startable', text: 'no script' } }),
    ];
    const issues = await look(agents);
    assert.deepEqual(brief(issues), ['error script gone', 'warning script also']);
    assert.equal(issues[0]?.file, STARTUP);
  });
});

describe('GPU preflight', () => {
  const gpu = (memoryTotalMb: number | null, memoryUsedMb = 0) => ({
    index: 0,
    uuid: 'GPU-0',
    name: 'NVIDIA',
    memoryTotalMb,
    memoryUsedMb: memoryTotalMb === null ? null : memoryUsedMb,
    utilizationPercent: null,
    temperatureC: null,
  });
  const machine = (...gpus: ReturnType<typeof gpu>[]): GpuInventory => ({
    vendor: 'nvidia',
    driver: '550',
    gpus,
    reason: '',
  });
  const wants = (vramMb: number | null, kind: 'required' | 'preferred' = 'required') =>
    planned('m', { gpu: kind, vramMb });

  it('refuses what requires a GPU on a machine without one, and lets "preferred" run', () => {
    assert.equal(judgeGpus([wants(null)], NO_GPU).length, 1);
    assert.deepEqual(
      judgeGpus(
        [wants(8000, 'preferred')].filter((agent) => agent.gpu === 'required'),
        NO_GPU,
      ),
      [],
    );
    assert.deepEqual(judgeGpus([wants(8000, 'preferred')], NO_GPU), []);
  });

  it('compares one agent with the largest GPU, all of them with what is free', () => {
    assert.match(judgeGpus([wants(30_000)], machine(gpu(24_000)))[0]?.message ?? '', /requires 30000 MiB.*24000 MiB/);
    const crowded = judgeGpus([wants(10_000), wants(10_000)], machine(gpu(24_000, 8000)));
    assert.deepEqual(
      crowded.map(({ severity, message }) => [severity, /16000 MiB are free/.test(message)]),
      [['warning', true]],
    );
    assert.deepEqual(judgeGpus([wants(10_000), wants(10_000)], machine(gpu(24_000))), []);
    const cards = [gpu(12_000), { ...gpu(16_000), index: 1, uuid: 'GPU-1' }];
    assert.deepEqual(judgeGpus([wants(10_000), wants(14_000)], machine(...cards)), [], 'spread over both');
  });

  it('refuses what never fits beside the others; what only prefers a GPU gives way', () => {
    const brief = (wanting: PlannedAgent[], ...gpus: ReturnType<typeof gpu>[]) =>
      judgeGpus(wanting, machine(...gpus)).map(({ severity, message }) => `${severity} ${message}`);
    const cards = [gpu(12_000), { ...gpu(12_000), index: 1, uuid: 'GPU-1' }];
    const [never, ...rest] = brief([wants(8_000), wants(8_000), wants(8_000)], ...cards);
    assert.match(never ?? '', /^error requires 8000 MiB of GPU memory, which are never free beside the others/);
    assert.match(never ?? '', /declare 24000 MiB .* together, and there are 24000 MiB/);
    assert.deepEqual(rest, []);
    const [cpu] = brief([wants(10_000, 'preferred'), wants(8_000)], gpu(12_000));
    assert.match(cpu ?? '', /^warning m will run on the CPU: agents of this stack declare 18000 MiB/);
    assert.match(brief([wants(30_000, 'preferred')], gpu(24_000))[0] ?? '', /^warning .*so it will run on the CPU/);
  });

  it('lets an agent that uses several GPUs lie on all of them', () => {
    const two = { ...gpu(24_000), index: 1, uuid: 'GPU-1' };
    const wide = (count: number, vramMb: number) => {
      const agent = wants(vramMb);
      return { ...agent, definition: { ...agent.definition, gpuCount: count } };
    };
    assert.deepEqual(judgeGpus([wide(2, 40_000)], machine(gpu(24_000), two)), []);
    assert.match(judgeGpus([wide(2, 60_000)], machine(gpu(24_000), two))[0]?.message ?? '', /requires 60000 MiB/);
    assert.match(judgeGpus([wide(4, 40_000)], machine(gpu(24_000), two))[0]?.message ?? '', /uses 4 GPUs at once/);
    const crowded = judgeGpus([wide(2, 40_000), wants(8_000)], machine(gpu(24_000), two));
    assert.match(crowded[0]?.message ?? '', /requires 8000 MiB of GPU memory, which are never free/);
  });

  it('says what helps where the driver is there and does not work', () => {
    const broken: GpuInventory = { ...NO_GPU, reason: 'nvidia-smi reports: mismatch', remedy: 'Restart the machine.' };
    const [required, preferred] = judgeGpus([wants(null), wants(null, 'preferred')], broken);
    assert.deepEqual([required?.severity, required?.remedy], ['error', 'Restart the machine.']);
    assert.deepEqual([preferred?.severity, preferred?.remedy], ['warning', 'Restart the machine.']);
  });

  it('draws no conclusion from memory the driver does not tell', () => {
    assert.deepEqual(judgeGpus([wants(90_000)], machine(gpu(null))), []);
  });
});

describe('disk preflight', () => {
  it('judges the nearest directory that exists', async () => {
    assert.deepEqual(
      (await checkDisk(join(tmpdir(), 'not', 'there', 'yet'))).filter(({ severity }) => severity === 'error'),
      [],
    );
  });
});
