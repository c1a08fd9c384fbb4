import { entryOf, type YamlMap } from './yaml/tree';

/** What an agent may take, as its startup file puts it. The launcher does not enforce it; what a stack is exported to does. */
export interface ResourceLimits {
  /** MiB; null where nobody says. */
  readonly memoryMb: number | null;
  /** In cores, e.g. 0.5; null where nobody says. */
  readonly cpus: number | null;
  /** 100 is one core; null where nobody says. */
  readonly cpuPercent: number | null;
}

/** Limits of an agent or of the whole file, written beside its other keys or under `resource_limits:`; null where there are none. */
export function resourceLimitsOf(map: YamlMap): ResourceLimits | null {
  const limits = entryOf(map, 'resource_limits', 'limits', 'resources')?.value;
  const inner = limits?.kind === 'map' ? (entryOf(limits, 'limits')?.value ?? limits) : null;
  const places = [...(inner?.kind === 'map' ? [inner] : []), map];
  const first = (read: (place: YamlMap) => number | null) => places.map(read).find((value) => value !== null) ?? null;
  const found: ResourceLimits = {
    memoryMb: first(memoryOf),
    cpus: first((place) => positive(place, 'cpus', 'cpu_limit', 'cpu_cores')),
    cpuPercent: first((place) => positive(place, 'cpu_percent', 'cpu_quota_percent')),
  };
  return Object.values(found).some((value) => value !== null) ? found : null;
}

/** Factors to MiB. Docker's `m` and Kubernetes' `Mi` mean the same here, as people write either. */
const UNITS: Readonly<Record<string, number>> = { k: 1 / 1024, m: 1, g: 1024, t: 1024 * 1024 };

function memoryOf(place: YamlMap): number | null {
  const plain = positive(place, 'memory_mb', 'memory_limit_mb', 'max_memory_mb', 'mem_limit_mb');
  if (plain !== null) return plain;
  const gigabytes = positive(place, 'memory_gb', 'memory_limit_gb', 'max_memory_gb');
  if (gigabytes !== null) return gigabytes * 1024;
  const match = /^(\d{1,9}(?:\.\d{1,6})?)\s*([kmgt])i?b?$/i.exec(
    scalar(place, 'memory', 'memory_limit', 'mem_limit', 'max_memory') ?? '',
  );
  const megabytes = match && Number(match[1]) * UNITS[match[2]!.toLowerCase()]!;
  return megabytes && megabytes >= 1 ? Math.round(megabytes) : null;
}

function positive(place: YamlMap, ...keys: string[]): number | null {
  const text = scalar(place, ...keys);
  const value = text !== null && /^\d{1,9}(?:\.\d{1,6})?$/.test(text) ? Number(text) : 0;
  return value > 0 ? value : null;
}

function scalar(place: YamlMap, ...keys: string[]): string | null {
  const value = entryOf(place, ...keys)?.value;
  return value?.kind === 'scalar' ? value.text.trim() : null;
}
