import type { PlannedAgent } from '../plan/launch-plan';
import type { ProbeResult } from '../probes/probe';
import type { AgentProbe } from '../protocol/snapshot';
import type { Observation } from './health-judge';

export interface ProbeFacts {
  readonly plan: Pick<PlannedAgent, 'port' | 'healthPort' | 'declaredPorts' | 'probe'>;
  readonly result: ProbeResult;
  /** Ports on which the agent's own processes listen; null when this machine does not tell. */
  readonly owned: readonly number[] | null;
  /** A declared port on which somebody else listens and this agent does not. */
  readonly stranger: { readonly port: number; readonly holder: string } | null;
}

export interface Interpretation {
  readonly observation: Observation;
  /** One line for people; null when there is nothing to add to the state. */
  readonly reason: string | null;
  /** Null when nothing answered. */
  readonly probe: AgentProbe | null;
  readonly latencyMs: number | null;
}

/** What one answer says about this agent, given who really listens where. Pure. */
export function interpretProbe({ plan, result, owned, stranger }: ProbeFacts): Interpretation {
  const heldByStranger = stranger && `port ${stranger.port} is held by ${stranger.holder}, not by this agent`;
  const bad = (reason: string): Interpretation => {
    return { observation: { verdict: 'bad' }, reason, probe: null, latencyMs: null };
  };
  const answered = (observation: Observation, reason: string | null, weak: boolean): Interpretation => {
    const probe = { kind: result.kind, port: result.port, detail: result.detail || null, weak };
    return { observation, reason, probe, latencyMs: result.latencyMs };
  };
  if (result.verdict === 'unreachable') {
    if (heldByStranger) return bad(heldByStranger);
    if (!nothingToAsk(plan, owned)) return bad(withElsewhere(result.detail, owned));
    const probe: AgentProbe = { kind: 'process', port: null, detail: null, weak: true };
    const reason = 'its process runs; it has no port to ask';
    return { observation: { verdict: 'partial', settlesAs: 'good' }, reason, probe, latencyMs: null };
  }
  if (owned && result.port !== null && !owned.includes(result.port)) {
    return bad(heldByStranger ?? `the answer on port ${result.port} came from none of its processes`);
  }
  if (result.verdict === 'unhealthy') return bad(result.detail);
  if (result.verdict === 'open') {
    const reason = `port ${result.port} accepts connections; it answers no question about its health`;
    const final = plan.probe?.kind === 'tcp';
    return answered({ verdict: 'partial', settlesAs: 'good', final }, final ? null : reason, true);
  }
  if (heldByStranger) return answered({ verdict: 'degraded' }, heldByStranger, false);
  if (owned && plan.port !== null && !owned.includes(plan.port)) {
    const reason = `declared port ${plan.port}, listens on ${listing(owned)}`;
    return answered({ verdict: 'partial', settlesAs: 'degraded' }, reason, false);
  }
  if (result.verdict === 'degraded') return answered({ verdict: 'degraded' }, result.detail, false);
  const unused = owned && plan.healthPort !== null && !owned.includes(plan.healthPort);
  const reason = unused ? `declared health port ${plan.healthPort}, listens on ${listing(owned)}` : null;
  return answered({ verdict: 'good' }, reason, false);
}

/** No port declared, none opened, and no other kind of probe asked for: that it runs is all there is to know. */
function nothingToAsk(plan: ProbeFacts['plan'], owned: readonly number[] | null): boolean {
  const kind = plan.probe?.kind ?? 'auto';
  const port = plan.probe?.port;
  return kind === 'auto' && port === undefined && plan.declaredPorts.length === 0 && (owned?.length ?? 0) === 0;
}

function withElsewhere(detail: string, owned: readonly number[] | null): string {
  return owned && owned.length > 0 ? `${detail}; it listens on ${listing(owned)}` : detail;
}

function listing(ports: readonly number[]): string {
  return ports.length === 0 ? 'no port' : ports.join(', ');
}
