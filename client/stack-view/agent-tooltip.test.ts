import assert from 'node:assert/strict';
import type { AgentSnapshot } from '@agent-preflight/stack/protocol/snapshot';
import { agentTooltip } from './agent-tooltip';
import { agentCause, agentSnapshot, declaredAgent } from './testing';

function tooltip(over: Partial<AgentSnapshot>, now = 1_000_000 + 90_000): string {
  return agentTooltip({ name: 'A', group: null, declared: null, running: agentSnapshot('A', over), remote: null }, now);
}

describe("an agent's tooltip", () => {
  it('names health, process, use and ports', () => {
    const text = tooltip({
      gpuMemoryMb: 2048,
      processCount: 3,
      restarts: 2,
      listeningPorts: [7100],
      dependencies: ['Hub'],
    });
    for (const part of [
      '| Health | HTTP GET /health, port 8200 · 3 ms |',
      '| Process | 4711 and 2 of its children |',
      '| Running for | 1 min |',
      '| Restarts | 2 |',
      '| CPU | 1.3 % |',
      '| Memory | 40 MB |',
      '| GPU memory | 2.0 GB |',
      '| Ports | declared 7200, 8200; listens on 7100 |',
      '| Depends on | Hub |',
    ]) {
      assert.ok(text.includes(part), `${part}\nnot in\n${text}`);
    }
  });

  it('does not call an open port healthy', () => {
    const text = tooltip({ probe: { kind: 'tcp', port: 7200, detail: null, weak: true } });
    assert.match(text, /unknown: only TCP, port 7200 can be seen/);
  });

  it('shows the cause and the end of the log, which nothing in the log can escape from', () => {
    const lines = [...Array.from({ length: 20 }, (_, index) => `line ${index}`), '```', 'x'.repeat(500)];
    const text = tooltip({
      state: 'failed',
      pid: null,
      cause: agentCause({ text: 'boom [x](command:y)', lastLines: lines, at: 0 }),
    });
    assert.ok(text.includes('boom \\[x\\]\\(command:y\\)'));
    assert.ok(text.includes('````log\n'));
    assert.ok(text.endsWith('\n````'));
    assert.ok(!text.includes('line 2\n'), 'only the last lines');
    assert.ok(text.length < 3000);
    assert.doesNotMatch(text, /Health/);
  });

  it('cannot be turned into Markdown by a name', () => {
    const name = '<img src=x> | [a](b) `c`';
    const text = agentTooltip({ name, group: null, declared: declaredAgent(name), running: null, remote: null }, 0);
    assert.ok(text.startsWith('**&lt;img src=x\\> \\| \\[a\\]\\(b\\) \\`c\\`** — stopped'), text);
  });
});
