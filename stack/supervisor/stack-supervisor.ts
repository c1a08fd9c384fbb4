import { rm } from 'node:fs/promises';
import type { GpuInventory, GpuVendor } from '../gpu/gpu';
import { LogKeeper } from '../logs/log-keeper';
import { createMasker, type Masker } from '../logs/mask';
import { ExporterKeeper } from '../metrics/exporter-keeper';
import { Recorder } from '../metrics/recorder';
import { fetchHere } from '../models/supply/fetch-here';
import type { ModelFetcher } from '../models/supply/fetcher';
import { storeDirectory } from '../models/store/store-paths';
import { ModelSupply } from '../models/supply/model-supply';
import type { LaunchPlan } from '../plan/launch-plan';
import type { StackPolicy } from '../policy/stack-policy';
import { systemClock, type Clock } from '../process/clock';
import type { RestartResult, StartParams, StartResult, StopParams, StopResult } from '../protocol/messages';
import type { StackIssue, StackSnapshot } from '../protocol/snapshot';
import type { StackPaths } from '../rendezvous/stack-paths';
import { hasLivingAgents, readState, StateWriter, type SavedState } from '../rendezvous/state-file';
import { AgentLife } from './agent-life';
import { AgentLives } from './agent-lives';
import type { AgentServices } from './agent-services';
import { ChangeSignal } from './change-signal';
import { createKeeper } from './create-keeper';
import { createServices } from './create-services';
import { GpuRoom } from './gpu-room';
import type { HealthPolicy } from './health-judge';
import type { LoadedDefinition } from './load-definition';
import { LogMasks } from './log-masks';
import { MachineView } from './machine-view';
import type { ConfigurationKeeper } from '../rollback/configuration-keeper';
import { PlanSource } from './plan-source';
import { RemoteHealth } from './remote-health';
import type { RestartPolicy } from './restart-policy';
import { askShims } from './ask-shims';
import { agentSnapshot, gpuSnapshot, type UsageByAgent } from './snapshots';
import { isInProfiles } from '../plan/profiles';
import { stackState } from './stack-state';
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
  readonly #lives = new AgentLives();
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
    this.#services = createServices({
      ...options,
      clock: this.#clock,
      lives: this.#lives,
      changes: this.changes,
      view: this.view,
      source: this.#source,
      recorder: this.recorder,
      gpus: this.#gpus,
      models: this.#models,
      remotes: this.remotes,
      health: options.health,
      restart: options.restart,
      persist: () => this.#persist(),
    });
    const limits = () => ({ maxBytes: this.policy.logs.maxBytes, keep: this.policy.logs.files });
    this.logKeeper = new LogKeeper({ limits, log: options.log, also: [options.paths.supervisorLog] });
    this.exporter = new ExporterKeeper(options);
    this.#keeper = createKeeper(
      options.paths.stateDirectory,
      this.#lives,
      this.changes,
      () => this.snapshot(),
      options.log,
    );
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
    await this.view.refreshProcesses();
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
    const named = this.#lives.select(params.agents ?? active);
    const chosen = params.withDependencies === false ? named : this.#lives.reach(named, 'dependencies');
    this.#gpus.lookAnew();
    await this.#services.endUnclaimed();
    void this.#keeper.starting(plan, this.#source.policyFile, this.#clock.wallTime());
    if (!this.#wanted || this.#startedAt === null) this.#startedAt = this.#clock.wallTime();
    this.#wanted = true;
    for (const life of chosen) life.start();
    await this.#persist();
    return { agents: namesOf(chosen), issues: plan.issues };
  }

  async stop(params: StopParams): Promise<StopResult> {
    const named = this.#lives.select(params.agents);
    const chosen = params.agents && params.withDependents ? this.#lives.reach(named, 'dependents') : named;
    if (!params.agents) this.#wanted = false;
    await Promise.all(chosen.map((life) => life.stop()));
    if (!params.agents) await this.#services.endUnclaimed();
    else if (!this.#lives.someWanted) this.#wanted = false;
    await this.#persist();
    return { agents: namesOf(chosen) };
  }

  async restart(params: { readonly agents?: readonly string[] }): Promise<RestartResult> {
    if (!params.agents) {
      await this.stop({});
      return { agents: (await this.start({})).agents };
    }
    const plan = await this.#reload(params.agents);
    void this.#keeper.starting(plan, this.#source.policyFile, this.#clock.wallTime());
    const chosen = this.#lives.select(params.agents);
    this.#gpus.lookAnew();
    this.#wanted = true;
    await Promise.all(chosen.map((life) => life.restart()));
    await this.#persist();
    return { agents: namesOf(chosen) };
  }

  /** Hides the values of an agent's secrets. */
  maskFor(agent: string): Masker {
    const life = this.#lives.get(agent);
    return life ? this.#masks.of(life) : createMasker([]);
  }

  /** Throws {@link UnknownAgent}. */
  logFileOf(agent: string): string {
    this.#lives.select([agent]);
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
      if (!this.#lives.someRun) await rm(this.#options.paths.stateFile, { force: true });
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
    for (const life of this.lives) life.abandon();
  }

  /** Whether anything runs or is wanted. */
  get isBusy(): boolean {
    return this.#wanted || this.#lives.someRun || this.#lives.someWanted;
  }

  get lives(): readonly AgentLife[] {
    return this.#lives.all;
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
    const agents = this.lives.map((life) =>
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
    const plan = await this.#source.reload({ profiles, agents: new Set([...named, ...this.#lives.wanted]) });
    await this.#lives.replan(plan, (agent) => new AgentLife(agent, this.#services));
    askShims(plan.agents, this.#services);
    const definitions = plan.agents.map(({ definition }) => definition);
    const models = await this.#models.reload(definitions, plan.projectRoot, this.#source.policy.models);
    this.#issues = [...plan.issues, ...models];
    this.remotes.replan(plan.agents.flatMap((agent) => agent.remoteDependencies));
    this.changes.publish();
    return plan;
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
        agents: this.lives.map((life) => life.saved()),
      }))
      .catch((error: unknown) => this.#options.log(`state not written: ${String(error)}`));
  }
}

function namesOf(lives: readonly AgentLife[]): string[] {
  return lives.map(({ name }) => name);
}
