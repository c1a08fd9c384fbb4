import assert from 'node:assert/strict';
import fc from 'fast-check';
import { startOrder } from './start-order';

const edges = (map: Record<string, string[]>) => new Map(Object.entries(map));

describe('the order of starting', () => {
  it('puts every agent behind what it waits for, whatever their order in the file', () => {
    const { layers, cycles } = startOrder(
      edges({ Hub: ['Memory', 'Speech'], Memory: ['Registry'], Speech: ['Registry'], Registry: [] }),
    );
    assert.deepEqual(layers, [['Registry'], ['Memory', 'Speech'], ['Hub']]);
    assert.deepEqual(cycles, []);
  });

  it('tells a cycle as a path, and who only stands behind it', () => {
    const order = startOrder(edges({ A: ['B'], B: ['C'], C: ['A'], D: ['A'], E: [] }));
    assert.deepEqual(order.layers, [['E']]);
    assert.deepEqual(order.cycles, [['A', 'B', 'C', 'A']]);
    assert.deepEqual(order.behindCycle, ['D']);
  });

  it('tells an agent that waits for itself, and two cycles apart', () => {
    assert.deepEqual(startOrder(edges({ A: ['A'] })).cycles, [['A', 'A']]);
    assert.equal(startOrder(edges({ A: ['B'], B: ['A'], C: ['D'], D: ['C'] })).cycles.length, 2);
  });

  it('loses nobody, in any graph', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const graph = fc.array(fc.subarray(names), { minLength: names.length, maxLength: names.length });
    fc.assert(
      fc.property(graph, (lists) => {
        const map = new Map(names.map((name, index) => [name, lists[index]!]));
        const { layers, cycles, behindCycle } = startOrder(map);
        const placed = layers.flat();
        const rank = new Map(layers.flatMap((layer, index) => layer.map((name) => [name, index] as const)));
        for (const name of placed) {
          for (const dependency of map.get(name)!) assert.ok(rank.get(dependency)! < rank.get(name)!);
        }
        for (const cycle of cycles) {
          assert.equal(cycle[0], cycle.at(-1));
          for (let at = 1; at < cycle.length; at++) assert.ok(map.get(cycle[at - 1]!)!.includes(cycle[at]!));
        }
        const left = names.filter((name) => !placed.includes(name));
        assert.equal(left.length > 0, cycles.length > 0);
        for (const name of behindCycle) assert.ok(left.includes(name));
      }),
    );
  });
});
