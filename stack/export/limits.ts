import type { AgentDefinition, StackDefinition } from '../definition/model';
import type { Limits } from './handover';

/** What agents get that say nothing: enough for most, and a bound for leaks. */
const DEFAULT_MEMORY_MB = 2048;
/** Loaders hold a model in memory before it is on the GPU. */
const MODEL_MEMORY_MB = 8192;
const DEFAULT_CPUS = 2;
const PROCESSES = 512;

/**
 * The bounds of an agent. A percentage is one of the cores on which it may compute: 80 % with `max_threads: 4` are 3.2 cores, as who bounds both
 * does not mean to bound twice.
 */
export function limitsOf(agent: AgentDefinition, definition: Pick<StackDefinition, 'limits' | 'maxThreads'>): Limits {
  const pick = (key: 'memoryMb' | 'cpus' | 'cpuPercent') => agent.limits?.[key] ?? definition.limits?.[key] ?? null;
  const threads = agent.maxThreads ?? definition.maxThreads ?? null;
  const usesGpu = (agent.gpu && agent.gpu.value !== 'none') || (agent.vramMb?.value ?? 0) > 0;
  const percent = pick('cpuPercent');
  const declared = pick('cpus') ?? (percent === null ? null : (percent / 100) * (threads ?? 1));
  const memory = pick('memoryMb');
  const guessed = usesGpu ? Math.max(MODEL_MEMORY_MB, agent.vramMb?.value ?? 0) : DEFAULT_MEMORY_MB;
  return {
    memoryMb: Math.max(16, Math.round(memory ?? guessed)),
    cpus: Math.max(0.05, Math.round((declared ?? threads ?? DEFAULT_CPUS) * 100) / 100),
    processes: PROCESSES,
    isDeclared: { memory: memory !== null, cpus: declared !== null || threads !== null },
  };
}
