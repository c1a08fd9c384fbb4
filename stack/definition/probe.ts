import type { ProbeDefinition } from './model';
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
    startPeriodSeconds: durationOf(
      entryOf(map, 'start_period_seconds', 'start_period', 'startup_timeout', 'initial_delay_seconds'),
    ),
  };
  return Object.fromEntries(
    Object.entries(probe).filter(([, value]) => value !== undefined),
  ) as unknown as ProbeDefinition;
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

function scalarText(entry: YamlEntry | undefined): string | undefined {
  return entry?.value.kind === 'scalar' && !isNull(entry.value) ? entry.value.text : undefined;
}

function numberOf(entry: YamlEntry | undefined): number | undefined {
  const text = scalarText(entry);
  return text !== undefined && /^\d{1,9}(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** Seconds from `30`, `"30s"`, `500ms`, `2m`. */
function durationOf(entry: YamlEntry | undefined): number | undefined {
  const match = /^(\d{1,9}(?:\.\d+)?)\s*(ms|s|m|h)?$/.exec(scalarText(entry) ?? '');
  if (!match) return undefined;
  const factor = { ms: 0.001, s: 1, m: 60, h: 3600 }[match[2] ?? 's'] ?? 1;
  return Number(match[1]) * factor;
}
