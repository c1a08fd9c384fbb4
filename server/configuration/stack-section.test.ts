import assert from 'node:assert/strict';
import { DEFAULT_CONFIGURATION } from './configuration';
import { readConfiguration } from './read-configuration';

describe('the section stack of a configuration', () => {
  const read = (text: string, file = 'file:///p/.agent-preflight.yaml') => readConfiguration(file, text, []);

  it('is kept as it is written, beside everything else', () => {
    const found = read('require-reason: true\nstack:\n  grace-seconds: 30s\n');
    assert.deepEqual(found?.problems, []);
    assert.deepEqual(found.configuration, {
      ...DEFAULT_CONFIGURATION,
      requireReason: true,
      stack: { 'grace-seconds': '30s' },
    });
  });

  for (const [text, file, place, message] of [
    ['stack:\n  health: {intervall: 5}\n', '.agent-preflight.yaml', [2, 12], /did you mean "interval"\?/],
    [
      'stack:\n  machines:\n    pc2: {host: "http://pc2"}\n',
      '.agent-preflight.yaml',
      [3, 11],
      /without scheme and port/,
    ],
    ['stack:\n  restart: {longest-delay: 1ms}\n', '.agent-preflight.yaml', [2, 13], /shorter than the first one/],
    ['[tool.agent-preflight.stack]\ngrace-seconds = "soon"\n', 'pyproject.toml', [2, 1], /write a number of seconds/],
  ] as const) {
    it(`is refused with place and remedy: ${JSON.stringify(text)}`, () => {
      const found = read(text, `file:///p/${file}`);
      const [problem, ...others] = found?.problems ?? [];
      assert.deepEqual([[problem?.line, problem?.column], others], [place, []]);
      assert.match(problem?.message ?? '', message);
      assert.deepEqual(found?.configuration, DEFAULT_CONFIGURATION);
    });
  }
});
