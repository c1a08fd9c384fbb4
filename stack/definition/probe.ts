import type { InferenceDefinition, ProbeDefinition } from './model';
import { isInference, readInference } from './inference';
import { durationOf, numberOf, scalarText } from './probe-values';
import { entryOf, isNull, type YamlEntry, type YamlMap } from './yaml/tree';

const KINDS: Readonly<Record<string, ProbeDefinition['kind']>> = {
  auto: 'auto',
  http: 'http',
  https: 'http',
  rest: 'http',
  tcp: 'tcp',
  socket: 'tcp',
  zmq: 'zmq',
  zeromq: 'zmq',
  exec: 'exec',
  command: 'exec',
  cmd: 'exec',
  grpc: 'grpc',
  log: 'log',
};

/** Reads `health_check:` of an agent or `health_checks:` of the file; null when neither says anything. */
export function readProbe(entry: YamlEntry | undefined, path: YamlEntry | undefined): ProbeDefinition | null {
  const pathText = scalarText(path);
  const request = entry && requestOf(entry);
  if (request) {
    const health: ProbeDefinition = readProbe(request.health, path) ?? { kind: 'auto' };
    const startPeriodSeconds = entry.value.kind === 'map' ? startPeriodOf(entry.value) : undefined;
    return { ...health, ...(startPeriodSeconds ? { startPeriodSeconds } : {}), inference: request.inference };
  }
  if (entry?.value.kind === 'scalar' && !isNull(entry.value)) {
    const kind = KINDS[entry.value.text.toLowerCase()];
    if (kind) return { kind };
    return entry.value.text.startsWith('/') ? { kind: 'http', path: entry.value.text } : null;
  }
  if (entry?.value.kind !== 'map') return pathText?.startsWith('/') ? { kind: 'http', path: pathText } : null;
  const map = entry.value;
  const endpoint = scalarText(entryOf(map, 'path', 'endpoint', 'http_path')) ?? pathText;
  const command = commandOf(map);
  const kind =
    KINDS[scalarText(entryOf(map, 'type', 'kind', 'protocol', 'probe'))?.toLowerCase() ?? ''] ??
    (command ? 'exec' : endpoint ? 'http' : 'auto');
  const probe: ProbeDefinition = {
    kind,
    path: endpoint,
    port: numberOf(entryOf(map, 'port')),
    command,
    pattern: scalarText(entryOf(map, 'pattern', 'log_line')),
    intervalSeconds: durationOf(entryOf(map, 'interval_seconds', 'interval', 'period_seconds')),
    timeoutSeconds: durationOf(entryOf(map, 'timeout_seconds', 'timeout')),
    retries: numberOf(entryOf(map, 'retries', 'failure_threshold')),
    startPeriodSeconds: startPeriodOf(map),
    inference: readInference(entryOf(map, 'inference')?.value),
  };
  return Object.fromEntries(
    Object.entries(probe).filter(([, value]) => value !== undefined),
  ) as unknown as ProbeDefinition;
}

/**
 * `probe: inference` and `{kind: inference, …}` say what the model is asked; how the agent is asked for its health before that, its
 * `health:` says.
 */
function requestOf({ value }: YamlEntry): { inference: InferenceDefinition; health: YamlEntry | undefined } | null {
  if (value.kind === 'scalar')
    return value.text === 'inference' ? { inference: { api: 'auto' }, health: undefined } : null;
  if (value.kind !== 'map' || !isInference(value)) return null;
  const inference = readInference(value);
  return inference ? { inference, health: entryOf(value, 'health', 'health_check') } : null;
}

function startPeriodOf(map: YamlMap): number | undefined {
  return durationOf(entryOf(map, 'start_period_seconds', 'start_period', 'startup_timeout', 'initial_delay_seconds'));
}

function commandOf(map: YamlMap): string[] | undefined {
  const value = entryOf(map, 'command', 'test', 'exec')?.value;
  if (value?.kind === 'list') {
    const words = value.items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : []));
    if (words[0] === 'CMD') return words.slice(1);
    if (words[0] === 'CMD-SHELL') return ['sh', '-c', words.slice(1).join(' ')];
    return words.length > 0 ? words : undefined;
  }
  return value?.kind === 'scalar' && value.text !== '' ? ['sh', '-c', value.text] : undefined;
}
