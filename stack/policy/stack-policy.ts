import { DEFAULT_HEALTH_POLICY, type HealthPolicy } from '../supervisor/health-judge';
import { DEFAULT_RESTART_POLICY, type RestartPolicy } from '../supervisor/restart-policy';

/** How a project wants its stacks treated; what an agent's own entry in the startup file says wins over it. */
export interface StackPolicy {
  /** Between the request to end and SIGKILL, in milliseconds. */
  readonly graceMs: number;
  readonly health: HealthPolicy;
  readonly restart: RestartPolicy;
  readonly logs: {
    /** A log that has grown beyond this many bytes is rotated. */
    readonly maxBytes: number;
    /** Rotated files kept beside the log. */
    readonly files: number;
  };
  /** The exporter of metrics: on the loopback address only. */
  readonly metrics: { readonly enabled: boolean; readonly port: number };
  readonly models: {
    /** Path of the model manifest, relative to the configuration file; null: found by its name. */
    readonly manifest: string | null;
    /** Where models without a path of their own go, relative to the configuration file; null: `models/` in the project's root. */
    readonly directory: string | null;
    /** Downloads at a time. */
    readonly parallel: number;
    /** Further attempts after a download broke off. */
    readonly retries: number;
  };
  readonly gpu: {
    /** GPU memory that placement leaves free on each GPU, in MiB. */
    readonly reserveMb: number;
    /** `auto`: agents are spread over several GPUs by the memory they declare. */
    readonly placement: 'auto' | 'off';
  };
  /** Other machines by name, and where they are. */
  readonly machines: Readonly<Record<string, { readonly host: string }>>;
}

export const DEFAULT_POLICY: StackPolicy = {
  graceMs: 10_000,
  health: DEFAULT_HEALTH_POLICY,
  restart: DEFAULT_RESTART_POLICY,
  logs: { maxBytes: 20 * 1024 * 1024, files: 5 },
  metrics: { enabled: false, port: 9091 },
  models: { manifest: null, directory: null, parallel: 2, retries: 5 },
  gpu: { reserveMb: 512, placement: 'auto' },
  machines: {},
};
