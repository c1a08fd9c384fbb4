import { AutoProber } from './auto-probe';
import { probeExec } from './exec-probe';
import { probeGrpc } from './grpc-probe';
import { probeHttp } from './http-probe';
import { Engine } from './inference/engine';
import { InferenceProber } from './inference/inference-prober';
import { LogProber } from './log-probe';
import { probeTcp } from './tcp-probe';
import type { Asked, ProbeOptions, Prober, ProbeResult, ProbeTarget } from './probe-result';
import { probeZmq } from './zmq-probe';

export type { ProbeKind, ProbeOptions, Prober, ProbeResult, ProbeTarget, ProbeVerdict } from './probe-result';

const DEFAULT_TIMEOUT_MS = 8000;

const INFERENCE_TIMEOUT_MS = 30_000;
const INFERENCE_INTERVAL_MS = 60_000;
/** A model that could not be asked (no key, another name) is asked again after this time at the latest. */
const INFERENCE_RETRY_MS = 10_000;

/** The prober for one start of an agent, of the kind its startup file asks for; `auto` when it asks for none. */
export function createProber(target: ProbeTarget, options: ProbeOptions = {}): Prober {
  const health = createHealthProber(target, options);
  const inference = target.definition?.inference;
  const port = inference?.port ?? target.port ?? target.healthPort ?? target.definition?.port ?? null;
  if (!inference || port === null) return health;
  const ms = (seconds: number | undefined, otherwise: number) => (seconds ? Math.round(seconds * 1000) : otherwise);
  const engine = new Engine({
    host: target.host ?? '127.0.0.1',
    port,
    definition: inference,
    environment: target.env ?? {},
    timeoutMs: ms(inference.timeoutSeconds, INFERENCE_TIMEOUT_MS),
  });
  const intervalMs = ms(inference.intervalSeconds, INFERENCE_INTERVAL_MS);
  return new InferenceProber(health, engine, { intervalMs, retryMs: INFERENCE_RETRY_MS });
}

function createHealthProber(target: ProbeTarget, options: ProbeOptions): Prober {
  const definition = target.definition;
  const seconds = definition?.timeoutSeconds;
  const timeoutMs = Math.max(1, Math.round(seconds ? seconds * 1000 : (options.timeoutMs ?? DEFAULT_TIMEOUT_MS)));
  const kind = definition?.kind ?? 'auto';
  const asked: Asked = { host: target.host ?? '127.0.0.1', timeoutMs };
  const port = definition?.port ?? target.healthPort ?? target.port;
  switch (kind) {
    case 'auto':
      return new AutoProber(target, asked);
    case 'log':
      return new LogProber(target.logFile, target.logOffset ?? 0, definition?.pattern, target.logSeen);
    case 'exec':
      return {
        check: (signal) => probeExec(definition?.command ?? [], { ...asked, cwd: target.cwd, env: target.env }, signal),
      };
    default: {
      const path = definition?.path;
      const ask = { http: probeHttp, tcp: probeTcp, zmq: probeZmq, grpc: probeGrpc }[kind];
      return {
        check: async (signal) => (port === null ? noPort(kind) : await ask({ ...asked, port, path }, signal)),
      };
    }
  }
}

function noPort(kind: ProbeResult['kind']): ProbeResult {
  return { verdict: 'unreachable', kind, port: null, latencyMs: 0, detail: 'the startup file gives no port to probe' };
}
