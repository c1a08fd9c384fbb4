import assert from 'node:assert/strict';
import type { AgentSnapshot } from '@agent-preflight/stack/protocol/snapshot';
import { stackEntry } from './stack-list';
import { agentSnapshot, declaredAgent, declaredStack, stackSnapshot } from './testing';
import { nodesWithNews, treeDifference } from './tree-diff';
import { agentNodeId, buildTree, type TreeModel } from './tree-model';

const file = '/project/config/startup.yaml';

function tree(...agents: AgentSnapshot[]): TreeModel {
  return buildTree([stackEntry(declaredStack([]), stackSnapshot(agents))]);
}

describe('what the tree draws again', () => {
  const a = agentSnapshot('A', { group: 'g' });
  const b = agentSnapshot('B', { group: 'g' });

  it('is nothing when nothing that is seen has changed', () => {
    const sampled = { ...a, cpuPercent: 77, rssBytes: 1, latencyMs: 900 };
    assert.deepEqual(treeDifference(tree(a, b), tree(sampled, b)), { all: false, nodes: [] });
    assert.deepEqual(nodesWithNews(tree(a, b), tree(sampled, b)), [agentNodeId(file, 'A')]);
  });

  it('is one agent when only that agent changed', () => {
    const degraded: AgentSnapshot = { ...a, state: 'degraded' };
    assert.deepEqual(treeDifference(tree(a, b), tree(degraded, b)), { all: false, nodes: [agentNodeId(file, 'A')] });
  });

  it('is the group alone when its count changes with an agent in it', () => {
    const failed: AgentSnapshot = { ...a, state: 'failed' };
    const difference = treeDifference(tree(a, b), tree(failed, b));
    assert.deepEqual(difference, { all: false, nodes: [`group:${file}#g`] });
  });

  it('is the group when an agent joins it', () => {
    const joined = { ...agentSnapshot('C', { group: 'g', state: 'waiting' }) };
    assert.deepEqual(treeDifference(tree(a, b), tree(a, b, joined)), { all: false, nodes: [`group:${file}#g`] });
  });

  it('is everything when the roots change', () => {
    assert.deepEqual(treeDifference(tree(a), tree(a, agentSnapshot('Root'))), { all: true });
    const declared = declaredStack([declaredAgent('A')]);
    const other = declaredStack([declaredAgent('A')], { file: '/project/other.yaml' });
    assert.deepEqual(
      treeDifference(
        buildTree([stackEntry(declared, null)]),
        buildTree([stackEntry(declared, null), stackEntry(other, null)]),
      ),
      { all: true },
    );
  });
});
