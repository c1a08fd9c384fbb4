import type { LaunchPlan, PlannedAgent } from '../plan/launch-plan';
import type { ProcessFamily } from '../process/family';
import type { AgentLife } from './agent-life';
import { dependencyGate, type Gate } from './dependency-gate';
import { dependents, transitiveDependencies } from './reach';

/** Thrown for names that are not in the startup file. */
export class UnknownAgent extends Error {
  override readonly name = 'UnknownAgent';
}

/** The agents of a stack, in start order, and what they are to each other. */
export class AgentLives {
  readonly #lives = new Map<string, AgentLife>();
  #plan: Pick<LaunchPlan, 'agents' | 'disabled' | 'file'> | null = null;

  get all(): readonly AgentLife[] {
    return [...this.#lives.values()];
  }

  get names(): readonly string[] {
    return [...this.#lives.keys()];
  }

  get(name: string): AgentLife | undefined {
    return this.#lives.get(name);
  }

  /** Names of those that run, or are to. */
  get wanted(): readonly string[] {
    return this.all.filter((life) => life.wanted || life.run).map(({ name }) => name);
  }

  get someWanted(): boolean {
    return this.all.some((life) => life.wanted);
  }

  get someRun(): boolean {
    return this.all.some((life) => life.run !== null);
  }

  /**
   * Fits the agents to a plan: those that are not in it any more are stopped, `create` makes new ones; the others go on as they were started
   * until their next start.
   */
  async replan(plan: LaunchPlan, create: (agent: PlannedAgent) => AgentLife): Promise<void> {
    const removed = this.all.filter((life) => !plan.agents.some((agent) => agent.name === life.name));
    await Promise.all(removed.map((life) => life.stop()));
    const before = new Map(this.#lives);
    this.#plan = plan;
    this.#lives.clear();
    for (const agent of plan.agents) {
      const life = before.get(agent.name);
      life?.replan(agent);
      this.#lives.set(agent.name, life ?? create(agent));
    }
  }

  /** Those named, all where none are. Throws {@link UnknownAgent}. */
  select(names: readonly string[] | undefined): readonly AgentLife[] {
    if (!names) return this.all;
    return [...new Set(names)].map((name) => {
      const life = this.#lives.get(name);
      if (life) return life;
      const why = this.#plan?.disabled.includes(name) ? 'is switched off in' : 'is not in';
      throw new UnknownAgent(`${name} ${why} ${this.#plan?.file ?? 'the startup file'}`);
    });
  }

  /** These and all they depend on, or all that depend on them. */
  reach(lives: readonly AgentLife[], direction: 'dependencies' | 'dependents'): readonly AgentLife[] {
    const names = new Set(lives.map(({ name }) => name));
    const planned = this.#plan?.agents ?? [];
    const reached = direction === 'dependencies' ? transitiveDependencies(names, planned) : dependents(names, planned);
    return this.all.filter(({ name }) => reached.has(name));
  }

  /** Whether those it waits for are ready. */
  gate({ waitsFor }: PlannedAgent): Gate {
    return dependencyGate(waitsFor.flatMap((name) => this.#lives.get(name) ?? []));
  }

  /** The agent a family belongs to. */
  agentOf(family: ProcessFamily): string | null {
    return this.all.find((life) => life.run?.family === family)?.name ?? null;
  }

  /** The plans of all but one that want a GPU and do not run yet. */
  waitingForGpu(asking: string): PlannedAgent[] {
    return this.all
      .filter(({ name, wanted, run, state }) => name !== asking && wanted && run === null && state !== 'failed')
      .map(({ plan }) => plan)
      .filter(({ gpu }) => gpu === 'required' || gpu === 'preferred');
  }

  /** Those that are being stopped too and depend on this one, so that it has to wait; those in a circle with it are not waited for. */
  stoppedBefore(name: string): readonly string[] {
    const planned = this.#plan?.agents ?? [];
    const above = dependents(new Set([name]), planned);
    const below = transitiveDependencies(new Set([name]), planned);
    return [...above].filter((other) => {
      const life = this.#lives.get(other);
      return other !== name && !below.has(other) && life?.run && !life.wanted && life.state !== 'orphaned';
    });
  }
}
