import type { ComposedEnvironment } from '../environment/compose';
import { createMasker, eitherMask, type Masker } from '../logs/mask';
import type { PlannedAgent } from '../plan/launch-plan';
import type { AgentLife } from './agent-life';
import { secretValues } from './launch-run';

interface Known {
  /** What the secrets below were last asked for: a run, or an entry of the startup file. */
  readonly occasion: string;
  /** Those of the last runs, newest last: what they were really given may be in no file any more. */
  readonly runs: readonly Masker[];
  readonly secrets: ReadonlySet<string>;
  readonly mask: Masker;
}

const MOST_RUNS = 4;

/**
 * Hides secrets in agents' logs. A log outlives the run that wrote it, so every secret that an agent has had since this supervisor
 * started is hidden, and the one it would get now, though it may never have run under this supervisor.
 */
export class LogMasks {
  readonly #environment: (plan: PlannedAgent) => ComposedEnvironment;
  readonly #known = new Map<string, Known>();

  /** `environment` may throw, as where a `.env` file cannot be read. */
  constructor(environment: (plan: PlannedAgent) => ComposedEnvironment) {
    this.#environment = environment;
  }

  of(life: Pick<AgentLife, 'name' | 'plan' | 'run' | 'mask'>): Masker {
    const occasion = life.run?.id ?? life.plan.fingerprint;
    const before = this.#known.get(life.name);
    if (before?.occasion === occasion && before.runs.at(-1) === life.mask) return before.mask;
    const secrets = new Set([...(before?.secrets ?? []), ...this.#secretsOf(life.plan)]);
    const runs = [...(before?.runs ?? []), life.mask].slice(-MOST_RUNS);
    const mask = runs.reduce(eitherMask, createMasker(secrets));
    this.#known.set(life.name, { occasion, runs, secrets, mask });
    return mask;
  }

  #secretsOf(plan: PlannedAgent): string[] {
    try {
      return secretValues(this.#environment(plan));
    } catch {
      return [];
    }
  }
}
