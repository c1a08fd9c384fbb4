import type { ComposeService } from '../../languages/compose/compose-service';
import type { ComposeContext } from '../rule';
import { imageName } from './compose-services';

export type Limit = 'memory' | 'cpus' | 'pids';

/** The keys of the short form. */
export const LIMIT_KEYS: Readonly<Record<Limit, string>> = { memory: 'mem_limit', cpus: 'cpus', pids: 'pids_limit' };
export const LIMIT_WORDS: Readonly<Record<Limit, string>> = { memory: 'memory', cpus: 'CPU', pids: 'processes' };
/** What fixes write where the options say nothing else. */
export const LIMIT_DEFAULTS: Readonly<Record<Limit, string>> = { memory: '1g', cpus: '1.0', pids: '256' };

/** The limits that a service lacks, in either place where Compose reads them. */
export function missingLimits(service: ComposeService, ignored: readonly Limit[]): Limit[] {
  return (['memory', 'cpus', 'pids'] as const).filter((limit) =>
    ignored.includes(limit) ? isLifted(service, limit) : !isLimited(service, limit),
  );
}

/** Written down as: no limit. */
function isLifted(service: ComposeService, limit: Limit): boolean {
  return written(service, limit) !== null && !isLimited(service, limit);
}

function isLimited(service: ComposeService, limit: Limit): boolean {
  // A set of CPUs bounds their number, and `0` names the first.
  if (limit === 'cpus' && service.text('cpuset') !== null) return true;
  const value = written(service, limit)?.trim() ?? '';
  // Zero, and -1 for processes, mean: no limit. What begins with no number is none, but for variables.
  return /^[\d.+$\uffff]/.test(value) && !/^(?:0+(?:\.0+)?[bkmg]?b?)$/i.test(value);
}

function written(service: ComposeService, limit: Limit): string | null {
  const own = limit === 'cpus' ? (service.text('cpus') ?? service.text('cpu_quota')) : service.text(LIMIT_KEYS[limit]);
  return service.text('deploy', 'resources', 'limits', limit) ?? own;
}

/** Which limits a service may lack: people who limit memory and CPU seldom think of processes, and are right more often than not. */
export function ignoredLimits({ options }: ComposeContext): Limit[] {
  const required = options['required'];
  return Array.isArray(required)
    ? (['memory', 'cpus', 'pids'] as const).filter((limit) => !required.includes(limit))
    : ['pids'];
}

/** False for what takes gigabytes by default or as much memory as its model: nobody but its owner knows how much. */
export function isModest(service: ComposeService): boolean {
  const usesGpu =
    service.text('runtime') === 'nvidia' ||
    service.value('gpus') !== null ||
    service.value('deploy', 'resources', 'reservations', 'devices') !== null;
  return !usesGpu && !HUNGRY.test(`${service.name} ${imageName(service)}`);
}

const HUNGRY =
  /elastic|opensearch|kibana|kafka|redpanda|cassandra|scylla|neo4j|mssql|sql-edge|oracle|clickhouse|milvus|jenkins|sonar|gitlab|minecraft|spark|flink|hadoop|trino|vllm|ollama|triton|llm|llama|gpt|whisper|model|inference|embed|comfyui|diffusion|torch|tensorflow|cuda/;
