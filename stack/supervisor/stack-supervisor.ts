import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { GpuInventory, GpuVendor } from '../gpu/gpu';
import { LogKeeper } from '../logs/log-keeper';
import { createMasker, type Masker } from '../logs/mask';
import { logFileName } from '../logs/log-name';
import { ExporterKeeper } from '../metrics/exporter-keeper';
import { Recorder } from '../metrics/recorder';
import { fetchHere } from '../models/supply/fetch-here';
import type { ModelFetcher } from '../models/supply/fetcher';
import { storeDirectory } from '../models/store/store-paths';
import { ModelSupply } from '../models/supply/model-supply';
import type { LaunchPlan, PlannedAgent } from '../plan/launch-plan';
import type { StackPolicy } from '../policy/stack-policy';
import { systemClock, type Clock } from '../process/clock';
import { endFamily } from '../process/end-family';
import { ProcessFamily } from '../process/family';
import type { RestartResult, StartParams, StartResult, StopParams, StopResult } from '../protocol/messages';
import type { AgentState, StackIssue, StackSnapshot } from '../protocol/snapshot';
import type { StackPaths } from '../rendezvous/stack-paths';
import { hasLivingAgents, readState, StateWriter, type SavedState } from '../rendezvous/state-file';
import { AgentLife } from './agent-life';
import type { AgentServices } from './agent-services';
import { ChangeSignal } from './change-signal';
import { dependencyGate } from './dependency-gate';
import { GpuRoom } from './gpu-room';
import type { HealthPolicy } from './health-judge';
import type { LoadedDefinition } from './load-definition';
import { LogMasks } from './log-masks';
import { MachineView } from './machine-view';
import { ConfigurationKeeper } from '../rollback/configuration-keeper';
import { ConfigurationStore } from '../rollback/configuration-store';
import { PlanSource } from './plan-source';
import { RemoteHealth } from './remote-health';
import type { RestartPolicy } from './restart-policy';
import { agentSnapshot, gpuSnapshot, type UsageByAgent } from './snapshots';
import { isInProfiles } from '../plan/profiles';
import { SocketBell } from './socket-bell';
import { stackState } from './stack-state';
import { dependents, transitiveDependencies } from './reach';
import { UsageSampler } from './usage-sampler';

export interface SupervisorOptions {
  readonly paths: StackPaths;
  readonly load: (file: string) => Promise<LoadedDefinition>;
  /** The environment agents inherit. */
  readonly environment: NodeJS.ProcessEnv;
  readonly projectRoot?: string | undefined;
  readonly clock?: Clock;
  readonly health?: Partial<HealthPolicy>;
  readonly restart?: Partial<RestartPolicy>;
  /** Who fetches models; this very process when absent. */
  readonly fetcher?: ModelFetcher;
  readonly log: (line: string) => void;
}

const UP: readonly AgentState[] = ['ready', 'degraded'];

/** Thrown for names that are not in the startup file. */
export class UnknownAgent extends Error {
  override readonly name = 'UnknownAgent';
}

function warnings(...problems: readonly (string | null)[]): StackIssue[] {
  return problems.flatMap((message) => (message === null ? [] : { severity: 'warning', agent: null, message }));
}

/** All agents of one startup file: who is wanted, who waits for whom, and what is written down about them. */
export class StackSupervisor {
  readonly startedAt = Date.now();
  readonly changes = new ChangeSignal();
  readonly view: MachineView;
  readonly recorder = new Recorder();
  readonly sampler = new UsageSampler(this);
  readonly logKeeper: LogKeeper;
  readonly exporter: ExporterKeeper;
  /** How agents that other machines start are. */
  readonly remotes: RemoteHealth;
  readonly #models: ModelSupply;
  readonly #options: SupervisorOptions;
  readonly #clock: Clock;
  readonly #services: AgentServices;
  readonly #state: StateWriter;
  readonly #source: PlanSource;
  readonly #keeper: ConfigurationKeeper;
  readonly #lives = new Map<string, AgentLife>();
  readonly #masks = new LogMasks((plan) => this.#source.environmentFor(plan));
  #wanted = false;
  /** Profiles asked for since the stack was last down. */
  #profiles: readonly string[] = [];
  #startedAt: number | null = null;
  #issues: readonly StackIssue[] = [];
  #gpu: GpuInventory | null = null;
  readonly #gpus: GpuRoom;
  #usage: UsageByAgent = new Map();
  #closed = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#source = new PlanSource({ ...options, file: options.paths.file });
    this.view = new MachineView(options.paths.stackId, this.#clock);
    this.#keeper = this.#createKeeper();
    this.remotes = new RemoteHealth(this.#clock, () => this.changes.publish());
    this.#models = new ModelSupply({
      fetcher: options.fetcher ?? fetchHere(options.log),
      startupFile: options.paths.file,
      store: storeDirectory(options.environment),
      now: () => this.#clock.now(),
      publish: () => this.changes.publish(),
      log: options.log,
    });
    this.#state = new StateWriter(options.paths.stateFile);
    this.#gpus = new GpuRoom({
      clock: this.#clock,
      occupants: () =>
        this.lives.flatMap(({ name, run }) => (run ? [{ name, place: run.gpu, pids: run.family.pids }] : [])),
      onInventory: (inventory) => this.setGpu(inventory),
    });
    this.#services = this.#createServices();
    const limits = () => ({ maxBytes: this.policy.logs.maxBytes, keep: this.policy.logs.files });
    this.logKeeper = new LogKeeper({ limits, log: options.log, also: [options.paths.supervisorLog] });
    this.exporter = new ExporterKeeper(options);
  }

  /** Reads the startup file and takes over what an earlier supervisor left running. Never rejects because of a bad file. */
  async open(): Promise<void> {
    void this.#gpus.inventory();
    const saved = await readState(this.#options.paths.stateFile);
    if (saved && (await hasLivingAgents(saved))) {
      const names = await this.#source.inherit(saved);
      this.#profiles = saved.profiles ?? [];
      if (names.length > 0) this.#options.log(`variables taken over from running agents: ${names.join(' ')}`);
    }
    try {
      const wanted = saved?.agents.filter((agent) => agent.wanted || agent.run).map(({ name }) => name);
      await this.#reload(wanted);
    } catch (error) {
      this.#issues = [{ severity: 'error', agent: null, message: String((error as Error).message) }];
    }
    await this.view.refresh();
    if (saved && (this.view.unclaimed.length > 0 || (await hasLivingAgents(saved)))) this.#adopt(saved);
  }

  #adopt(saved: SavedState): void {
    this.#wanted = saved.wanted;
    this.#startedAt = saved.startedAt;
    for (const agent of saved.agents) {
      if (agent.run || agent.wanted) this.#lives.get(agent.name)?.adopt(agent);
    }
    const names = saved.agents.filter((agent) => agent.run).map((agent) => agent.name);
    this.#options.log(`took over ${names.length} agents: ${names.join(', ')}`);
  }

  async start(params: StartParams): Promise<StartResult> {
    const asked = [...new Set([...this.#profiles, ...(params.profiles ?? [])])];
    const plan = await this.#reload(params.agents, asked);
    this.#profiles = asked;
    const active = plan.agents.filter(({ profiles }) => isInProfiles(profiles, asked)).map(({ name }) => name);
    const names = this.#select(params.agents ?? active, plan);
    const chosen = params.withDependencies === false ? names : transitiveDependencies(names, plan.agents);
    this.#gpus.lookAnew();
    await this.#endUnclaimed();
    void this.#keeper.starting(plan, this.#source.policyFile, this.#clock.wallTime());
    if (!this.#wanted || this.#startedAt === null) this.#startedAt = this.#clock.wallTime();
    this.#wanted = true;
    const started = plan.agents.filter((agent) => chosen.has(agent.name)).map((agent) => agent.name);
    for (const name of started) this.#lives.get(name)!.start();
    await this.#persist();
    return { agents: started, issues: plan.issues };
  }

  async stop(params: StopParams): Promise<StopResult> {
    const plan = this.#source.plan;
    if (!params.agents) {
      this.#wanted = false;
      const names = [...this.#lives.keys()];
      await Promise.all([...this.#lives.values()].map((life) => life.stop()));
      await this.#endUnclaimed();
      await this.#persist();
      return { agents: names };
    }
    const names = this.#select(params.agents, plan);
    const chosen = params.withDependents && plan ? dependents(names, plan.agents) : names;
    await Promise.all([...chosen].map((name) => this.#lives.get(name)!.stop()));
    if (![...this.#lives.values()].some((life) => life.wanted)) this.#wanted = false;
    await this.#persist();
    return { agents: [...chosen] };
  }

  async restart(params: { readonly agents?: readonly string[] }): Promise<RestartResult> {
    if (!params.agents) {
      await this.stop({});
      return { agents: (await this.start({})).agents };
    }
    const plan = await this.#reload(params.agents);
    void this.#keeper.starting(plan, this.#source.policyFile, this.#clock.wallTime());
    const names = this.#select(params.agents, this.#source.plan);
    this.#gpus.lookAnew();
    this.#wanted = true;
    await Promise.all([...names].map((name) => this.#lives.get(name)!.restart()));
    await this.#persist();
    return { agents: [...names] };
  }

  /** Hides the values of an agent's secrets. */
  maskFor(agent: string): Masker {
    const life = this.#lives.get(agent);
    return life ? this.#masks.of(life) : createMasker([]);
  }

  /** Throws {@link UnknownAgent}. */
  logFileOf(agent: string): string {
    this.#select([agent], this.#source.plan);
    return this.#services.logFile(agent);
  }

  /** Stops everything and forgets the state, or leaves everything running for the next supervisor. */
  async close(stopAgents: boolean): Promise<void> {
    if (stopAgents) {
      await this.stop({});
      this.#closed = true;
      this.remotes.close();
      this.#keeper.close();
      this.#models.close();
      if (![...this.#lives.values()].some((life) => life.run)) await rm(this.#options.paths.stateFile, { force: true });
      return;
    }
    await this.#persist();
    this.abandon();
  }

  /** Leaves everything as it is, on disk too: another supervisor is in charge, or will be. */
  abandon(): void {
    this.#closed = true;
    this.#keeper.close();
    this.remotes.close();
    this.#models.close();
    for (const life of this.#lives.values()) life.abandon();
  }

  /** Whether anything runs or is wanted. */
  get isBusy(): boolean {
    return this.#wanted || [...this.#lives.values()].some((life) => life.run !== null || life.wanted);
  }

  get lives(): readonly AgentLife[] {
    return [...this.#lives.values()];
  }

  get configHash(): string {
    return this.#source.hash;
  }

  /** How the project wants its stacks treated. */
  get policy(): StackPolicy {
    return this.#source.policy;
  }

  get gpu(): GpuInventory | null {
    return this.#gpu;
  }

  /** Who tells about the GPUs; null when there are none, or they have not been looked for. */
  get gpuVendor(): GpuVendor | null {
    return this.#gpus.vendor;
  }

  setGpu(inventory: GpuInventory): void {
    this.#gpu = inventory;
    this.changes.publish();
  }

  setUsage(usage: UsageByAgent): void {
    this.#usage = usage;
    this.changes.publish();
  }

  snapshot(): StackSnapshot {
    const agents = [...this.#lives.values()].map((life) =>
      agentSnapshot(life, {
        gpu: this.#gpu,
        listeningPorts: life.run ? this.view.ownedPorts(life.run.family) : [],
        usage: this.#usage.get(life.name) ?? null,
        logFile: this.#services.logFile(life.name),
      }),
    );
    const { paths } = this.#options;
    return {
      file: paths.file,
      stackId: paths.stackId,
      machine: this.#source.plan?.machine ?? null,
      projectRoot: this.#source.plan?.projectRoot ?? '',
      state: stackState(this.#wanted, agents),
      wanted: this.#wanted,
      supervisorPid: process.pid,
      supervisorStartedAt: this.startedAt,
      startedAt: this.#startedAt,
      configHash: this.#source.hash,
      gpu: gpuSnapshot(this.#gpu),
      issues: [...this.#issues, ...warnings(this.logKeeper.problem, this.exporter.problem)],
      profiles: this.#profiles,
      remotes: this.remotes.snapshot(),
      ...(this.#keeper.lastGood ? { lastGood: this.#keeper.lastGood } : {}),
      models: this.#models.snapshot(),
      revision: 0, // numbered by the feed that sends it
      agents,
    };
  }

  /** Reads the startup file again and fits the agents to it; running ones keep what they were started with until a restart. */
  async #reload(named: readonly string[] = [], profiles = this.#profiles): Promise<LaunchPlan> {
    const wanted = [...this.#lives.values()].filter((life) => life.wanted || life.run).map(({ name }) => name);
    const plan = await this.#source.reload({ profiles, agents: new Set([...named, ...wanted]) });
    const removed = [...this.#lives.values()].filter((life) => !plan.agents.some((agent) => agent.name === life.name));
    await Promise.all(removed.map((life) => life.stop()));
    const before = new Map(this.#lives);
    this.#lives.clear();
    for (const agent of plan.agents) {
      const life = before.get(agent.name);
      life?.replan(agent);
      this.#lives.set(agent.name, life ?? new AgentLife(agent, this.#services));
    }
    const definitions = plan.agents.map(({ definition }) => definition);
    const models = await this.#models.reload(definitions, plan.projectRoot, this.#source.policy.models);
    this.#issues = [...plan.issues, ...models];
    this.remotes.replan(plan.agents.flatMap((agent) => agent.remoteDependencies));
    this.changes.publish();
    return plan;
  }

  #select(names: readonly string[] | undefined, plan: LaunchPlan | null): Set<string> {
    if (!names) return new Set(plan?.agents.map((agent) => agent.name));
    for (const name of names) {
      if (this.#lives.has(name)) continue;
      const why = plan?.disabled.includes(name) ? 'is switched off in' : 'is not in';
      throw new UnknownAgent(`${name} ${why} ${this.#options.paths.file}`);
    }
    return new Set(names);
  }

  /** Processes with this stack's mark that nothing here accounts for: left by a supervisor whose state is lost. */
  async #endUnclaimed(): Promise<void> {
    await this.view.refresh();
    const left = this.view.unclaimed;
    if (left.length === 0) return;
    this.#options.log(
      `ending ${left.length} processes left by an earlier run: ${left.map(({ pid }) => pid).join(' ')}`,
    );
    const family = new ProcessFamily('', null);
    family.update(left);
    this.view.add(family);
    await endFamily(family, { steps: [], clock: this.#clock, refresh: () => this.view.refresh() });
    this.view.remove(family);
  }

  async #persist(): Promise<void> {
    if (this.#closed) return;
    await this.#state
      .write(() => ({
        version: 1,
        stackId: this.#options.paths.stackId,
        file: this.#options.paths.file,
        projectRoot: this.#source.plan?.projectRoot ?? '',
        wanted: this.#wanted,
        startedAt: this.#startedAt,
        profiles: this.#profiles,
        agents: [...this.#lives.values()].map((life) => life.saved()),
      }))
      .catch((error: unknown) => this.#options.log(`state not written: ${String(error)}`));
  }

  #createKeeper(): ConfigurationKeeper {
    return new ConfigurationKeeper({
      store: new ConfigurationStore(this.#options.paths.stateDirectory),
      standing: () => {
        // Asked at every change of the stack: most of the time the answer is near.
        if (!this.lives.every(({ plan, state }) => !plan.required || UP.includes(state))) return null;
        const { state, agents } = this.snapshot();
        return { state, agents, environmentNames: this.lives.flatMap(({ run }) => run?.environmentNames ?? []) };
      },
      changed: (signal) => this.changes.next(signal),
      publish: () => this.changes.publish(),
      log: this.#options.log,
    });
  }

  #createServices(): AgentServices {
    const { paths, log, health, restart } = this.#options;
    const source = this.#source;
    return {
      stackId: paths.stackId,
      clock: this.#clock,
      random: Math.random,
      view: this.view,
      recorder: this.recorder,
      bell: new SocketBell(this.#clock),
      get policy() {
        return source.policy;
      },
      get health() {
        return { ...source.policy.health, ...health };
      },
      get restart() {
        return { ...source.policy.restart, ...restart };
      },
      logFile: (agent) => join(paths.logDirectory, logFileName(agent)),
      environment: (plan) => this.#source.environmentFor(plan),
      gpus: this.#gpus,
      waitingForGpu: (asking) =>
        this.lives
          .filter(({ name, wanted, run, state }) => name !== asking && wanted && run === null && state !== 'failed')
          .map(({ plan }) => plan)
          .filter(({ gpu }) => gpu === 'required' || gpu === 'preferred'),
      endUnclaimed: () => this.#endUnclaimed(),
      remotes: this.remotes,
      models: this.#models,
      gate: (plan) => dependencyGate(plan.waitsFor.flatMap((name) => this.#lives.get(name) ?? [])),
      agentOf: (family) => this.lives.find((life) => life.run?.family === family)?.name ?? null,
      changed: (signal) => this.changes.next(signal),
      stopTurn: (name, onWaiting) => this.#stopTurn(name, onWaiting),
      persist: () => this.#persist(),
      publish: () => this.changes.publish(),
      log,
    };
  }

  /** Waits for agents that are being stopped too and depend on this one; those in a circle with it are not waited for. */
  async #stopTurn(name: string, onWaiting: (names: readonly string[]) => void): Promise<void> {
    const planned: readonly PlannedAgent[] = this.#source.plan?.agents ?? [];
    const above = dependents(new Set([name]), planned);
    const below = transitiveDependencies(new Set([name]), planned);
    for (;;) {
      const before = [...above].filter((other) => {
        const life = this.#lives.get(other);
        return other !== name && !below.has(other) && life?.run && !life.wanted && life.state !== 'orphaned';
      });
      if (before.length === 0) return;
      onWaiting(before);
      await this.changes.next();
    }
  }
}
