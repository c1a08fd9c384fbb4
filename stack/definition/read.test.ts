import assert from 'node:assert/strict';
import { readStackDefinition } from './read';
import type { AgentDefinition, DefinitionProblem, StackDefinition } from './model';

function read(text: string, file = 'config/startup.yaml'): StackDefinition {
  return readStackDefinition({ file, text });
}

function names(definition: StackDefinition): string[] {
  return definition.agents.map((agent) => agent.name.value);
}

function agent(definition: StackDefinition, name: string): AgentDefinition {
  const found = definition.agents.find((candidate) => candidate.name.value === name);
  assert.ok(found, `no agent ${name} among ${names(definition).join(', ')}`);
  return found;
}

function problems(definition: StackDefinition, kind?: DefinitionProblem['kind']): DefinitionProblem[] {
  return definition.problems.filter((problem) => kind === undefined || problem.kind === kind);
}

describe('readStackDefinition', () => {
  describe('dialects', () => {
    it('reads nested groups, with null groups and agents left by comments', () => {
      const definition = read(`agent_groups:
  core:
    Registry:
      script_path: agents/registry.py
      port: 7200
    Empty:
  later:
`);
      assert.equal(definition.dialect, 'nested');
      assert.deepEqual(names(definition), ['Registry']);
      assert.equal(agent(definition, 'Registry').group?.value, 'core');
      assert.deepEqual(definition.problems, []);
    });

    it('reads agents by name without groups', () => {
      const definition = read('agents:\n  A:\n    script_path: a.py\n    port: 7001\n  B:\n    script_path: b.py\n');
      assert.deepEqual(names(definition), ['A', 'B']);
      assert.equal(agent(definition, 'A').group, null);
      assert.deepEqual(definition.problems, []);
    });

    it('reads lists at top level, one of them called dependencies', () => {
      const definition = read(`core_services:
  - { name: A, script_path: a.py, port: 7001 }
memory_system:
  - name: B
    file_path: b.py
    params: { health_check_port: 8002 }
dependencies:
  - { name: C, script_path: c.py, dependencies: [A] }
`);
      assert.equal(definition.dialect, 'flat');
      assert.deepEqual(
        definition.agents.map((one) => [one.group?.value, one.name.value, one.script?.value]),
        [
          ['core_services', 'A', 'a.py'],
          ['memory_system', 'B', 'b.py'],
          ['dependencies', 'C', 'c.py'],
        ],
      );
      assert.equal(agent(definition, 'B').healthPort?.value.base, 8002);
    });

    it('reads settings with lists of script, health_port and critical', () => {
      const definition = read(`settings: { default_startup_timeout: 30 }
core_agents:
  - name: Bus
    script: core/bus.py
    port: 7150
    health_port: 7153
    critical: false
`);
      assert.equal(definition.dialect, 'settings');
      const bus = agent(definition, 'Bus');
      assert.equal(bus.healthPort?.value.base, 7153);
      assert.deepEqual(bus.required?.value, { kind: 'fixed', required: false });
    });

    it('reads groups that describe themselves', () => {
      const definition = read(`agents:
  core:
    description: Core
    agents:
      - { name: A, script_path: a.py }
      - { name: B, script_path: b.py, dependencies: [A] }
`);
      assert.equal(definition.dialect, 'grouped-list');
      assert.deepEqual(names(definition), ['A', 'B']);
      assert.equal(agent(definition, 'B').group?.value, 'core');
    });

    it('reads a list of agents that can be switched off', () => {
      const definition = read(`agents:
  - name: A
    path: agents/a.py
    enabled: true
    args: { orchestrator_port: 5576, verbose: true, quiet: false }
  - { name: B, path: agents/b.py, enabled: false }
`);
      assert.equal(agent(definition, 'B').enabled, false);
      assert.deepEqual(
        agent(definition, 'A').args.map((arg) => arg.value),
        ['--orchestrator_port', '5576', '--verbose'],
      );
    });

    it('reads container groups', () => {
      const definition = read(`container_groups:
  core:
    description: Core
    agents:
      - { name: A, script_path: a.py, port: 1100, required: true, priority: high }
deployment_order: [core]
`);
      assert.equal(definition.dialect, 'container-groups');
      assert.deepEqual(names(definition), ['A']);
    });

    it('reads files that only group names, and no others as such', () => {
      const grouping = read('core_services:\n  - A\n  - B\nmemory_system:\n  - C\n');
      assert.equal(grouping.dialect, 'names');
      assert.deepEqual(names(grouping), ['A', 'B', 'C']);
      const full = read(
        'core_services:\n  - { name: A, script_path: a.py }\ndeployment_order: [A]\nold_services: [B]\n',
      );
      assert.deepEqual(names(full), ['A']);
    });

    it('reads jobs whose agents are dotted modules', () => {
      const definition = read(`job:
  name: night
  agents:
    - { name: A, module: pkg.agents.a, depends_on: [B] }
    - { name: B, module: pkg.agents.b }
  topology:
    - [A, B]
    - [B, A]
`);
      assert.equal(definition.dialect, 'topology');
      assert.equal(agent(definition, 'A').module?.value, 'pkg.agents.a');
      assert.deepEqual(
        agent(definition, 'B').dependencies.map((one) => one.value),
        [],
      );
    });

    it('reads several documents of one file', () => {
      assert.deepEqual(
        names(read('---\nagents:\n  - {name: A, path: a.py}\n---\nmore_agents:\n  - {name: B, path: b.py}\n')),
        ['A', 'B'],
      );
    });

    it('reads agents in other wrappings: bare, keyed list items, lists of groups, machines', () => {
      const entry = (port: number): string => `{ script_path: a.py, port: ${port} }`;
      for (const text of [
        `A: ${entry(1)}\nB: ${entry(2)}\n`,
        `- { name: A, script_path: a.py }\n- { name: B, script_path: b.py }\n`,
        `agents:\n  - A: ${entry(1)}\n  - B: ${entry(2)}\n`,
        `layers:\n  - { name: one, agents: [{ name: A, script_path: a.py }] }\n  - { name: two, agents: [{ name: B, script_path: b.py }] }\n`,
        `system:\n  stack:\n    agents:\n      A: ${entry(1)}\n      B: ${entry(2)}\n`,
      ]) {
        assert.deepEqual(names(read(text)), ['A', 'B'], text);
        assert.deepEqual(read(text).problems, [], text);
      }
      const machines = read(
        `machines:\n  left: { agents: { A: ${entry(1)} } }\n  right: { agents: { B: ${entry(1)} } }\n`,
      );
      assert.deepEqual(
        machines.agents.map((one) => one.machines),
        [['left'], ['right']],
      );
    });

    it('reads what a command starts', () => {
      const text =
        'agents:\n  A: { command: python -u agents/a.py --fast, port: 1 }\n  B: { command: [uv, run, python, -m, pkg.b, "x y"], port: 2 }\n';
      const definition = read(text);
      const [a, b] = definition.agents;
      assert.deepEqual([a?.script?.value, a?.args.map((arg) => arg.value)], ['agents/a.py', ['--fast']]);
      assert.equal(text.slice(a!.script!.range.start, a!.script!.range.end), 'agents/a.py');
      assert.deepEqual([b?.module?.value, b?.args.map((arg) => arg.value)], ['pkg.b', ['x y']]);
    });

    it('takes any other command for a program and its arguments', () => {
      const commands = ['redis-server --port 6390', '"bin/router -m fast"', '[uvicorn, "app:api", --port, "8000"]'];
      const entries = commands.map((command, index) => `  A${index}: { command: ${command}, port: ${index + 1} }`);
      const definition = read(`agents:\n  S: { script: s.py, port: 9 }\n${entries.join('\n')}\n`);
      assert.deepEqual(
        definition.agents.slice(1).map(({ program, args }) => [program?.value, ...args.map((arg) => arg.value)]),
        [
          ['redis-server', '--port', '6390'],
          ['bin/router', '-m', 'fast'],
          ['uvicorn', 'app:api', '--port', '8000'],
        ],
      );
      assert.deepEqual(definition.problems, []);
    });

    it('recognises no agents in files of other kinds', () => {
      for (const text of ['', '# nothing\n', 'a', '- 1\n- 2\n', 'models:\n  - {name: phi, path: phi.gguf}\n']) {
        assert.deepEqual(names(read(text)), [], text);
        assert.equal(read(text).dialect, 'unknown');
      }
    });
  });

  describe('values', () => {
    const one = (entry: string): AgentDefinition =>
      agent(read(`agents:\n  - { name: A, path: a.py, ${entry} }\n`), 'A');

    it('reads ports in every notation', () => {
      const cases: [string, number | null, string | null][] = [
        ['7200', 7200, null],
        ['"7200"', 7200, null],
        ['"${PORT_OFFSET}+7200"', 7200, 'PORT_OFFSET'],
        ['"${PORT_OFFSET:-100} + 7200"', 7300, 'PORT_OFFSET'],
        ['"7200+${PORT_OFFSET}"', 7200, 'PORT_OFFSET'],
        ['"$((PORT_OFFSET + 7200))"', 7200, 'PORT_OFFSET'],
        ['${PORT_OFFSET}+7200', 7200, 'PORT_OFFSET'],
        ['"${MEMORY_PORT:-7200}"', 7200, null],
        ['"${MEMORY_PORT}"', null, null],
      ];
      for (const [written, base, variable] of cases) {
        const port = one(`port: ${written}`).port?.value;
        assert.deepEqual([port?.base, port?.offsetVariable], [base, variable], written);
      }
    });

    it('keeps a requirement that is an expression', () => {
      const definition = read("agents:\n  - name: A\n    path: a.py\n    required: ${RTAP:-false} == 'false'\n");
      assert.deepEqual(agent(definition, 'A').required?.value, {
        kind: 'expression',
        text: "${RTAP:-false} == 'false'",
      });
      assert.deepEqual(definition.problems, []);
    });

    it('gives ranges inside the quotes', () => {
      const text = 'agents:\n  - name: "A"\n    path: \'a.py\'\n    port: "${PORT_OFFSET}+7200"\n';
      const { name, script, port } = agent(read(text), 'A');
      assert.deepEqual(
        [name, script, port].map((value) => text.slice(value!.range.start, value!.range.end)),
        ['A', 'a.py', '${PORT_OFFSET}+7200'],
      );
    });

    it('reads environment as a map and as a list', () => {
      for (const environment of ['{ A_B: "1", C: x=y }', '["A_B=1", "C=x=y"]']) {
        assert.deepEqual(
          one(`env_vars: ${environment}`).environment.map((entry) => [entry.name.value, entry.value.value]),
          [
            ['A_B', '1'],
            ['C', 'x=y'],
          ],
        );
      }
    });

    it('resolves anchors, aliases and merge keys, the own keys first', () => {
      const definition = read(`base: &base { required: true, port: 7000, dependencies: [B] }
agents:
  A: { <<: *base, script_path: a.py, port: 7001 }
  B: { script_path: b.py }
`);
      const merged = agent(definition, 'A');
      assert.equal(merged.port?.value.base, 7001);
      assert.deepEqual(
        merged.dependencies.map((one) => one.value),
        ['B'],
      );
    });
  });

  describe('machines', () => {
    it('takes the machine from the folder, the file name, the file itself or its only list', () => {
      const text = 'agents:\n  - {name: A, path: a.py}\n';
      assert.equal(read(text, 'main_pc_code/config/startup_config.yaml').machine, 'main_pc');
      assert.equal(read(text, 'file:///p/pc2_code/config/startup_config.yaml').machine, 'pc2');
      assert.equal(read(text, 'config/startup.pc2.yaml').machine, 'pc2');
      assert.equal(read(`machine: edge\n${text}`, 'config/startup.yaml').machine, 'edge');
      assert.equal(read('pc2_services:\n  - {name: A, script_path: a.py}\n').machine, 'pc2');
      assert.equal(read(text, 'config/startup.yaml').machine, null);
    });

    it('knows which machines start a group', () => {
      const definition = read(`machine_profiles:
  mainpc: { enabled_groups: [core] }
  pc2: { enabled_groups: [core, extra] }
agent_groups:
  core: { A: { script_path: a.py } }
  extra: { B: { script_path: b.py } }
`);
      assert.deepEqual(agent(definition, 'A').machines, ['mainpc', 'pc2']);
      assert.deepEqual(agent(definition, 'B').machines, ['pc2']);
    });
  });

  describe('problems', () => {
    const lineOf = (text: string, problem: DefinitionProblem): number =>
      text.slice(0, problem.range.start).split('\n').length;

    it('accepts keys nobody foresaw, and asks where one looks like a slip', () => {
      const definition = read(`agents:
  A: { script_path: a.py, shiny_new_option: 1, dependecies: [B] }
  B: { script_path: b.py, health_check_prot: 8001 }
`);
      assert.deepEqual(
        problems(definition).map((problem) => [problem.kind, problem.subject, problem.repair?.edits[0]?.newText]),
        [
          ['unknown-key', 'dependecies', 'dependencies'],
          ['unknown-key', 'health_check_prot', 'health_check_port'],
        ],
      );
      assert.equal(agent(definition, 'B').healthPort?.value.base, 8001);
    });

    it('reads every misspelled key as it was meant', () => {
      for (const key of [
        'script_path',
        'module',
        'port',
        'health_check_port',
        'dependencies',
        'required',
        'env_vars',
        'health_check',
        'restart',
      ]) {
        const slip = `${key.slice(0, 2)}${key.slice(3)}`;
        const definition = read(`agents:\n  A: { script_path: a.py }\n  B: { path: b.py, ${slip}: 1 }\n`);
        assert.deepEqual(names(definition), ['A', 'B'], slip);
      }
    });

    it('tells of a slip repeated in many entries once', () => {
      const entries = Array.from({ length: 30 }, (_, i) => `  A${i}: { script_path: a.py, dependecies: [] }\n`).join(
        '',
      );
      const [problem, ...others] = problems(read(`agents:\n${entries}`), 'unknown-key');
      assert.deepEqual(others, []);
      assert.equal(problem?.repair?.edits.length, 30);
    });

    it('tells of values of a wrong type, one problem a place', () => {
      const definition = read(`agents:
  A: { script_path: a.py, port: seven, required: maybe, dependencies: B, env_vars: x }
  B: { script_path: [b.py], port: 70000 }
`);
      assert.deepEqual(
        problems(definition).map((problem) => [problem.kind, problem.subject]),
        [
          ['wrong-type', 'port'],
          ['wrong-type', 'required'],
          ['wrong-type', 'A'],
          ['wrong-type', 'env_vars'],
          ['wrong-type', 'script_path'],
          ['wrong-type', 'port'],
        ],
      );
    });

    it('tells of a repeated key and of the agents that are lost by it', () => {
      const text = `agent_groups:
  core:
    A: { script_path: a.py, port: 7001 }
    B: { script_path: b.py, port: 7002 }
  core:
    C: { script_path: c.py, port: 7003 }
`;
      const [problem, ...others] = problems(read(text), 'duplicate-key');
      assert.deepEqual(others, []);
      assert.equal(lineOf(text, problem!), 5);
      assert.match(problem!.message, /2 agents silently lost: A, B/);
      assert.equal(problem!.related?.length, 1);
    });

    it('tells once of a block of names indented among the groups of agents', () => {
      const text = `agent_groups:
  core:
    A: { script_path: a.py }
    B: { script_path: b.py }
  docker_groups:
    infra: { description: x, agents: [A] }
  speech: { description: y, agents: [B] }
  gpu: { description: z, agents: [A, B] }
`;
      const [problem, ...others] = problems(read(text));
      assert.deepEqual(others, []);
      assert.equal(problem?.kind, 'misplaced-entry');
      assert.equal(problem.subject, 'docker_groups');
      assert.equal(problem.related?.length, 2);
    });

    it('reads the agents of a group that is indented one level too deep, and says so', () => {
      const definition = read(`agent_groups:
  core:
    A: { script_path: a.py }
    utility:
      B: { script_path: b.py }
`);
      assert.deepEqual(names(definition), ['A', 'B']);
      assert.deepEqual(
        problems(definition).map((problem) => [problem.kind, problem.subject]),
        [['misplaced-entry', 'utility']],
      );
    });

    it('tells of agents that cannot be started', () => {
      const definition = read(
        'agents:\n  A: { script_path: a.py }\n  B: { script_path: b.py }\n  C: { port: 1, health_port: 2 }\n',
      );
      assert.deepEqual(
        problems(definition).map((problem) => [problem.kind, problem.subject]),
        [['missing-key', 'script_path']],
      );
    });
  });
});
