import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readStackDefinition } from '../definition/read';
import type { LaunchPlan, PlannedAgent } from './launch-plan';
import { planStack } from './plan-stack';
import { findProjectRoot } from './script';

describe('the plan of a launch', () => {
  let root: string;
  beforeEach(() => (root = realpathSync(mkdtempSync(join(tmpdir(), 'plan-')))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function put(path: string, text = ''): string {
    const absolute = join(root, path);
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, text);
    return absolute;
  }

  function plan(yaml: string, environment: NodeJS.ProcessEnv = {}, at = 'startup.yaml'): LaunchPlan {
    const file = put(at, yaml);
    return planStack(readStackDefinition({ file, text: yaml }), { projectRoot: root, environment });
  }

  function agent(made: LaunchPlan, name: string): PlannedAgent {
    const found = made.agents.find((candidate) => candidate.name === name);
    assert.ok(found, `${name} is planned`);
    return found;
  }

  const nested = (entries: Record<string, readonly string[]>) =>
    ['agent_groups:', '  g:']
      .concat(
        Object.entries(entries).flatMap(([name, lines]) => [`    ${name}:`, ...lines.map((line) => `      ${line}`)]),
      )
      .join('\n') + '\n';

  it('finds scripts from the root, the machine’s folder and the file, in that order', () => {
    put('main_pc_code/agents/one.py');
    put('agents/two.py');
    put('main_pc_code/agents/two.py');
    put('main_pc_code/config/three.py');
    const made = plan(
      nested({
        One: ['script_path: agents/one.py'],
        Two: ['script_path: agents/two.py'],
        Three: ['script_path: three.py'],
      }),
      {},
      'main_pc_code/config/startup.yaml',
    );
    assert.equal(agent(made, 'One').script, join(root, 'main_pc_code/agents/one.py'));
    assert.equal(agent(made, 'Two').script, join(root, 'agents/two.py'));
    assert.equal(agent(made, 'Three').script, join(root, 'main_pc_code/config/three.py'));
    assert.equal(agent(made, 'One').cwd, root);
  });

  it('starts each kind of script with what runs it', () => {
    put('a.py');
    put('b.js');
    chmodSync(put('c', '#!/bin/sh\n'), 0o755);
    put('d.bin');
    put('.venv/bin/python');
    const made = plan(
      nested({
        A: ['script_path: a.py', 'args: [--fast, "${LEVEL:-3}"]'],
        B: ['script_path: b.js'],
        C: ['script_path: c'],
        D: ['script_path: d.bin'],
      }),
    );
    assert.deepEqual(agent(made, 'A').command, [join(root, '.venv/bin/python'), join(root, 'a.py'), '--fast', '3']);
    assert.deepEqual(agent(made, 'B').command, [process.execPath, join(root, 'b.js')]);
    assert.deepEqual(agent(made, 'C').command, [join(root, 'c')]);
    assert.match(agent(made, 'D').fault?.text ?? '', /not executable/);
  });

  it('starts programs of the project before those of the machine', () => {
    for (const program of ['.venv/bin/uvicorn', 'tools/uvicorn', 'tools/redis-server', 'bin/router'])
      chmodSync(put(program, '#!/bin/sh\n'), 0o755);
    put('.venv/bin/python');
    put('bin/plain');
    const made = plan(
      nested({
        A: ['command: uvicorn app:api'],
        B: ['command: redis-server --port 6390'],
        C: ['command: bin/router'],
        D: ['command: bin/plain'],
        E: ['command: nowhere'],
        F: ['script_path: bin/router'],
      }),
      { PATH: join(root, 'tools') },
    );
    assert.deepEqual(agent(made, 'A').command, [join(root, '.venv/bin/uvicorn'), 'app:api']);
    assert.deepEqual(agent(made, 'B').command, [join(root, 'tools/redis-server'), '--port', '6390']);
    assert.deepEqual(agent(made, 'C').command, [join(root, 'bin/router')]);
    assert.match(agent(made, 'D').fault?.text ?? '', /bin\/plain is not executable/);
    assert.match(agent(made, 'E').fault?.text ?? '', /no program nowhere on the PATH/);
  });

  it('resolves ports by the environment agents get', () => {
    put('a.py');
    put('.env', 'PORT_OFFSET=100\n');
    const yaml = nested({
      A: ['script_path: a.py', 'port: "${PORT_OFFSET}+7200"', 'health_check_port: "${PORT_OFFSET}+8200"'],
    });
    assert.deepEqual(agent(plan(yaml), 'A').declaredPorts, [7300, 8300]);
    assert.deepEqual(agent(plan(yaml, { PORT_OFFSET: '5' }), 'A').declaredPorts, [7205, 8205]);
  });

  it('keeps a fault with the agent it concerns', () => {
    put('a.py');
    const made = plan(
      nested({
        Missing: ['script_path: gone.py'],
        Alone: ['script_path: a.py'],
        X: ['script_path: a.py', 'dependencies: [Y]'],
        Y: ['script_path: a.py', 'dependencies: [X]'],
        Behind: ['script_path: a.py', 'dependencies: [Y]'],
      }),
    );
    assert.equal(agent(made, 'Missing').fault?.kind, 'script-not-found');
    assert.equal(agent(made, 'Alone').fault, null);
    assert.match(agent(made, 'X').fault?.text ?? '', /X → Y → X/);
    assert.equal(agent(made, 'Behind').fault, null, 'it could start, were it not for the others');
    assert.ok(made.issues.some(({ severity, message }) => severity === 'error' && message.includes('X → Y → X')));
  });

  it('waits for required agents only, and breaks no stack over a circle through an optional one', () => {
    put('a.py');
    const made = plan(
      nested({
        Hub: ['script_path: a.py', 'dependencies: [Extra, Core, Elsewhere]'],
        Core: ['script_path: a.py'],
        Extra: ['script_path: a.py', 'required: false', 'dependencies: [Hub]'],
        Off: ['script_path: a.py', 'enabled: false'],
      }),
    );
    assert.deepEqual(agent(made, 'Hub').waitsFor, ['Core']);
    assert.deepEqual([...agent(made, 'Hub').dependencies].sort(), ['Core', 'Extra']);
    assert.deepEqual(
      made.agents.map(({ name }) => name),
      ['Core', 'Hub', 'Extra'],
    );
    assert.deepEqual(made.disabled, ['Off']);
    const [issue] = made.issues;
    assert.equal(issue?.severity, 'information');
    assert.match(issue?.message ?? '', /Elsewhere/);
  });

  it('refuses to put a secret on a command line', () => {
    put('a.py');
    const value = ['correct', 'horse', 'battery'].join('-');
    const yaml = nested({ A: ['script_path: a.py', 'args: ["--key=${SERVICE_API_KEY}"]'] });
    const made = plan(yaml, { SERVICE_API_KEY: value });
    assert.equal(agent(made, 'A').command, null);
    assert.ok(!JSON.stringify(made).includes(value));
    assert.match(made.issues[0]?.message ?? '', /SERVICE_API_KEY.*command line/);
  });

  it('asks with the agent’s own signal first and with SIGTERM in any case', () => {
    put('a.py');
    const made = plan(
      nested({
        A: ['script_path: a.py', 'stop_signal: SIGINT', 'grace_seconds: 3'],
        B: ['script_path: a.py', 'stop_signal: SIGKILL'],
        C: ['script_path: a.py'],
      }),
    );
    assert.deepEqual(agent(made, 'A').stopSignals, ['SIGINT', 'SIGTERM']);
    assert.equal(agent(made, 'A').graceMs, 3000);
    assert.deepEqual(agent(made, 'B').stopSignals, ['SIGTERM']);
    assert.deepEqual(agent(made, 'C').stopSignals, ['SIGTERM']);
  });

  it('changes an agent’s fingerprint with what it is started with, and with nothing else', () => {
    put('a.py');
    const of = (lines: readonly string[], name = 'A') =>
      agent(plan(nested({ Z: ['script_path: a.py'], [name]: ['script_path: a.py', ...lines] })), name);
    const plain = of([]).fingerprint;
    assert.equal(of([]).fingerprint, plain);
    assert.equal(of(['dependencies: [Z]']).fingerprint, plain);
    assert.notEqual(of(['port: 7200']).fingerprint, plain);
    assert.notEqual(of(['args: [--x]']).fingerprint, plain);
    assert.notEqual(of(['env_vars: {MODE: full}']).fingerprint, plain);
  });

  it('takes the folder that most scripts are found from for the project’s root', () => {
    put('project/agents/a.py');
    put('project/agents/b.py');
    const file = put('project/config/deep/startup.yaml');
    assert.equal(findProjectRoot(file, ['agents/a.py', 'agents/b.py', 'gone.py']), join(root, 'project'));
    put('both/pc2_code/agents/c.py');
    const machine = put('both/pc2_code/config/startup.yaml');
    assert.equal(findProjectRoot(machine, ['agents/c.py']), join(root, 'both'), 'what machines share lies beside them');
    put('other/.env');
    const lost = put('other/config/startup.yaml');
    assert.equal(findProjectRoot(lost, ['nowhere.py']), join(root, 'other'));
  });
});
