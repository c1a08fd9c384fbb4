import type { PlannedAgent } from '../plan/launch-plan';
import type { HealthPolicy } from '../supervisor/health-judge';
import type { AgentProbe } from '../protocol/snapshot';
import type { Health, Loss, Question } from './handover';

/** Agents may take this long to answer while something they depend on is down. */
const DEFAULT_TIMEOUT_SECONDS = 8;
const MODEL_START_PERIOD_SECONDS = 300;

/**
 * How an agent is asked for its health. `learned` is what answered while it ran under our launcher: it decides where the startup file leaves
 * it open.
 */
export function healthOf(
  agent: PlannedAgent,
  policy: HealthPolicy,
  learned: AgentProbe | null,
  losses: Loss[],
): Health {
  const { probe, gpu, vramMb } = agent;
  if (probe?.inference) {
    losses.push({
      agent: agent.name,
      what: 'the question to its model',
      why: 'only the launcher asks it; elsewhere good health is taken for a working engine',
      remedy: 'let its own health check ask its engine',
    });
  }
  const loadsModel = (gpu !== null && gpu !== 'none') || (vramMb ?? 0) > 0;
  const usual = policy.startPeriodMs / 1000;
  return {
    question: questionOf(agent, learned, losses),
    intervalSeconds: Math.max(1, probe?.intervalSeconds ?? policy.intervalMs / 1000),
    timeoutSeconds: Math.max(1, probe?.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS),
    retries: Math.max(1, probe?.retries ?? policy.retries),
    startPeriodSeconds: probe?.startPeriodSeconds ?? (loadsModel ? Math.max(MODEL_START_PERIOD_SECONDS, usual) : usual),
  };
}

function questionOf(agent: PlannedAgent, learned: AgentProbe | null, losses: Loss[]): Question {
  const { probe, port, healthPort, name } = agent;
  const kind = probe?.kind ?? 'auto';
  const asked = probe?.port ?? healthPort ?? port;
  if (kind === 'exec' && probe?.command && probe.command.length > 0) return { kind, command: probe.command };
  if (kind === 'log') {
    losses.push({
      agent: name,
      what: 'the log line that means ready',
      why: 'only a program that reads the log sees it',
      remedy: 'give the agent a health port, or a command to ask it (health_check: {command: …})',
    });
  } else if (kind !== 'auto' && kind !== 'exec' && asked !== null) {
    if (kind === 'http') return { kind, port: asked, path: probe?.path ?? '/health' };
    if (kind === 'tcp' || kind === 'zmq' || kind === 'grpc') return { kind, port: asked };
  }
  const known = learnedQuestion(learned);
  if (known) return known;
  const ports = [probe?.port ?? null, healthPort, healthPort === null ? null : healthPort + 1, port].filter(
    (candidate) => candidate !== null && candidate <= 65535,
  ) as number[];
  if (ports.length > 0) return { kind: 'any', ports: [...new Set(ports)], path: probe?.path ?? null };
  losses.push({
    agent: name,
    what: 'its health',
    why: 'it declares no port, so that it runs is all that can be asked',
    remedy: 'declare a health_check_port',
  });
  return { kind: 'process' };
}

function learnedQuestion(learned: AgentProbe | null): Question | null {
  if (!learned || learned.weak || learned.port === null) return null;
  switch (learned.kind) {
    case 'http':
      return { kind: 'http', port: learned.port, path: /GET (\/\S*)/.exec(learned.detail ?? '')?.[1] ?? '/health' };
    case 'zmq':
    case 'grpc':
      return { kind: learned.kind, port: learned.port };
    default:
      return null;
  }
}
