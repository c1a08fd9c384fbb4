import assert from 'node:assert/strict';
import type { AgentSnapshot } from '@agent-preflight/stack/protocol/snapshot';
import { stackEntry } from './stack-list';
import { agentSnapshot, declaredAgent, declaredStack, stackSnapshot } from './testing';
import { nodesWithNews, outdatedSummaries, treeDifference } from './tree-diff';
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

  it('is the agent at once and the count of its group later, when both change', () => {
    const failed: AgentSnapshot = { ...a, state: 'failed' };
    const after = tree(failed, b);
    assert.deepEqual(treeDifference(tree(a, b), after), { all: false, nodes: [agentNodeId(file, 'A')] });
    assert.deepEqual(outdatedSummaries(tree(a, b).nodes, after), [`group:${file}#g`]);
    assert.deepEqual(outdatedSummaries(after.nodes, after), []);
    assert.deepEqual(outdatedSummaries(new Map(), after), [], 'what was never drawn is not drawn again');
  });

  it('is a stack at once when it is started or stopped, with what is below it, and later when its state is another', () => {
    const stacks = (agents: AgentSnapshot[], state: 'ready' | 'stopped'): TreeModel =>
      buildTree([
        stackEntry(declaredStack([]), stackSnapshot(agents, { state, wanted: state === 'ready' })),
        stackEntry(declaredStack([declaredAgent('Z')], { file: '/project/other.yaml' }), null),
      ]);
    const stopped = stacks([{ ...a, state: 'stopped', wanted: false }, b], 'stopped');
    const difference = treeDifference(stacks([a, b], 'ready'), stopped);
    assert.deepEqual(difference, { all: false, nodes: [`stack:${file}`] });
    const worse = stacks([{ ...a, state: 'failed' }, b], 'ready');
    assert.deepEqual(treeDifference(stacks([a, b], 'ready'), worse), { all: false, nodes: [agentNodeId(file, 'A')] });
    assert.deepEqual(outdatedSummaries(stacks([a, b], 'ready').nodes, worse), [`stack:${file}`]);
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
