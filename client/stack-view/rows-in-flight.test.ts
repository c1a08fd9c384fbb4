import assert from 'node:assert/strict';
import { RowsInFlight } from './rows-in-flight';
import { stackEntry } from './stack-list';
import { agentSnapshot, declaredStack, stackSnapshot } from './testing';
import { agentNodeId, buildTree, type TreeNode } from './tree-model';

const file = '/project/config/startup.yaml';
const group = `group:${file}#g`;

describe('rows that are being fetched', () => {
  let drawn: Map<string, TreeNode>;
  let rows: RowsInFlight;
  const names = (): string[] => rows.shown.map(({ label }) => label).sort();

  beforeEach(() => {
    const agents = [agentSnapshot('A', { group: 'g' }), agentSnapshot('B', { group: 'g' }), agentSnapshot('Alone')];
    drawn = new Map(buildTree([stackEntry(declaredStack([]), stackSnapshot(agents))]).nodes);
    rows = new RowsInFlight(drawn);
  });

  it('are none while only agents are drawn again', () => {
    rows.fetched(agentNodeId(file, 'A'));
    assert.deepEqual(names(), []);
  });

  it('are those of a group that was fetched, until they are fetched themselves', () => {
    rows.fetched(group);
    assert.deepEqual(names(), ['A', 'B']);
    rows.fetched(agentNodeId(file, 'A'));
    assert.deepEqual(names(), ['B']);
    rows.fetched(agentNodeId(file, 'B'));
    assert.deepEqual(names(), []);
  });

  it('are not told while everything is forgotten at a time that nobody knows, and are all of them when the roots come', () => {
    rows.fetched(group);
    rows.allChanged();
    assert.deepEqual(names(), []);
    rows.rootsFetched();
    assert.deepEqual(names(), ['A', 'Alone', 'B', 'g']);
  });

  it('count what is on the screen, be it gone from the tree or not', () => {
    const bare = drawn.get(group);
    assert.ok(bare);
    rows.fetched(group);
    drawn.set(group, { ...bare, children: [agentNodeId(file, 'B')] });
    assert.deepEqual(names(), ['A', 'B']);
  });
});
