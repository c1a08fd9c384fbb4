import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findDependencyCycles, findUnknownDependencies, startOrder } from './analysis/dependency-graph';
import { findDuplicateAgents } from './analysis/duplicate-agents';
import { findPortConflicts } from './analysis/ports';
import { readStackDefinition } from './read';
import { looksLikeStartupFile } from './recognise';

const SAMPLE = `global_settings:
  environment: { PYTHONPATH: "\${PYTHONPATH}:.", LOG_LEVEL: 'INFO' }
  health_checks: { interval_seconds: 30, timeout_seconds: 10 }
agent_groups:
  core: &core
    Registry:
      script_path: agents/registry.py
      port: "\${PORT_OFFSET}+7200"
      health_check_port: \${PORT_OFFSET:-0}+8200
      required: \${ON:-false} == 'false'
      dependencies: []
      config: { redis: { host: localhost, port: 6379 }, zmq_port: 7201 }
    Memory: # main memory
      script_path: agents/memory.py
      port: 7210
      dependencies: [Registry, Hub]
  speech:
    description: |
      text { with: \${X} }
    agents:
      - { name: Tts, script_path: agents/tts.py, port: \${PORT_OFFSET}+7300, dependencies: [Memory] }
      - name: Stt
        script_path: agents/stt.py
        <<: { port: 7301 }
more_services:
  - name: Hub
    script: agents/hub.py
    dependencies:
    - Tts
`;

/** Everything that is done with a file while its user types. */
function use(text: string): void {
  looksLikeStartupFile({ path: 'config/startup.yaml', text });
  const definition = readStackDefinition({ file: 'config/startup.yaml', text });
  findPortConflicts([definition], { opensDerivedHealthPort: () => true });
  findUnknownDependencies(definition, [definition]);
  findDependencyCycles(definition, [definition]);
  findDuplicateAgents(definition);
  startOrder(definition.agents);
  for (const { range, repair, related = [] } of definition.problems) {
    for (const place of [
      range,
      ...related.map((one) => one.range),
      ...(repair?.edits ?? []).map((edit) => edit.range),
    ]) {
      assert.ok(
        place.start >= 0 && place.end >= place.start && place.end <= text.length,
        JSON.stringify({ place, text }),
      );
    }
  }
  for (const agent of definition.agents) {
    for (const { range } of [agent, agent.name, ...agent.dependencies])
      assert.ok(range.end <= text.length && range.start >= 0);
  }
}

/** Processor time, not the clock: other programs may be busy. */
function withinMilliseconds(limit: number, text: string): void {
  const start = process.cpuUsage();
  use(text);
  const { user, system } = process.cpuUsage(start);
  const took = (user + system) / 1_000;
  assert.ok(took < limit, `${Math.round(took)} ms for ${text.length} characters: ${text.slice(0, 60)}`);
}

describe('reading never throws and never hangs', function () {
  this.timeout(120_000);

  it('on every truncation of a file', () => {
    for (let length = 0; length <= SAMPLE.length; length++) use(SAMPLE.slice(0, length));
  });

  it('on random edits', () => {
    const edit = fc.record({
      at: fc.nat(SAMPLE.length),
      cut: fc.nat(30),
      insert: fc.constantFrom(
        '"',
        "'",
        '{',
        '}',
        '[',
        ']',
        ':',
        '\n',
        '\t',
        '  ',
        '- ',
        '#',
        '&a ',
        '*core',
        '<<: *core',
        '|',
        '${',
        '\r\n',
        '\0',
        '😀',
        '? ',
        '!!',
        '%',
        '---\n',
        '...\n',
      ),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), (edits) => {
        let text = SAMPLE;
        for (const { at, cut, insert } of edits) text = text.slice(0, at) + insert + text.slice(at + cut);
        use(text);
      }),
      { numRuns: 300 },
    );
  });

  it('on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => use(text)),
      { numRuns: 300 },
    );
  });

  it('on texts made to be slow', () => {
    const bombs = [
      '['.repeat(100_000),
      '{a: '.repeat(50_000),
      '- '.repeat(100_000),
      '? '.repeat(50_000),
      `a: ${'['.repeat(90)}${']'.repeat(90)}`,
      `a: &a [x]\n${Array.from({ length: 30 }, (_, i) => `${String.fromCharCode(98 + (i % 25))}${i}: &n${i} [${'*'}${i === 0 ? 'a' : `n${i - 1}`}, *${i === 0 ? 'a' : `n${i - 1}`}]`).join('\n')}`,
      'a: &a\n  b: *a\n',
      `agents:\n${'  - { name: A, port: "1 }\n'.repeat(2_000)}`,
      `agents:\n${'  A:\n    port: "1\n'.repeat(2_000)}`,
      `agents:\n${Array.from({ length: 60 }, (_, depth) => `${'  '.repeat(depth + 1)}k${depth}:\n`).join('')}`,
      `x: ${'"'.repeat(50_001)}`,
      `x: ${'${'.repeat(30_000)}`,
      `agents: [${'${A}, '.repeat(5_000)}]`,
      `agents:\n  - ${'a b '.repeat(60_000)}`,
      `${' '.repeat(100_000)}a: b`,
      `apiVersion:\n`.repeat(20_000),
    ];
    for (const bomb of bombs) withinMilliseconds(5_000, bomb);
  });

  it('on a large healthy file', () => {
    const agents = Array.from(
      { length: 1_000 },
      (_, i) =>
        `    Agent${i}:\n      script_path: agents/a${i}.py\n      port: ${10_000 + i}\n      dependencies: [${i === 0 ? '' : `Agent${i - 1}`}]\n`,
    );
    withinMilliseconds(3_000, `agent_groups:\n  core:\n${agents.join('')}`);
  });
});
