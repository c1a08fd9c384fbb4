import { portHolder } from '../machine/listeners';
import type { PlannedAgent } from '../plan/launch-plan';
import { linkSignals } from '../process/linked-signal';
import { createProber, type Prober, type ProbeResult } from '../probes/probe';
import type { AgentProbe } from '../protocol/snapshot';
import type { AgentRun } from './agent-run';
import type { AgentServices } from './agent-services';
import { shortCommand } from './conflicts';
import { newHealth, observe, resumedHealth, type Health, type HealthPolicy, type Observation } from './health-judge';
import { interpretProbe, type Interpretation } from './interpret-probe';

/** What is known after a probe. */
export interface HealthReport {
  readonly state: Health['state'];
  readonly reason: string | null;
  readonly probe: AgentProbe | null;
  readonly latencyMs: number | null;
  /** Ports it listens on; null when this machine does not tell. */
  readonly listeningPorts: readonly number[] | null;
}

/** Age of the view of the machine that is good enough while an agent starts, and once it is up. */
const STARTING_VIEW_MS = 40;
const SETTLED_VIEW_MS = 1_000;
/** How often an agent that has not opened any of its ports is looked at all the same: it may listen elsewhere. */
const SILENT_MS = 250;
/** First wait, while a starting agent thinks about its answer, before its ports are looked at again. */
const RELOOK_MS = 100;

/** Asks one incarnation of an agent for its health, again and again. */
export class HealthWatch {
  readonly #run: AgentRun;
  readonly #plan: PlannedAgent;
  readonly #services: AgentServices;
  readonly #report: (report: HealthReport) => void;
  readonly #environment: NodeJS.ProcessEnv;
  #prober: Prober;
  #host: string | null;
  readonly #policy: HealthPolicy;

  constructor(
    run: AgentRun,
    plan: PlannedAgent,
    environment: NodeJS.ProcessEnv,
    services: AgentServices,
    report: (report: HealthReport) => void,
  ) {
    this.#run = run;
    this.#plan = plan;
    this.#services = services;
    this.#report = report;
    this.#policy = policyFor(plan, services.health);
    this.#environment = environment;
    this.#host = plan.host;
    this.#prober = this.#createProber();
  }

  #createProber(): Prober {
    const plan = this.#plan;
    return createProber({
      ...(this.#host === null ? {} : { host: this.#host }),
      port: plan.port,
      healthPort: plan.healthPort,
      definition: plan.probe,
      ownedPorts: () => this.#owned(),
      cwd: plan.cwd,
      env: this.#environment,
      logFile: this.#services.logFile(plan.name),
      logOffset: this.#run.logOffset,
      logSeen: this.#run.lastProbe === 'log' && this.#run.readyAt !== null,
    });
  }

  /** An agent that listens on one address of this machine only has to be asked there. */
  #followAddress(): void {
    const port = (this.#owned() ?? []).find((owned) => this.#plan.declaredPorts.includes(owned)) ?? this.#owned()?.[0];
    if (port === undefined) return;
    const host = addressToAsk(this.#services.view.addressesOf(this.#run.family, port)) ?? this.#plan.host;
    if (host === this.#host) return;
    this.#host = host;
    this.#prober = this.#createProber();
  }

  /** Resolves `restart` when the agent has been unhealthy for too long, and `aborted` when the signal is. Never rejects. */
  async watch(signal: AbortSignal): Promise<'restart' | 'aborted'> {
    const { clock } = this.#services;
    let health = this.#run.readyAt === null ? newHealth(this.#run.startedAt) : resumedHealth(this.#run.startedAt);
    while (!signal.aborted) {
      await this.#pause(health, signal);
      if (signal.aborted) break; // no look for one that has ended: its restart would wait for it
      const answer = await this.#ask(health, signal);
      if (signal.aborted) break;
      if (!answer) continue;
      health = observe(health, answer.observation, clock.now(), this.#policy, this.#services.random());
      const stillStarting = health.state === 'starting';
      this.#report({
        state: health.state,
        reason: health.state === 'unhealthy' ? this.#unhealthyReason(health, answer.reason) : answer.reason,
        probe: stillStarting ? null : answer.probe,
        latencyMs: answer.latencyMs,
        listeningPorts: this.#owned(),
      });
      if (health.restartDue) return 'restart';
    }
    return 'aborted';
  }

  /** Until it is worth asking. A starting agent whose ports are all closed has nothing to answer with, unless it is asked otherwise. */
  async #pause({ state, nextDelayMs }: Health, signal: AbortSignal): Promise<void> {
    const { clock, bell, view } = this.#services;
    if (state !== 'starting') return clock.sleep(nextDelayMs, signal);
    const { declaredPorts } = this.#plan;
    const silent = declaredPorts.length > 0 && !declaredPorts.some((port) => view.isListening(port));
    const wait = silent && asksAtPorts(this.#plan) ? Math.max(nextDelayMs, SILENT_MS) : nextDelayMs;
    await bell.wait(this.#run.family, wait, signal);
  }

  async #ask(health: Health, signal: AbortSignal): Promise<Interpretation | null> {
    const { view, log } = this.#services;
    try {
      await view.refresh(health.state === 'starting' ? STARTING_VIEW_MS : SETTLED_VIEW_MS);
      this.#followAddress();
      const result = health.state === 'starting' ? await this.#checkStarting(signal) : await this.#prober.check(signal);
      if (!result) return null;
      this.#services.recorder.probed(this.#plan.name, result);
      const owned = this.#owned();
      const stranger = await this.#stranger(owned);
      const answer = onCpu(interpretProbe({ plan: this.#plan, result, owned, stranger }), this.#run);
      return lessThanWhole(answer, this.#services.models.lackedBy(this.#plan.name));
    } catch (error) {
      if (!signal.aborted) log(`${this.#plan.name}: probe failed: ${String(error)}`);
      return signal.aborted
        ? null
        : { observation: { verdict: 'bad' }, reason: String(error), probe: null, latencyMs: null };
    }
  }

  /**
   * Asks an agent that is still opening its ports. One that accepts connections on its main port before it can be asked for its health
   * would keep a probe waiting for the whole time limit; so when it opens another port meanwhile, the question is dropped and put
   * anew. Null then.
   */
  async #checkStarting(signal: AbortSignal): Promise<ProbeResult | null> {
    const { bell, view } = this.#services;
    const before = String(this.#owned());
    const drop = new AbortController();
    const linked = linkSignals([signal, drop.signal]);
    const check = this.#prober.check(linked.signal).finally(() => linked.release());
    const answered = check.then(
      () => true,
      () => true,
    );
    for (let pause = RELOOK_MS; ; pause = Math.min(pause * 1.5, 1_000)) {
      if (await Promise.race([answered, bell.wait(this.#run.family, pause, signal).then(() => false)]))
        return await check;
      await view.refresh(STARTING_VIEW_MS);
      if (String(this.#owned()) === before) continue;
      drop.abort();
      return await check.catch(() => null); // it may have been answered just then
    }
  }

  #owned(): readonly number[] | null {
    return this.#services.view.ownedPorts(this.#run.family);
  }

  /** Somebody else who listens where this agent should; asked for only when there is somebody, since naming them is dear. */
  async #stranger(owned: readonly number[] | null): Promise<{ port: number; holder: string } | null> {
    if (owned === null) return null;
    const { view, agentOf } = this.#services;
    const port = this.#plan.declaredPorts.find((declared) => !owned.includes(declared) && view.isListening(declared));
    if (port === undefined) return null;
    const found = await portHolder(port);
    if (!found) return null;
    if (found.pid === null) return { port, holder: found.command };
    const family = view.familyOf(found.pid);
    if (family === this.#run.family) return null; // it opened the port a moment ago
    const agent = family && agentOf(family);
    return {
      port,
      holder: agent ? `agent ${agent} of this stack` : `${shortCommand(found.command)} (pid ${found.pid})`,
    };
  }

  #unhealthyReason(health: Health, reason: string | null): string {
    const waited = Math.round(this.#policy.startPeriodMs / 1000);
    if (this.#run.readyAt === null) return `not ready after ${waited} s: ${reason ?? 'no answer'}`;
    return `${reason ?? 'no answer'} (${health.failures} probes in a row)`;
  }
}

/** Whether its health is asked for at a port of its own, so that there is nothing to ask before one is open. */
function asksAtPorts({ probe }: PlannedAgent): boolean {
  return probe === null || !['exec', 'log'].includes(probe.kind);
}

/** An agent that would rather compute on a GPU does less than it should, however well it answers. */
function onCpu(answer: Interpretation, { gpu }: AgentRun): Interpretation {
  return lessThanWhole(answer, gpu?.kind === 'cpu' ? `runs on the CPU: ${gpu.reason}` : null);
}

/** However well it answers, `note` says why it cannot do all it should; null when nothing keeps it from that. */
function lessThanWhole(answer: Interpretation, note: string | null): Interpretation {
  const { observation, reason } = answer;
  if (note === null || observation.verdict === 'bad') return answer;
  const degraded: Observation =
    observation.verdict === 'partial' ? { ...observation, settlesAs: 'degraded' } : { verdict: 'degraded' };
  return { ...answer, observation: degraded, reason: reason ? `${reason}; ${note}` : note };
}

/** Null where loopback reaches it, which is nearly everywhere. */
function addressToAsk(addresses: readonly string[]): string | null {
  const reachable = ['0.0.0.0', '::', '*', '127.0.0.1'];
  return addresses.some((address) => reachable.includes(address)) ? null : (addresses[0] ?? null);
}

/** Models take minutes to load. */
const MODEL_START_PERIOD_MS = 300_000;

function policyFor(plan: PlannedAgent, base: HealthPolicy): HealthPolicy {
  const { probe, gpu, vramMb } = plan;
  const loadsModel = gpu === 'required' || gpu === 'preferred' || (vramMb ?? 0) > 0 || probe?.inference !== undefined;
  const seconds = (value: number | undefined, otherwise: number) => (value === undefined ? otherwise : value * 1000);
  return {
    ...base,
    startPeriodMs: seconds(
      probe?.startPeriodSeconds,
      loadsModel ? Math.max(MODEL_START_PERIOD_MS, base.startPeriodMs) : base.startPeriodMs,
    ),
    intervalMs: Math.max(100, seconds(probe?.intervalSeconds, base.intervalMs)),
    retries: probe?.retries ?? base.retries,
  };
}
