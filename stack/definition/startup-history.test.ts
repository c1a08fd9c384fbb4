import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { findDependencyCycles, findUnknownDependencies } from './analysis/dependency-graph';
import { findDuplicateAgents } from './analysis/duplicate-agents';
import { findPortConflicts } from './analysis/ports';
import type { DefinitionProblem, StackDefinition } from './model';
import { readStackDefinition } from './read';
import { looksLikeStartupFile } from './recognise';

// Real startup files, changed by hand and by scripts over two months. They stay outside the repository.
const folder =
  process.env['AGENT_PREFLIGHT_STARTUP_HISTORY'] ?? path.resolve(__dirname, '../../../shared/data/startup-history');

describe('startup files as they are found in practice', function () {
  this.timeout(20_000);
  const texts = new Map<string, string>();
  const definitions = new Map<string, StackDefinition>();

  before(function () {
    if (!existsSync(folder)) {
      console.log(`    skipped: no startup files at ${folder} (set AGENT_PREFLIGHT_STARTUP_HISTORY)`);
      this.skip();
    }
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml'))) {
      const text = readFileSync(path.join(folder, file), 'utf8');
      texts.set(file, text);
      definitions.set(file, readStackDefinition({ file, text }));
    }
    assert.ok(texts.size >= 40);
  });

  function problemsOf(kind: DefinitionProblem['kind'], subjectKind?: string): [string, DefinitionProblem][] {
    return [...definitions].flatMap(([file, { problems }]) =>
      problems
        .filter((problem) => problem.kind === kind && (!subjectKind || problem.subjectKind === subjectKind))
        .map((problem): [string, DefinitionProblem] => [file, problem]),
    );
  }

  function lineOf(file: string, problem: DefinitionProblem): number {
    return texts.get(file)!.slice(0, problem.range.start).split('\n').length;
  }

  it('are recognised, and their agents and machines known', () => {
    for (const [file, definition] of definitions) {
      assert.ok(looksLikeStartupFile({ path: file, text: texts.get(file)! }), file);
      assert.ok(definition.agents.length >= 14, `${file}: ${definition.agents.length} agents`);
      assert.equal(definition.machine, file.split('-')[0]);
      assert.ok(
        definition.agents.every((agent) => agent.script !== null && agent.port !== null),
        file,
      );
    }
  });

  it('are no wall of errors', () => {
    for (const [file, { problems }] of definitions) assert.ok(problems.length <= 4, `${file}: ${problems.length}`);
  });

  it('give every range in the text it was read from', () => {
    for (const [file, { agents }] of definitions) {
      const text = texts.get(file)!;
      for (const { name, script, dependencies } of agents) {
        for (const value of [name, script!, ...dependencies]) {
          assert.equal(text.slice(value.range.start, value.range.end), value.value, file);
        }
      }
    }
  });

  it('the syntax errors stand where the mistakes are', () => {
    assert.deepEqual(
      problemsOf('syntax').map(([file, problem]) => [file, lineOf(file, problem), problem.repair !== undefined]),
      [
        ['mainpc-2025-07-28-1bd39384.yaml', 8460, true],
        ['pc2-2025-08-09-8680991e.yaml', 269, true],
      ],
    );
  });

  it('repeated keys are found with the agents they drop', () => {
    assert.deepEqual(
      problemsOf('duplicate-key').map(([file, problem]) => [file, problem.subject]),
      [
        ['mainpc-2025-07-28-1bd39384.yaml', 'speech_services'],
        ['mainpc-2025-07-28-1bd39384.yaml', 'audio_interface'],
        ['mainpc-2025-08-09-63edd9d6.yaml', 'UnifiedObservabilityCenter'],
        ['mainpc-2025-08-09-65793bab.yaml', 'UnifiedObservabilityCenter'],
        ['mainpc-2025-08-09-d0441e04.yaml', 'emotion_system'],
      ],
    );
    const [, lost] = problemsOf('duplicate-key', 'group').at(-1)!;
    assert.match(lost.message, /6 agents silently lost: EmotionEngine/);
  });

  it('docker_groups indented one level too deep is one problem', () => {
    const files = problemsOf('misplaced-entry').filter(([, problem]) => problem.subject === 'docker_groups');
    assert.deepEqual(
      files.map(([file]) => file),
      ['mainpc-2025-08-09-2e791319.yaml', 'mainpc-2025-08-09-d0441e04.yaml', 'mainpc-2025-08-12-ac76164c.yaml'],
    );
  });

  it('agents in two groups are found', () => {
    const found = [...definitions].flatMap(([file, definition]) =>
      findDuplicateAgents(definition).length > 0 ? [file.slice(0, 17)] : [],
    );
    assert.deepEqual(found, [
      'mainpc-2025-07-08',
      'mainpc-2025-07-27',
      'mainpc-2025-07-28',
      'mainpc-2025-07-28',
      'mainpc-2025-07-28',
    ]);
  });

  it('port clashes are found in the versions that have them, and derived health ports besides', () => {
    const count = (opensDerivedHealthPort: boolean): number =>
      [...definitions.values()].filter(
        (definition) =>
          findPortConflicts([definition], { opensDerivedHealthPort: () => opensDerivedHealthPort }).length > 0,
      ).length;
    assert.equal(count(false), 14);
    assert.ok(count(true) > count(false));
  });

  it('unknown dependencies are found, those of the other machine told apart', () => {
    const alone = [...definitions.values()].filter(
      (definition) => findUnknownDependencies(definition, [definition]).length > 0,
    );
    assert.equal(alone.length, 15);
    const main = definitions.get('mainpc-2025-08-09-2e791319.yaml')!;
    const pc2 = definitions.get('pc2-2025-08-09-a70491fd.yaml')!;
    const unknown = findUnknownDependencies(main, [main, pc2]);
    assert.ok(unknown.length > 0 && unknown.every((one) => one.elsewhere[0]?.definition === pc2));
  });

  it('the cycle of three is found with the agents it holds back', () => {
    const definition = definitions.get('mainpc-2025-07-24-2fee25b2.yaml')!;
    const [cycle, ...others] = findDependencyCycles(definition, [definition]);
    assert.deepEqual(others, []);
    assert.deepEqual(cycle!.edges.map((edge) => edge.agent.name.value).sort(), [
      'StreamingInterruptHandler',
      'StreamingTTSAgent',
      'TTSService',
    ]);
    assert.equal(cycle!.edges.length + cycle!.blocked.length, 5);
  });
});
