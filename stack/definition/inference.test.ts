import assert from 'node:assert/strict';
import { readStackDefinition } from './read';

/** The probe of the only agent of a file, from the lines of its entry. */
function probe(...lines: string[]) {
  const text = [
    'agent_groups:',
    '  g:',
    '    Model:',
    '      script_path: model.py',
    '      port: 7300',
    ...lines.map((line) => `      ${line}`),
  ];
  const { agents, problems } = readStackDefinition({ file: 'startup.yaml', text: `${text.join('\n')}\n` });
  return { probe: agents[0]?.probe ?? null, problems: problems.map(({ message }) => message) };
}

describe('what a startup file says about asking a model', () => {
  it('reads a request in full', () => {
    const { probe: read, problems } = probe(
      'probe:',
      '  kind: inference',
      '  api: chat',
      '  model: phi-3',
      '  prompt: Say yes.',
      '  max_tokens: 4',
      '  expect: "yes"',
      '  json_path: choices.0.message.content',
      '  header_env: {Authorization: MODEL_KEY}',
      '  interval: 5m',
      '  timeout: 20s',
      '  start_period: 10m',
      '  health: {path: /ready, timeout: 2s}',
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(read, {
      kind: 'http',
      path: '/ready',
      timeoutSeconds: 2,
      startPeriodSeconds: 600,
      inference: {
        api: 'openai-chat',
        model: 'phi-3',
        prompt: 'Say yes.',
        maxTokens: 4,
        jsonPath: 'choices.0.message.content',
        expect: 'yes',
        headerEnv: { Authorization: 'MODEL_KEY' },
        intervalSeconds: 300,
        timeoutSeconds: 20,
      },
    });
  });

  it('keeps what another key says of health', () => {
    const both = probe('health_check: {path: /healthz, interval: 3s}', 'probe: {kind: inference, api: ollama}');
    assert.deepEqual(both.probe, { kind: 'http', path: '/healthz', intervalSeconds: 3, inference: { api: 'ollama' } });
    assert.deepEqual(both.problems, []);
    const inside = probe('health_check: {type: tcp, inference: {model: phi-3}}');
    assert.deepEqual(inside.probe, { kind: 'tcp', inference: { api: 'auto', model: 'phi-3' } });
    assert.deepEqual(probe('probe: inference').probe, { kind: 'auto', inference: { api: 'auto' } });
    assert.equal(probe('probe: {type: http, path: /health}').probe?.inference, undefined);
  });

  it('reads requests of one’s own, as text or as a map', () => {
    const asMap = probe('probe: {kind: inference, path: /act, body: {say: hello, n: [1, true]}, expect: hi}');
    assert.deepEqual(asMap.probe?.inference, {
      api: 'custom',
      path: '/act',
      body: '{"say":"hello","n":[1,true]}',
      expect: 'hi',
    });
    assert.equal(
      probe(`probe: {kind: inference, path: /act, method: put, body: '{"a": 1}'}`).probe?.inference?.method,
      'PUT',
    );
    assert.deepEqual(asMap.problems, []);
  });

  it('says what cannot be meant', () => {
    const elsewhere = probe('probe: {kind: inference, path: "http://example.com/v1"}').problems;
    assert.match(elsewhere.join(), /probe\.path of Model must be a path that begins with \//);
    const literal = probe('probe: {kind: inference, header_env: {Authorization: "Bearer abc"}}').problems;
    assert.match(literal.join(), /must be the name of an environment variable/);
    assert.match(probe('probe: {kind: inference, timeout: soon}').problems.join(), /must be a number of seconds/);
  });
});
