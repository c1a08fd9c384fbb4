import assert from 'node:assert/strict';
import { statusBarText } from './stack-counts';
import { stackEntry } from './stack-list';
import { agentSnapshot, declaredAgent, declaredStack, stackSnapshot } from './testing';

describe('the status bar item', () => {
  const idle = stackEntry(declaredStack([declaredAgent('A'), declaredAgent('B')], { file: '/other.yaml' }), null);

  it('is not there without a startup file', () => assert.equal(statusBarText([]), null));

  it('counts what a start would start', () => assert.equal(statusBarText([idle])?.text, '$(circle-outline) Stack 0/2'));

  it('counts only stacks that run once one does', () => {
    const agents = [
      agentSnapshot('A'),
      agentSnapshot('B', { state: 'degraded' }),
      agentSnapshot('C', { state: 'failed' }),
    ];
    const running = stackEntry(declaredStack([]), stackSnapshot(agents, { state: 'failed' }));
    const item = statusBarText([idle, running]);
    assert.equal(item?.text, '$(error) Stack 2/3');
    assert.equal(item?.tone, 'error');
    assert.equal(item?.accessibleLabel, 'Stack: 2 of 3 agents up, failed');
  });

  it('goes by the worst of several stacks', () => {
    const good = stackEntry(declaredStack([]), stackSnapshot([agentSnapshot('A')]));
    const unwell = agentSnapshot('B', { state: 'unhealthy', required: false });
    const bad = stackEntry(declaredStack([]), stackSnapshot([agentSnapshot('A'), unwell], { state: 'degraded' }));
    assert.equal(statusBarText([good, bad])?.tone, 'warning');
    assert.equal(statusBarText([good, good])?.tone, 'normal');
  });

  it('does not warn of an agent that is up and calls itself degraded', () => {
    const alone = agentSnapshot('A', { state: 'degraded', reason: 'the registry does not answer' });
    const stack = stackEntry(declaredStack([]), stackSnapshot([alone], { state: 'degraded' }));
    assert.deepEqual([statusBarText([stack])?.text, statusBarText([stack])?.tone], ['$(warning) Stack 1/1', 'normal']);
  });
});
