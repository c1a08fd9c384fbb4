import type { ComposedEnvironment } from '../environment/compose';
import { createMasker, eitherMask, type Masker } from '../logs/mask';
import type { PlannedAgent } from '../plan/launch-plan';
import type { AgentLife } from './agent-life';
import { secretValues } from './launch-run';

interface Known {
  /** What the secrets below were last asked for: a run, or an entry of the startup file. */
  readonly occasion: string;
  readonly run: Masker;
  readonly secrets: ReadonlySet<string>;
  readonly mask: Masker;
}

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
    if (before && before.occasion === occasion && before.run === life.mask) return before.mask;
    const secrets = new Set([...(before?.secrets ?? []), ...this.#secretsOf(life.plan)]);
    // What the run was really given may be in no file any more.
    const earlier = before ? eitherMask(before.mask, life.mask) : life.mask;
    const mask = eitherMask(earlier, createMasker(secrets));
    this.#known.set(life.name, { occasion, run: life.mask, secrets, mask });
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
