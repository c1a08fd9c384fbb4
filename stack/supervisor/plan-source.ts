import type { StackDefinition } from '../definition/model';
import { dirname } from 'node:path';
import { composeEnvironment, type ComposedEnvironment } from '../environment/compose';
import type { LaunchPlan, PlannedAgent } from '../plan/launch-plan';
import { findOtherDefinitions } from '../plan/find-definitions';
import { hasOutsideDependencies } from '../plan/neighbourhood';
import { profilesImpliedBy } from '../plan/profiles';
import { planStack } from '../plan/plan-stack';
import { findProjectRoot } from '../plan/script';
import { findPolicy } from '../policy/find-policy';
import { DEFAULT_POLICY, type StackPolicy } from '../policy/stack-policy';
import type { StackIssue } from '../protocol/snapshot';
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

/** Which agents a plan is made for, besides those that are always started. */
export interface Asked {
  readonly profiles: readonly string[];
  /** Agents meant by name, whatever their profiles. */
  readonly agents: ReadonlySet<string>;
}

/** The startup file and the project's policy as last read, and what follows from them. */
export class PlanSource {
  readonly #options: PlanSourceOptions;
  /** What agents inherit: the supervisor's own environment, and what a killed predecessor had besides. */
  #environment: NodeJS.ProcessEnv;
  #projectRoot: string | undefined;
  #definition: StackDefinition | null = null;
  #plan: LaunchPlan | null = null;
  #hash = '';
  #policy: StackPolicy = DEFAULT_POLICY;
  #policyFile: string | null = null;

  constructor(options: PlanSourceOptions) {
    this.#options = options;
    this.#environment = options.environment;
    this.#projectRoot = options.projectRoot;
  }

  /** Null until the file could be read. */
  get plan(): LaunchPlan | null {
    return this.#plan;
  }

  /** The last policy that could be followed. */
  get policy(): StackPolicy {
    return this.#policy;
  }

  /** The configuration file that says it; null without one. */
  get policyFile(): string | null {
    return this.#policyFile;
  }

  /** SHA-256 of the file as last read; empty until then. */
  get hash(): string {
    return this.#hash;
  }

  /** Reads the file again. Rejects with `UnreadableStack`, and keeps the plan it had. */
  async reload(asked: Asked): Promise<LaunchPlan> {
    const { file, load } = this.#options;
    const { definition, hash } = await load(file);
    const scripts = definition.agents.flatMap((agent) => agent.script?.value ?? []);
    const projectRoot = this.#projectRoot ?? findProjectRoot(file, scripts);
    const profiles = [...asked.profiles, ...profilesImpliedBy(asked.agents, definition.agents)];
    const issues = await this.#readPolicy();
    const others = await this.#others(definition, projectRoot);
    const options = { others, projectRoot, environment: this.#environment, policy: this.#policy, profiles };
    const planned = planStack({ ...definition, file }, options);
    const plan = { ...planned, issues: [...issues, ...planned.issues] };
    this.#definition = definition;
    this.#plan = plan;
    this.#hash = hash;
    return plan;
  }

  /** The project is only searched where a dependency is declared elsewhere. */
  async #others(definition: StackDefinition, projectRoot: string): Promise<StackDefinition[]> {
    return hasOutsideDependencies(definition) ? findOtherDefinitions(projectRoot, this.#options.file) : [];
  }

  /** A configuration file somebody is in the middle of writing must not change how a running stack is treated. */
  async #readPolicy(): Promise<StackIssue[]> {
    const { policy, file, problems } = await findPolicy(dirname(this.#options.file));
    this.#policyFile = file;
    if (problems.length === 0) this.#policy = policy;
    return problems.map(({ uri, line, column, message }) => {
      const text = `${uri}:${line}:${column} ${message}; the last policy that could be followed stays in force`;
      return { severity: 'warning', agent: null, message: text };
    });
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
    const plan = this.#plan;
    return composeEnvironment({
      definition: { environment: [], ...this.#definition, ...(plan ? { agents: plan.neighbourhood.here } : {}) },
      outside: [...(plan?.neighbourhood.outside.values() ?? [])],
      agent: agent.definition,
      projectRoot: agent.cwd,
      base: this.#environment,
    });
  }
}
