import assert from 'node:assert/strict';
import type { ProbeResult } from '../probes/probe';
import { interpretProbe, type ProbeFacts } from './interpret-probe';

const plan = { port: 7200, healthPort: 8200, declaredPorts: [7200, 8200], probe: null };
const result: ProbeResult = {
  verdict: 'healthy',
  kind: 'http',
  port: 8200,
  latencyMs: 3,
  detail: 'GET :8200/health answers 200',
};
const facts: ProbeFacts = { plan, result, owned: [7200, 8200], stranger: null };

describe('what an answer says about an agent', () => {
  it('is good when it is good and comes from the agent', () => {
    const told = interpretProbe(facts);
    assert.equal(told.observation.verdict, 'good');
    assert.equal(told.reason, null);
    assert.equal(told.probe?.weak, false);
  });

  it('is worth nothing when another process gave it', () => {
    const stranger = { port: 8200, holder: 'nginx (pid 9)' };
    const told = interpretProbe({ ...facts, owned: [7200], stranger });
    assert.equal(told.observation.verdict, 'bad');
    assert.match(told.reason!, /port 8200 is held by nginx \(pid 9\), not by this agent/);
    assert.equal(interpretProbe({ ...facts, owned: [] }).observation.verdict, 'bad');
  });

  it('is believed where the machine does not tell who listens', () => {
    assert.equal(interpretProbe({ ...facts, owned: null }).observation.verdict, 'good');
  });

  it('settles as degraded when the declared port is not the one it listens on', () => {
    const told = interpretProbe({ ...facts, owned: [7100, 8200] });
    assert.deepEqual(told.observation, { verdict: 'partial', settlesAs: 'degraded' });
    assert.equal(told.reason, 'declared port 7200, listens on 7100, 8200');
  });

  it('stays good, with a remark, when only the health port is elsewhere', () => {
    const told = interpretProbe({ ...facts, result: { ...result, port: 7201 }, owned: [7200, 7201] });
    assert.equal(told.observation.verdict, 'good');
    assert.match(told.reason!, /declared health port 8200, listens on 7200, 7201/);
  });

  it('is weak when the port is merely open, and final only where nothing else was asked for', () => {
    const open: ProbeResult = { ...result, verdict: 'open', kind: 'tcp', port: 7200 };
    const auto = interpretProbe({ ...facts, result: open });
    assert.equal(auto.probe?.weak, true);
    assert.equal(auto.observation.final, false);
    const tcp = interpretProbe({ ...facts, result: open, plan: { ...plan, probe: { kind: 'tcp' } } });
    assert.equal(tcp.observation.final, true);
  });

  it('is that the process runs when there is no port at all, but not when a declared one is closed', () => {
    const closed: ProbeResult = { verdict: 'unreachable', kind: 'tcp', port: null, latencyMs: 0, detail: 'nobody' };
    const portless = { port: null, healthPort: null, declaredPorts: [], probe: null };
    assert.equal(interpretProbe({ ...facts, plan: portless, result: closed, owned: [] }).probe?.kind, 'process');
    assert.equal(interpretProbe({ ...facts, result: closed, owned: [] }).observation.verdict, 'bad');
    const elsewhere = interpretProbe({ ...facts, result: closed, owned: [5000] });
    assert.match(elsewhere.reason!, /it listens on 5000/);
  });
});
