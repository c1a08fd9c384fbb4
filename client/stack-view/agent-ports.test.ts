import assert from 'node:assert/strict';
import type { AgentSnapshot } from '@agent-preflight/stack/protocol/snapshot';
import { portDispute, portToCopy, portsText } from './agent-ports';
import type { AgentEntry } from './stack-list';
import { agentSnapshot, declaredAgent } from './testing';

function running(over: Partial<AgentSnapshot>): AgentEntry {
  return { name: 'A', group: null, declared: null, running: agentSnapshot('A', over), remote: null };
}

describe('ports of an agent', () => {
  const cases: [string, Partial<AgentSnapshot>, string | null][] = [
    ['listens where declared', {}, '7200, 8200'],
    ['listens on more than declared', { listeningPorts: [7200, 8200, 40123] }, '7200, 8200'],
    ['fell back to another port', { declaredPorts: [7200], listeningPorts: [7100] }, 'declared 7200, listens on 7100'],
    ['moved one of two', { listeningPorts: [7200, 8201] }, 'declared 8200, listens on 8201'],
    ['opened one of two', { listeningPorts: [7200] }, 'declared 7200, 8200, listens on 7200 only'],
    ['opened none', { listeningPorts: [] }, 'declared 7200, 8200, listens on none'],
    ['is on its way', { state: 'starting', listeningPorts: [] }, '7200, 8200'],
    ['cannot be looked at', { listeningPorts: null }, '7200, 8200'],
    ['declares none', { declaredPorts: [], port: null, listeningPorts: [7100] }, 'listens on 7100'],
    ['declares none and has none', { declaredPorts: [], port: null, listeningPorts: [] }, null],
  ];
  for (const [name, over, expected] of cases) {
    it(name, () => assert.equal(portDispute(running(over)) ?? portsText(running(over)), expected));
  }

  it('copies the port that really answers', () => {
    assert.equal(portToCopy(running({})), 7200);
    assert.equal(portToCopy(running({ listeningPorts: [7100] })), 7100);
    assert.equal(portToCopy(running({ listeningPorts: null })), 7200);
    assert.equal(
      portToCopy({ name: 'A', group: null, declared: declaredAgent('A', { ports: [5] }), running: null, remote: null }),
      5,
    );
    assert.equal(
      portToCopy({ name: 'A', group: null, declared: declaredAgent('A', { ports: [] }), running: null, remote: null }),
      null,
    );
  });
});
