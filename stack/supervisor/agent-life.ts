import type { ComposedEnvironment } from '../environment/compose';
import { createMasker, type Masker } from '../logs/mask';
import type { PlannedAgent } from '../plan/launch-plan';
import type { ProcessIdentity } from '../process/identity';
import type { AgentCause, AgentState, CauseKind } from '../protocol/snapshot';
import { untilStartable } from './conditions/until-startable';
import { describeProcesses } from './conflicts';
import { causeOfExit, endRun, lastLines } from './end-run';
import { adoptRun, savedRun, type AgentRun } from './agent-run';
import type { AgentServices } from './agent-services';
import { HealthWatch, type HealthReport } from './health-watch';
import { launchRun, secretValues } from './launch-run';
import { changedView, stoppedView, type LifeView } from './life-view';
import { afterEnd, restartPolicyFor } from './restart-policy';
import type { SavedAgent, SavedRun } from '../rendezvous/state-file';
import { untilOver, type Outcome } from './until-over';

/**
 * One agent from start to stop, as one loop that reads like its life: wait for the others, start, watch, end what is left, decide.
 * Requests (start, stop, restart) only set what is wanted and interrupt whatever the loop is waiting for.
 */
export class AgentLife {
  readonly name: string;
  #plan: PlannedAgent;
  readonly #services: AgentServices;
  #view: LifeView;
  #wanted = false;
  #restartRequested = false;
  #abandoned = false;
  #interrupt = new AbortController();
  readonly #end = new AbortController();
  #loop: Promise<void> | null = null;
  #run: AgentRun | null = null;
  /** Restarts since it was last stable. */
  #attempt = 0;
  #mask: Masker = createMasker([]);

  constructor(plan: PlannedAgent, services: AgentServices) {
    this.name = plan.name;
    this.#plan = plan;
    this.#services = services;
    this.#view = stoppedView(services.clock.wallTime());
  }

  get plan(): PlannedAgent {
    return this.#plan;
  }

  get view(): LifeView {
    return this.#view;
  }

  get wanted(): boolean {
    return this.#wanted;
  }

  /** The incarnation that runs; null when none does. */
  get run(): AgentRun | null {
    return this.#run;
  }

  /** Hides the values of this agent's secrets. */
  get mask(): Masker {
    return this.#mask;
  }

  get state(): AgentState {
    return this.#view.state;
  }

  /** Takes effect at the next start. */
  replan(plan: PlannedAgent): void {
    this.#plan = plan;
    this.#services.publish();
  }

  /** Wants it up. What runs already goes on; what had failed is tried again from scratch. */
  start(): void {
    this.#wanted = true;
    if (this.#loop) return this.#services.publish();
    this.#attempt = 0;
    this.#begin(this.#run); // what could not be ended last time is tried again first
  }

  /** Wants it down. Resolves when nothing of it runs any more, or when somebody wants it up again. */
  async stop(): Promise<void> {
    this.#wanted = false;
    this.#restartRequested = false;
    if (!this.#loop && this.#run) this.#begin(this.#run);
    if (!this.#loop) {
      if (this.state === 'failed') this.#set({ state: 'stopped', reason: null, cause: null });
      return;
    }
    this.#interrupt.abort();
    this.#services.publish();
    while (this.#loop !== null && !this.#wanted && !this.#abandoned) await this.#services.changed(this.#end.signal);
  }

  /** Ends it and starts it again. Resolves when the old processes are gone and the new start is under way. */
  async restart(): Promise<void> {
    this.#wanted = true;
    this.#attempt = 0;
    const before = this.#run;
    if (!this.#loop) return this.#begin(null);
    this.#restartRequested = true;
    this.#interrupt.abort();
    while (this.#loop !== null && before && this.#run === before && this.#wanted)
      await this.#services.changed(this.#end.signal);
  }

  /** Goes on where another supervisor was killed. */
  adopt(saved: SavedAgent): void {
    this.#wanted = saved.wanted;
    this.#view = { ...this.#view, restarts: saved.restarts };
    if (saved.run) this.#begin(this.#takeOver(saved.run));
    else if (saved.wanted) this.#begin(null);
  }

  /** Stops watching and leaves the processes as they are. */
  abandon(): void {
    this.#abandoned = true;
    this.#end.abort();
    this.#interrupt.abort();
  }

  saved(): SavedAgent {
    return {
      name: this.name,
      wanted: this.#wanted,
      restarts: this.#view.restarts,
      run: this.#run && savedRun(this.#run),
    };
  }

  #begin(run: AgentRun | null): void {
    // Who asked for another try must not be told of the last one's end.
    if (this.state === 'failed') this.#set({ state: 'waiting', reason: null });
    this.#loop = this.#live(run)
      .catch(async (error: unknown) => {
        this.#services.log(`${this.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        if (this.#run) await this.#endProcesses(this.#run, { kind: 'unhealthy' });
        this.#run = null;
        this.#fail('not-startable', `internal error: ${String(error)}`);
      })
      .finally(() => {
        this.#loop = null;
        this.#services.publish();
        // Wanted again after the loop had decided to end.
        if (this.#wanted && !this.#abandoned && this.state === 'stopped') this.#begin(null);
      });
    this.#services.publish();
  }

  async #live(run: AgentRun | null): Promise<void> {
    for (;;) {
      this.#interrupt = new AbortController();
      if (!run) {
        if (!this.#wanted || this.#abandoned) break;
        this.#restartRequested = false;
        const launched = await this.#launch();
        if (launched === 'failed') return;
        if (launched === 'interrupted') continue;
        run = launched;
      }
      const outcome = await this.#watch(run);
      if (this.#abandoned) return;
      const next = await this.#conclude(run, outcome);
      if (next === 'over') return;
      run = null;
    }
    this.#set({ state: 'stopped', reason: null, cause: null });
  }

  get #interrupted(): boolean {
    return !this.#wanted || this.#restartRequested || this.#abandoned;
  }

  /** Waits until it may start, and starts it. */
  async #launch(): Promise<AgentRun | 'interrupted' | 'failed'> {
    const met = await untilStartable(() => this.#plan, this.#services, {
      signal: () => (this.#interrupted ? null : this.#interrupt.signal),
      onHold: ({ state, reason }) => this.#set({ state, reason }),
    });
    if (met.kind === 'fail') return this.#fail(met.cause, met.text);
    if (met.kind === 'interrupted') return 'interrupted';
    const plan = this.#plan;
    const launched = await launchRun(plan, this.#services, met.environment, (run, secrets) => {
      this.#run = run;
      this.#mask = createMasker(secrets);
      this.#set({ state: 'starting', reason: null, probe: null, latencyMs: null });
    });
    if (launched.kind === 'started') return launched.run;
    this.#run = null;
    if (launched.permanent) return this.#fail('spawn-failed', launched.text);
    return await this.#decide(this.#causeOf('spawn-failed', launched.text), { upMs: 0, lifeMs: 0, exitCode: null });
  }

  async #watch(run: AgentRun): Promise<Outcome> {
    if (this.#interrupted) return { kind: 'interrupted' };
    const { env } = this.#environment();
    const health = new HealthWatch(run, this.#plan, env, this.#services, (report) => this.#hear(run, report));
    return untilOver(run, health, this.#interrupt.signal);
  }

  #hear(run: AgentRun, report: HealthReport): void {
    const { clock } = this.#services;
    const isUp = report.state === 'ready' || report.state === 'degraded';
    if (isUp && run.readyAt === null) {
      run.readyAt = clock.now();
      run.readyWall = clock.wallTime();
      void this.#services.persist();
    }
    if (report.probe && run.lastProbe !== report.probe.kind) run.lastProbe = report.probe.kind;
    const stable = isUp && run.readyAt !== null && clock.now() - run.readyAt >= this.#services.restart.stableMs;
    if (stable) this.#attempt = 0;
    this.#set({
      state: report.state,
      reason: report.reason,
      latencyMs: report.latencyMs ?? this.#view.latencyMs,
      ...(report.probe ? { probe: report.probe } : {}),
      ...(stable ? { cause: null } : {}),
    });
  }

  /** Ends what is left of a run and decides how to go on. */
  async #conclude(run: AgentRun, outcome: Outcome): Promise<'again' | 'over'> {
    const { clock, view, persist } = this.#services;
    const endedAt = clock.now();
    if (outcome.kind === 'interrupted' && !this.#wanted) {
      await this.#services.stopTurn(this.name, (names) =>
        this.#set({ state: 'stopping', reason: `waits for ${names.join(', ')} to end` }),
      );
    }
    const unhealthyReason = this.#view.reason ?? 'unhealthy';
    const { pids } = run.family;
    const remaining = await this.#endProcesses(run, outcome);
    if (remaining.length > 0) {
      const what = await describeProcesses(remaining);
      this.#set({ state: 'orphaned', reason: `cannot be ended, not even by SIGKILL: ${what}` });
      await persist();
      return 'over';
    }
    view.remove(run.family);
    this.#run = null;
    if (run.gpu?.kind === 'devices') this.#services.gpus.ended(this.name, pids);
    await persist();
    if (outcome.kind === 'interrupted') return 'again';
    const lines = (await lastLines(run, this.#plan, this.#services)).map(this.#mask);
    const lifeMs = endedAt - run.startedAt;
    const upMs = run.readyAt === null ? 0 : endedAt - run.readyAt;
    const exit = outcome.kind === 'exited' ? outcome.exit : null;
    const cause =
      outcome.kind === 'exited'
        ? causeOfExit(run, exit, lines, lifeMs, clock.wallTime())
        : { ...this.#causeOf('unhealthy', unhealthyReason), lastLines: lines.slice(-20) };
    return (await this.#decide(cause, { upMs, lifeMs, exitCode: exit?.code ?? null })) === 'failed' ? 'over' : 'again';
  }

  /** After an end that nobody asked for: waits and lets the loop go on, or gives up. */
  async #decide(
    cause: AgentCause,
    end: { upMs: number; lifeMs: number; exitCode: number | null },
  ): Promise<'interrupted' | 'failed'> {
    const { clock, random, log, persist } = this.#services;
    const restart = restartPolicyFor(this.#plan.restartLimits, this.#services.restart);
    log(`${this.name}: ${cause.text}`);
    if (this.#interrupted) return 'interrupted';
    const decision = afterEnd(this.#plan.restart, end, this.#attempt, random(), restart);
    if (decision.kind === 'finished') {
      this.#wanted = false;
      this.#set({ state: 'stopped', reason: 'it has finished (exit code 0)', cause: null });
      await persist();
      return 'failed';
    }
    if (decision.kind === 'give-up') {
      this.#set({ state: 'failed', reason: `${cause.text} (${decision.reason})`, cause });
      await persist();
      return 'failed';
    }
    this.#attempt = decision.attempt;
    this.#set({
      state: 'backoff',
      reason: `${cause.text}; restart ${decision.attempt} of ${restart.attempts}`,
      cause,
      retryAt: clock.wallTime() + decision.delayMs,
      restarts: this.#view.restarts + 1,
    });
    await clock.sleep(decision.delayMs, this.#interrupt.signal);
    return 'interrupted';
  }

  #endProcesses(run: AgentRun, outcome: Outcome): Promise<readonly ProcessIdentity[]> {
    const gone = outcome.kind === 'exited';
    if (!gone) this.#set({ state: 'stopping', ...(outcome.kind === 'interrupted' ? { reason: null } : {}) });
    const exit = outcome.kind === 'exited' ? outcome.exit : null;
    return endRun(run, this.#plan, this.#services, exit, (what, signal) => {
      if (this.#run !== run) return;
      if (gone) this.#set({ state: 'orphaned', reason: `ending what it left behind: ${what}` });
      else this.#set({ state: 'stopping', reason: `${signal} sent, still there: ${what}` });
    });
  }

  #takeOver(saved: SavedRun): AgentRun {
    const run = adoptRun(saved, this.#services.clock, this.#end.signal);
    this.#run = run;
    this.#services.view.add(run.family);
    this.#mask = createMasker(secretValues(this.#environment()));
    this.#set({ state: 'starting', reason: 'taken over from an earlier supervisor' });
    return run;
  }

  /** What runs already must not suffer from a `.env` file that cannot be read any more. */
  #environment(): ComposedEnvironment {
    try {
      return this.#services.environment(this.#plan);
    } catch (error) {
      this.#services.log(`${this.name}: ${String(error)}`);
      return { env: {}, secretNames: [], missing: [] };
    }
  }

  #fail(kind: CauseKind, text: string): 'failed' {
    this.#set({ state: 'failed', reason: text, cause: this.#causeOf(kind, text) });
    return 'failed';
  }

  #causeOf(kind: CauseKind, text: string): AgentCause {
    const at = this.#services.clock.wallTime();
    return { kind, text: this.#mask(text), exitCode: null, signal: null, lastLines: [], at };
  }

  #set(change: Partial<Omit<LifeView, 'since'>>): void {
    const { state } = this.#view;
    const masked = change.reason ? { ...change, reason: this.#mask(change.reason) } : change;
    const view = changedView(this.#view, masked, this.#services.clock.wallTime());
    // Those who wait look at each other after every change: what is none must not wake them, or they would never rest.
    if (view === this.#view) return;
    this.#view = view;
    const { state: now, reason } = view;
    if (now !== state) this.#services.log(`${this.name}: ${state} → ${now}${reason ? ` (${reason})` : ''}`);
    this.#services.publish();
  }
}
