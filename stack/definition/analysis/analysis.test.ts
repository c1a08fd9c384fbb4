import assert from 'node:assert/strict';
import type { StackDefinition } from '../model';
import { readStackDefinition } from '../read';
import { runTogether } from './companions';
import {
  findDependencyCycles,
  findOptionalDependencies,
  findUnknownDependencies,
  startOrder,
} from './dependency-graph';
import { findDuplicateAgents } from './duplicate-agents';
import { findPortConflicts, nextFreePort, portEdit } from './ports';
import { nearestScripts, resolveScript, scriptBases } from './scripts';

/** `A: {…}` lines of one group. */
function stack(entries: Readonly<Record<string, string>>, file = 'config/startup.yaml'): StackDefinition {
  const text = Object.entries(entries).map(
    ([name, fields]) => `  ${name}: { script_path: ${name.toLowerCase()}.py, ${fields} }\n`,
  );
  return readStackDefinition({ file, text: `agents:\n${text.join('')}` });
}

function conflicts(definitions: readonly StackDefinition[], opens = false): string[] {
  return findPortConflicts(definitions, { opensDerivedHealthPort: () => opens }).map(
    ({ number, listeners }) =>
      `${number} ${listeners.map((one) => `${one.agent.name.value} ${one.label}`).join(' / ')}`,
  );
}

describe('port conflicts', () => {
  it('are found between ports and health ports of two agents', () => {
    assert.deepEqual(conflicts([stack({ A: 'port: 7001, health_check_port: 8001', B: 'port: 8001' })]), [
      '8001 A health port / B port',
    ]);
  });

  it('are found between equal sums, and between a sum and a number at the default offset', () => {
    assert.deepEqual(conflicts([stack({ A: 'port: "${PORT_OFFSET}+7001"', B: 'port: "${PORT_OFFSET}+7001"' })]), [
      '7001 A port / B port',
    ]);
    assert.deepEqual(conflicts([stack({ A: 'port: "${PORT_OFFSET:-100}+7001"', B: 'port: 7101' })]), [
      '7101 A port / B port',
    ]);
    assert.deepEqual(conflicts([stack({ A: 'port: "${PORT_OFFSET}+7001"', B: 'port: 7002' })]), []);
  });

  it('are no conflicts within one agent that says its port twice', () => {
    assert.deepEqual(conflicts([stack({ A: 'port: 7001, health_check_port: 7001, config: { zmq_port: 7001 }' })]), []);
  });

  it('count ports of config that the agent itself opens, not those of its clients', () => {
    assert.deepEqual(
      conflicts([
        stack({
          A: 'port: 7001, config: { grpc_port: 6379, redis: { host: localhost, port: 7002 }, memory_port: 7002 }',
          B: 'port: 7002',
          C: 'port: 6379',
        }),
      ]),
      ['6379 A config.grpc_port / C port'],
    );
  });

  it('count the derived health port where the class opens it', () => {
    const definition = stack({ A: 'port: 7001, health_check_port: 8001', B: 'port: 7002, health_check_port: 8002' });
    assert.deepEqual(conflicts([definition]), []);
    assert.deepEqual(conflicts([definition], true), ['8002 A HTTP health on health port + 1 / B health port']);
  });

  it('do not count disabled agents, other machines or other addresses', () => {
    assert.deepEqual(conflicts([stack({ A: 'port: 1100', B: 'port: 1100, enabled: false' })]), []);
    assert.deepEqual(conflicts([stack({ A: 'port: 1100, machine: pc1', B: 'port: 1100, machine: pc2' })]), []);
    assert.deepEqual(conflicts([stack({ A: 'port: 1100, host: 10.0.0.1', B: 'port: 1100, host: 10.0.0.2' })]), []);
    assert.deepEqual(
      conflicts([stack({ A: 'port: 1100' }, 'pc1_code/s.yaml'), stack({ B: 'port: 1100' }, 'pc2_code/s.yaml')]),
      [],
    );
  });

  it('are found across the files of one machine', () => {
    assert.deepEqual(
      conflicts([stack({ A: 'port: 1100' }, 'pc1_code/s.yaml'), stack({ B: 'port: 1100' }, 'pc1_code/t.yaml')]),
      ['1100 A port / B port'],
    );
  });

  it('suggest a free port above, then below', () => {
    assert.equal(nextFreePort(new Set([7001, 7002]), { after: 7001 }), 7003);
    assert.equal(nextFreePort(new Set([7001, 7002]), { after: 7001, first: 7000, last: 7002 }), 7000);
    assert.equal(nextFreePort(new Set([7000, 7001]), { after: 7000, first: 7000, last: 7001 }), null);
  });

  it('are edited in place: only the number changes', () => {
    const edited = (port: string): string | null => {
      const text = `agents:\n  - { name: A, path: a.py, port: ${port} }\n`;
      const edit = portEdit(readStackDefinition({ file: 'a.yaml', text }).agents[0]!.port!, 7300);
      return edit && text.slice(0, edit.range.start) + edit.newText + text.slice(edit.range.end);
    };
    assert.match(edited('"${PORT_OFFSET}+7200"')!, /port: "\$\{PORT_OFFSET\}\+7300"/);
    assert.match(edited("'7200'")!, /port: '7300'/);
    assert.match(edited('7200')!, /port: 7300 /);
    assert.equal(edited('"${PORT_OFFSET:-10}+7200"'), null);
  });
});

describe('files that run together', () => {
  it('are those of one machine, unless they are versions of one another or archived', () => {
    const a = stack({ A: 'port: 1', B: 'port: 2' }, 'pc1_code/config/startup.yaml');
    assert.ok(runTogether(a, stack({ C: 'port: 3' }, 'pc1_code/extra.yaml')));
    assert.ok(!runTogether(a, stack({ A: 'port: 3', B: 'port: 4', C: 'port: 5' }, 'pc1_code/config/startup.v2.yaml')));
    assert.ok(!runTogether(a, stack({ C: 'port: 3' }, 'pc2_code/config/startup.yaml')));
    assert.ok(!runTogether(a, stack({ C: 'port: 3' }, 'archive/pc1_code/startup.yaml')));
  });

  it('without machines, are those of one folder', () => {
    assert.ok(runTogether(stack({ A: 'port: 1' }, 'config/a.yaml'), stack({ B: 'port: 1' }, 'config/b.yaml')));
    assert.ok(!runTogether(stack({ A: 'port: 1' }, 'one/a.yaml'), stack({ B: 'port: 1' }, 'two/a.yaml')));
  });
});

describe('dependencies', () => {
  it('that no file declares are unknown, with what was meant', () => {
    const definition = stack({
      MemoryHub: 'port: 1',
      A: 'dependencies: [MemoryHbu, memory_hub, Nothing, B]',
      B: 'port: 2',
    });
    assert.deepEqual(
      findUnknownDependencies(definition, [definition]).map((one) => [one.dependency.value, one.suggestion]),
      [
        ['MemoryHbu', 'MemoryHub'],
        ['memory_hub', 'MemoryHub'],
        ['Nothing', null],
      ],
    );
  });

  it('on another machine are told apart', () => {
    const own = stack({ A: 'dependencies: [B]' }, 'pc1_code/s.yaml');
    const other = stack({ B: 'port: 1' }, 'pc2_code/s.yaml');
    const [unknown] = findUnknownDependencies(own, [own, other]);
    assert.equal(unknown?.elsewhere[0]?.definition, other);
  });

  it('of another file on the same machine are known', () => {
    const own = stack({ A: 'dependencies: [B]' }, 'pc1_code/s.yaml');
    assert.deepEqual(findUnknownDependencies(own, [own, stack({ B: 'port: 1' }, 'pc1_code/t.yaml')]), []);
  });

  it('in a circle are found with their path and with those that wait for it', () => {
    const definition = stack({
      A: 'dependencies: [B]',
      B: 'dependencies: [C, D]',
      C: 'dependencies: [A]',
      D: 'port: 1',
      E: 'dependencies: [C]',
      F: 'dependencies: [F]',
    });
    const [self, circle, ...others] = findDependencyCycles(definition, [definition]);
    assert.deepEqual(others, []);
    assert.deepEqual(
      self!.edges.map((edge) => edge.agent.name.value),
      ['F'],
    );
    assert.deepEqual(circle!.edges.map((edge) => `${edge.agent.name.value}>${edge.dependency.value}`).sort(), [
      'A>B',
      'B>C',
      'C>A',
    ]);
    assert.deepEqual(circle!.blocked, ['E']);
  });

  it('give the order of the start in layers', () => {
    const { layers, blocked } = startOrder(
      stack({ A: 'dependencies: [B, Elsewhere]', B: 'port: 1', C: 'dependencies: [B]', D: 'dependencies: [D]' }).agents,
    );
    assert.deepEqual(
      layers.map((layer) => layer.map((agent) => agent.name.value)),
      [['B'], ['A', 'C']],
    );
    assert.deepEqual(
      blocked.map((agent) => agent.name.value),
      ['D'],
    );
  });

  it('of required agents on optional ones are found', () => {
    const definition = stack({
      A: 'required: true, dependencies: [B, C]',
      B: 'required: false',
      C: 'required: "${C:-true}"',
    });
    assert.deepEqual(
      findOptionalDependencies(definition).map((edge) => edge.dependency.value),
      ['B'],
    );
  });
});

describe('duplicate agents', () => {
  it('are found over groups and lists of one file', () => {
    const text =
      'a_services:\n  - { name: A, script_path: a.py }\nb_services:\n  - { name: A, script_path: a.py }\n  - { name: B, script_path: b.py }\n';
    const duplicates = findDuplicateAgents(readStackDefinition({ file: 's.yaml', text }));
    assert.deepEqual(
      duplicates.map((entries) => entries.map((entry) => `${entry.group?.value}.${entry.name.value}`)),
      [['a_services.A', 'b_services.A']],
    );
  });

  it('are none when an alias shows one entry twice', () => {
    const text = 'groups:\n  one: &one { A: { script_path: a.py } }\n  two: *one\n';
    assert.deepEqual(findDuplicateAgents(readStackDefinition({ file: 's.yaml', text })), []);
  });
});

describe('scripts', () => {
  const files = [
    'main_code/agents/goal_agent.py',
    'main_code/agents/old/Router.py',
    'src/tts.py',
    'agents/memory_client.py',
  ];
  const exists = (path: string): boolean => files.includes(path);

  it('are looked for from the project root to the folder of the file', () => {
    assert.deepEqual(scriptBases('main_code/config/startup.yaml'), ['', 'main_code', 'main_code/config']);
    assert.equal(
      resolveScript('agents/goal_agent.py', 'main_code/config/startup.yaml', exists),
      'main_code/agents/goal_agent.py',
    );
    assert.equal(resolveScript('../src/tts.py', 'config/startup.yaml', exists), 'src/tts.py');
    assert.equal(
      resolveScript('../../../etc/passwd', 'config/startup.yaml', () => true),
      null,
    );
  });

  it('that are missing are suggested by style, folder, case and spelling', () => {
    const nearest = (script: string): (string | undefined)[] => {
      const [first] = nearestScripts(script, 'main_code/config/startup.yaml', files);
      return [first?.written, first?.difference];
    };
    assert.deepEqual(nearest('agents/GoalAgent.py'), ['agents/goal_agent.py', 'style']);
    assert.deepEqual(nearest('main_code/agents/Router.py'), ['main_code/agents/old/Router.py', 'folder']);
    assert.deepEqual(nearest('src/TTS.py'), ['src/tts.py', 'case']);
    assert.deepEqual(nearest('agents/memory_cleint.py'), ['agents/memory_client.py', 'spelling']);
    assert.deepEqual(nearest('agents/unheard_of.py'), [undefined, undefined]);
  });
});
