import assert from 'node:assert/strict';
import { readStackDefinition } from './read';
import type { DefinitionProblem } from './model';

interface Told {
  readonly line: number;
  readonly repaired: string | null;
  readonly problem: DefinitionProblem;
}

function applied(text: string, edits: NonNullable<DefinitionProblem['repair']>['edits']): string {
  return [...edits]
    .sort((a, b) => b.range.start - a.range.start)
    .reduce((result, edit) => result.slice(0, edit.range.start) + edit.newText + result.slice(edit.range.end), text);
}

function told(text: string): Told[] {
  return readStackDefinition({ file: 'startup.yaml', text })
    .problems.filter((problem) => problem.kind === 'syntax')
    .map((problem) => ({
      line: text.slice(0, problem.range.start).split('\n').length,
      repaired: problem.repair ? applied(text, problem.repair.edits) : null,
      problem,
    }));
}

function agentsOf(text: string): string[] {
  return readStackDefinition({ file: 'startup.yaml', text }).agents.map((agent) => agent.name.value);
}

/** One mistake: told on its line, repaired as expected, and every agent of the file still read. */
function assertRepaired(broken: string, line: number, repaired: string, agents: readonly string[]): void {
  const [first, ...others] = told(broken);
  assert.deepEqual(others, []);
  assert.equal(first?.line, line);
  assert.equal(first.repaired, repaired);
  assert.deepEqual(agentsOf(broken), agents);
  assert.deepEqual(told(repaired), []);
}

describe('syntax errors of startup files', () => {
  it('places an open quote where it was opened, and adds it', () => {
    const text =
      'agents:\n  A:\n    script_path: a.py\n    port: "${PORT_OFFSET}+5576\n  B:\n    script_path: b.py\n    port: "${PORT_OFFSET}+5577"\n';
    assertRepaired(text, 4, text.replace('+5576\n', '+5576"\n'), ['A', 'B']);
  });

  it('does so at the end of the file and with quotes of the other kind', () => {
    const text = "agents:\n  A:\n    script_path: a.py\n  B:\n    script_path: b.py\n    port: '7200";
    assertRepaired(text, 6, `${text}'`, ['A', 'B']);
  });

  it('keeps comments and carriage returns', () => {
    const text =
      'agents:\r\n  A:\r\n    script_path: a.py\r\n    port: "7200  # main\r\n  B:\r\n    script_path: b.py\r\n';
    assertRepaired(text, 4, text.replace('"7200  #', '"7200"  #'), ['A', 'B']);
  });

  it('finds an open quote in a map in braces', () => {
    const text =
      'agents:\n  - { name: A, path: a.py, port: "${PORT_OFFSET}+7200, health_port: "${PORT_OFFSET}+8200" }\n  - { name: B, path: b.py }\n';
    assertRepaired(text, 2, text.replace('+7200,', '+7200",'), ['A', 'B']);
  });

  it('reads placeholders without quotes inside braces, and tells of all of them once', () => {
    const text =
      'agents:\n  - { name: A, path: a.py, port: ${PORT_OFFSET}+7200, health_port: ${PORT_OFFSET:-0}+8200 }\n  - { name: B, path: b.py, dependencies: [${FIRST}, A] }\n';
    const repaired = text
      .replace('${PORT_OFFSET}+7200', '"${PORT_OFFSET}+7200"')
      .replace('${PORT_OFFSET:-0}+8200', '"${PORT_OFFSET:-0}+8200"')
      .replace('${FIRST}', '"${FIRST}"');
    assertRepaired(text, 2, repaired, ['A', 'B']);
    const [a] = readStackDefinition({ file: 'startup.yaml', text }).agents;
    assert.deepEqual([a?.port?.value.base, a?.healthPort?.value.base], [7200, 8200]);
    assert.equal(text.slice(a!.port!.range.start, a!.port!.range.end), '${PORT_OFFSET}+7200');
  });

  it('leaves placeholders in block scalars, comments and block style alone', () => {
    const text =
      'agents:\n  A:\n    script_path: a.py # { port: ${X} }\n    port: ${PORT_OFFSET}+7200\n    description: |\n      { port: ${X}+1 }\n';
    assert.deepEqual(told(text), []);
  });

  it('tells of a key below a key that has a value', () => {
    const text =
      'pc2_services:\n  - { name: A, script_path: a.py }\ndocker_groups:\n  infra:\n    description: Core\n      agents:\n  - A\n  hubs:\n    agents:\n    - A\n';
    assertRepaired(text, 6, text.replace('      agents:\n  - A', '    agents:\n    - A'), ['A']);
  });

  it('closes brackets and braces where the next entry begins', () => {
    const list =
      'agents:\n  - name: A\n    path: a.py\n    dependencies: [B, C\n    port: 1\n  - { name: B, path: b.py }\n';
    assertRepaired(list, 4, list.replace('[B, C\n', '[B, C]\n'), ['A', 'B']);
    const map = 'agents:\n  - { name: A, path: a.py\n  - { name: B, path: b.py }\n';
    assertRepaired(map, 2, map.replace('a.py\n', 'a.py }\n'), ['A', 'B']);
  });

  it('replaces tabs and adds the space behind a colon', () => {
    assertRepaired('agents:\n\t- name: A\n\t  path: a.py\n', 2, 'agents:\n  - name: A\n    path: a.py\n', ['A']);
    const text = 'agents:\n  A:\n    script_path: a.py\n    port:7200\n    required: true\n';
    assertRepaired(text, 4, text.replace('port:7200', 'port: 7200'), ['A']);
  });

  it('reads the first side of a merge conflict', () => {
    const text =
      'agents:\n  - name: A\n<<<<<<< HEAD\n    path: a.py\n=======\n    path: b.py\n>>>>>>> other\n  - { name: B, path: b.py }\n';
    const [first, ...others] = told(text);
    assert.deepEqual([first?.line, others.length], [3, 0]);
    assert.deepEqual(
      readStackDefinition({ file: 'startup.yaml', text }).agents.map((agent) => agent.script?.value),
      ['a.py', 'b.py'],
    );
  });

  it('finds two open quotes far apart', () => {
    const agent = (name: string, port: string): string =>
      `  ${name}:\n    script_path: a.py\n    port: ${port}\n    required: true\n`;
    const text = `agents:\n${agent('A', '"1')}${agent('B', '2')}${agent('C', '3')}${agent('D', '"4')}${agent('E', '5')}`;
    assert.deepEqual(
      told(text).map((one) => one.line),
      [4, 16],
    );
    assert.deepEqual(agentsOf(text), ['A', 'B', 'C', 'D', 'E']);
  });

  it('finds lines one or two columns off', () => {
    const text =
      'agents:\n  A:\n    script_path: a.py\n    port: 1\n    required: true\n  B:\n    script_path: b.py\n    port: 2\n  C:\n    script_path: c.py\n';
    assertRepaired(text.replace('    port: 1', '     port: 1'), 4, text, ['A', 'B', 'C']);
    assertRepaired(text.replace('    script_path: b.py', '      script_path: b.py'), 7, text, ['A', 'B', 'C']);
  });

  it('finds the name of an entry in the column of its keys', () => {
    const group =
      'agent_groups:\n  core:\n    A:\n      script_path: a.py\n      port: 1\n      dependencies:\n      - B\n    B:\n      script_path: b.py\n';
    assertRepaired(group.replace('    A:', '      A:'), 3, group, ['A', 'B']);
    const [problem, ...others] = readStackDefinition({
      file: 's.yaml',
      text: group.replace('    B:', '      B:'),
    }).problems;
    assert.deepEqual([problem?.kind, problem?.subject, others.length], ['duplicate-key', 'B', 0]);
  });

  it('finds keys that braces join with their values', () => {
    const text = 'agents:\n  - { name: A, path: a.py, required: true, host: 0.0.0.0 }\n';
    assertRepaired(text.replace('required: true', 'required:true'), 2, text, ['A']);
    assertRepaired(text.replace('host: 0', 'host 0'), 2, text, ['A']);
  });

  it('finds a quote that only closes', () => {
    const text = 'agents:\n  A:\n    script_path: a.py\n    host: "0.0.0.0"\n    size: 24"\n';
    assertRepaired(text.replace('"0.0', '0.0'), 4, text, ['A']);
  });

  it('finds the colon that is missing', () => {
    const text = 'agents:\n  A:\n    script_path: a.py\n    port: 1\n  B:\n    script_path: b.py\n';
    assertRepaired(text.replace('port: 1', 'port 1'), 4, text, ['A', 'B']);
  });

  it('gives one problem for a mistake it cannot repair, and none about what follows from it', () => {
    const text =
      'agent_groups:\n  core:\n    A:\n      script_path: a.py\n      some words\n    B:\n      script_path: b.py\n  late:\n    C:\n      script_path: c.py\n';
    const { problems } = readStackDefinition({ file: 'startup.yaml', text });
    assert.deepEqual(
      problems.map((problem) => [problem.kind, text.slice(0, problem.range.start).split('\n').length]),
      [['syntax', 5]],
    );
  });
});
