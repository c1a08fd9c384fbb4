import type { PolicyData } from './policy-data';
import type { StackPolicy } from './stack-policy';

/** A policy in the words of a configuration file, complete: read again, it is the same one. */
export function policyAsWritten(policy: StackPolicy): PolicyData {
  const { health, restart, logs, models, gpu } = policy;
  const { manifest, directory, ...fetching } = models;
  return {
    'grace-seconds': policy.graceMs / 1000,
    health: {
      'start-period': health.startPeriodMs / 1000,
      interval: health.intervalMs / 1000,
      retries: health.retries,
      patience: health.unhealthyPatienceMs / 1000,
    },
    restart: {
      attempts: restart.attempts,
      'first-delay': restart.firstDelayMs / 1000,
      'longest-delay': restart.longestDelayMs / 1000,
      'stable-after': restart.stableMs / 1000,
    },
    logs: { 'max-size': sizeText(logs.maxBytes), files: logs.files },
    metrics: policy.metrics,
    models: { ...(manifest === null ? {} : { manifest }), ...(directory === null ? {} : { directory }), ...fetching },
    gpu: { 'reserve-mb': gpu.reserveMb, placement: gpu.placement },
    machines: policy.machines,
  };
}

function sizeText(bytes: number): number | string {
  const mebibytes = bytes / 1024 ** 2;
  return Number.isInteger(mebibytes) ? `${mebibytes}MB` : bytes;
}
