import assert from 'node:assert/strict';
import { fitColumns } from './fit-columns';

describe('fitColumns', () => {
  const columns = [
    { title: 'AGENT', cells: ['MemoryOrchestrationService'], rank: 0 },
    { title: 'STATE', cells: ['failed'], rank: 0 },
    { title: 'HEALTH', cells: ['http :7300 3.2 ms'], rank: 2 },
    { title: 'CPU', cells: ['13 %'], rank: 3 },
    { title: '', cells: ['x'.repeat(100)], rank: 1, rest: true },
  ];
  const titles = (width: number) => fitColumns(columns, width).map(({ title }) => title);
  const total = (width: number) => fitColumns(columns, width).reduce((sum, column) => sum + column.width + 2, -2);

  it('gives the last column what is left', () => {
    assert.deepEqual(titles(120), ['AGENT', 'STATE', 'HEALTH', 'CPU', '']);
    assert.equal(total(120), 120);
    assert.equal(fitColumns(columns, Infinity).at(-1)?.width, 100);
  });

  it('leaves out what matters least, and never exceeds the line', () => {
    assert.deepEqual(titles(76), ['AGENT', 'STATE', 'HEALTH', '']);
    assert.deepEqual(titles(60), ['AGENT', 'STATE', '']);
    assert.deepEqual(titles(40), ['AGENT', 'STATE']);
    for (const width of [24, 40, 60, 61, 77, 78, 100, 119])
      assert.ok(total(width) <= width, `${width}: ${total(width)}`);
  });

  it('leaves out a last column that says nothing', () => {
    const silent = [...columns.slice(0, 2), { title: '', cells: [''], rank: 1, rest: true }];
    assert.deepEqual(
      fitColumns(silent, 200).map(({ title }) => title),
      ['AGENT', 'STATE'],
    );
  });
});
