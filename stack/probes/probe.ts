import { AutoProber } from './auto-probe';
import { probeExec } from './exec-probe';
import { probeGrpc } from './grpc-probe';
import { probeHttp } from './http-probe';
import { LogProber } from './log-probe';
import { probeTcp } from './tcp-probe';
import type { Asked, ProbeOptions, Prober, ProbeResult, ProbeTarget } from './probe-result';
import { probeZmq } from './zmq-probe';

export type { ProbeKind, ProbeOptions, Prober, ProbeResult, ProbeTarget, ProbeVerdict } from './probe-result';

const DEFAULT_TIMEOUT_MS = 8000;

/** The prober for one start of an agent, of the kind its startup file asks for; `auto` when it asks for none. */
export function createProber(target: ProbeTarget, options: ProbeOptions = {}): Prober {
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
      return new LogProber(target.logFile, target.logOffset ?? 0, definition?.pattern);
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
