import assert from 'node:assert/strict';
import type { AgentDefinition } from './model';
import { readStackDefinition } from './read';

function read(...lines: string[]): { agent: AgentDefinition; problems: string[] } {
  const text = ['agents:', '  A:', '    script_path: a.py', ...lines.map((line) => `    ${line}`), ''].join('\n');
  const { agents, problems } = readStackDefinition({ file: 'startup.yaml', text });
  return { agent: agents[0]!, problems: problems.map(({ message }) => message) };
}

describe('the policy keys of an agent', () => {
  for (const [written, mode, limits] of [
    ['restart: always', 'always', undefined],
    ['restart: unless-stopped', 'always', undefined],
    ['restart: no', 'never', undefined],
    ['restart: "on-failure:4"', 'on-failure', { maxRestarts: 4 }],
    [
      'restart: {policy: on-failure, max_restarts: 2, delay: 500ms}',
      'on-failure',
      { maxRestarts: 2, delaySeconds: 0.5 },
    ],
    ['restart: {max_restarts: 0}', null, { maxRestarts: 0 }],
    ['max_restarts: 7', null, { maxRestarts: 7 }],
  ] as const) {
    it(`reads ${written}`, () => {
      const { agent, problems } = read(written);
      assert.deepEqual([agent.restart, agent.restartLimits], [mode, limits]);
      assert.deepEqual(problems, []);
    });
  }

  it('reads the grace in every unit', () => {
    const grace = (text: string) => read(`grace_seconds: ${text}`).agent.graceSeconds;
    assert.deepEqual(['5', '2.5', '30s', '500ms', '1m30s'].map(grace), [5, 2.5, 30, 0.5, 90]);
  });

  it('reads models and profiles as lists or single names', () => {
    const { agent, problems } = read('models: [whisper-small, {name: phi-2}]', 'profiles: gpu');
    assert.deepEqual(
      [agent.models, agent.profiles].map((names) => names?.map(({ value }) => value)),
      [['whisper-small', 'phi-2'], ['gpu']],
    );
    assert.deepEqual(problems, []);
  });

  it('tells what cannot be understood', () => {
    for (const [written, message] of [
      ['restart: sometimes', /restart of A must be always, on-failure or never/],
      ['restart: {policy: on-fail}', /restart\.policy of A must be always, on-failure or never/],
      ['restart: {max_restarts: many}', /restart\.max_restarts of A must be a whole number/],
      ['grace_seconds: soon', /grace_seconds of A must be a number of seconds/],
      ['models: 5', /models of A must be a list of models' names/],
    ] as const) {
      assert.match(read(written).problems.join('\n'), message, written);
    }
  });
});
