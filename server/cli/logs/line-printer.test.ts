import assert from 'node:assert/strict';
import type { CliContext } from '../context';
import { interleave, LinePrinter, type AgentLine } from './line-printer';

const line = (agent: string, text: string, time: number | null = null): AgentLine => {
  return { agent, file: '/p/startup.yaml', text, time };
};

function printed(
  lines: readonly AgentLine[],
  format: 'text' | 'json',
  agents: readonly string[],
  color = false,
): string {
  let out = '';
  const context = { color, stdout: (text: string) => (out += text) } as unknown as CliContext;
  new LinePrinter(context, { format, agents }).print(lines);
  return out;
}

describe('lines of several agents', () => {
  const texts = (...sources: AgentLine[][]) => interleave(sources).map(({ text }) => text);

  it('come in the order of their times, each agent in its own', () => {
    const a = [line('A', 'a1', 10), line('A', 'a2', 30), line('A', 'a3', 40)];
    const b = [line('B', 'b1', 20), line('B', 'b2', 40)];
    assert.deepEqual(texts(a, b), ['a1', 'b1', 'a2', 'a3', 'b2']);
  });

  it('stay with the line before when they have no time, as tracebacks do', () => {
    const a = [line('A', 'banner'), line('A', 'a1', 10), line('A', '  at x'), line('A', 'a2', 30)];
    const b = [line('B', 'b1', 20)];
    assert.deepEqual(texts(a, b), ['banner', 'a1', '  at x', 'b1', 'a2']);
  });

  it('are not turned around by a clock that was set back', () => {
    const a = [line('A', 'a1', 100), line('A', 'a2', 50), line('A', 'a3', 60)];
    const b = [line('B', 'b1', 55)];
    assert.deepEqual(texts(a, b), ['b1', 'a1', 'a2', 'a3']);
  });
});

describe('printing lines', () => {
  const lines = [line('Hub', 'x\x1b[2J', 1_000), line('Registry', 'y')];

  it('names agents where there are several', () => {
    assert.equal(printed(lines, 'text', ['Hub', 'Registry']), 'Hub      | x\nRegistry | y\n');
    assert.equal(printed(lines.slice(0, 1), 'text', ['Hub']), 'x\n');
    assert.equal(printed([], 'text', ['Hub']), '');
  });

  it('gives programs the line as it was, one document each', () => {
    assert.deepEqual(
      printed(lines, 'json', ['Hub', 'Registry'])
        .trimEnd()
        .split('\n')
        .map((one) => JSON.parse(one) as unknown),
      [
        { agent: 'Hub', file: '/p/startup.yaml', time: '1970-01-01T00:00:01.000Z', line: 'x\x1b[2J' },
        { agent: 'Registry', file: '/p/startup.yaml', time: null, line: 'y' },
      ],
    );
  });

  it('gives each agent a colour of its own', () => {
    const colored = printed(lines, 'text', ['Hub', 'Registry'], true);
    const labels = [...colored.matchAll(/(\x1b\[\d+m)(\w+) */g)].map(([, style]) => style); // eslint-disable-line no-control-regex -- colours
    assert.equal(labels.length, 2);
    assert.notEqual(labels[0], labels[1]);
  });
});
