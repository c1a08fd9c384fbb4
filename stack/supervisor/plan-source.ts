import type { StackDefinition } from '../definition/model';
import { composeEnvironment, type ComposedEnvironment } from '../environment/compose';
import type { LaunchPlan, PlannedAgent } from '../plan/launch-plan';
import { planStack } from '../plan/plan-stack';
import { findProjectRoot } from '../plan/script';
import type { SavedState } from '../rendezvous/state-file';
import type { LoadedDefinition } from './load-definition';
import { recoverEnvironment } from './recovered-environment';

export interface PlanSourceOptions {
  /** Real path of the startup file. */
  readonly file: string;
  readonly load: (file: string) => Promise<LoadedDefinition>;
  /** The environment agents inherit. */
  readonly environment: NodeJS.ProcessEnv;
  /** Found from the startup file when absent. */
  readonly projectRoot?: string | undefined;
}

/** The startup file as last read, and what follows from it. */
export class PlanSource {
  readonly #options: PlanSourceOptions;
  /** What agents inherit: the supervisor's own environment, and what a killed predecessor had besides. */
  #environment: NodeJS.ProcessEnv;
  #projectRoot: string | undefined;
  #definition: StackDefinition | null = null;
  #plan: LaunchPlan | null = null;
  #hash = '';

  constructor(options: PlanSourceOptions) {
    this.#options = options;
    this.#environment = options.environment;
    this.#projectRoot = options.projectRoot;
  }

  /** Null until the file could be read. */
  get plan(): LaunchPlan | null {
    return this.#plan;
  }

  /** SHA-256 of the file as last read; empty until then. */
  get hash(): string {
    return this.#hash;
  }

  /** Reads the file again. Rejects with `UnreadableStack`, and keeps the plan it had. */
  async reload(): Promise<LaunchPlan> {
    const { file, load } = this.#options;
    const { definition, hash } = await load(file);
    const scripts = definition.agents.flatMap((agent) => agent.script?.value ?? []);
    const projectRoot = this.#projectRoot ?? findProjectRoot(file, scripts);
    const plan = planStack({ ...definition, file }, { projectRoot, environment: this.#environment });
    this.#definition = definition;
    this.#plan = plan;
    this.#hash = hash;
    return plan;
  }

  /**
   * Goes on where a killed supervisor was: same folder, same environment. Returns the names of the variables this process lacks and
   * running agents still had.
   */
  async inherit(saved: SavedState): Promise<string[]> {
    const { file, load, environment } = this.#options;
    this.#projectRoot ??= saved.projectRoot || undefined;
    const loaded = await load(file).catch(() => null);
    const recovered = await recoverEnvironment(saved, environment, loaded?.definition ?? null);
    this.#environment = { ...environment, ...recovered };
    return Object.keys(recovered).sort();
  }

  /** Throws when a `.env` file cannot be read. */
  environmentFor(agent: PlannedAgent): ComposedEnvironment {
    return composeEnvironment({
      definition: this.#definition ?? { environment: [] },
      agent: agent.definition,
      projectRoot: agent.cwd,
      base: this.#environment,
    });
  }
}
