import { basename, isAbsolute, relative } from 'node:path';
import type { LaunchPlan } from '../plan/launch-plan';
import type { AgentSnapshot, LastGoodSnapshot, StackState } from '../protocol/snapshot';
import { ImportGraph } from '../sources/import-graph';
import { capture } from './capture';
import { changedFiles, type KeptConfiguration } from './configuration';
import type { ConfigurationStore } from './configuration-store';

/** How a stack stands: whether the configuration that was started last is what runs, and is well. */
export interface Standing {
  readonly state: StackState;
  readonly agents: readonly Pick<AgentSnapshot, 'name' | 'wanted' | 'required' | 'state' | 'outdated' | 'startedAt'>[];
  /** Names of the variables that running agents were started with. */
  readonly environmentNames: readonly string[];
}

export interface KeeperOptions {
  readonly store: ConfigurationStore;
  /** Null while not all required agents are up. */
  readonly standing: () => Standing | null;
  /** Resolves at the next change of the stack, or when the signal is aborted. */
  readonly changed: (signal: AbortSignal) => Promise<void>;
  /** The offer of a rollback may have changed. */
  readonly publish: () => void;
  readonly log: (line: string) => void;
}

/**
 * Keeps what a stack was started with, and remembers of each configuration whether it became ready: the last one that did is what a
 * rollback goes back to.
 */
export class ConfigurationKeeper {
  readonly #options: KeeperOptions;
  #sources: ImportGraph | null = null;
  /** What was started last. */
  #current: KeptConfiguration | null = null;
  #lastGood: KeptConfiguration | null = null;
  #opened: Promise<void> | null = null;
  #projectRoot = '';
  #superseded = new AbortController();

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /**
   * Called when agents are about to be started, at `now` (milliseconds since the epoch): reads what they are started with, and goes
   * on until that was ready or something else is started. Never rejects.
   */
  async starting(plan: LaunchPlan, policyFile: string | null, now: number): Promise<void> {
    this.#superseded.abort();
    const superseded = new AbortController();
    this.#superseded = superseded;
    const { store, changed, publish, log } = this.#options;
    try {
      await this.#open();
      if (this.#projectRoot !== plan.projectRoot) this.#sources = null;
      this.#projectRoot = plan.projectRoot;
      this.#sources ??= new ImportGraph(plan.projectRoot);
      const { configuration, contents } = await capture({ plan, policyFile, sources: this.#sources, now });
      if (superseded.signal.aborted) return;
      await store.save(configuration, contents);
      contents.clear(); // they are on disk; this may go on for as long as the stack does
      this.#current = configuration;
      publish();
      for (;;) {
        const standing = this.#options.standing();
        if (standing && this.#isGood(configuration, standing)) return await this.#keepAsGood(configuration, standing);
        await changed(superseded.signal);
        if (superseded.signal.aborted) return;
      }
    } catch (error) {
      log(`configuration not kept: ${String(error)}`);
    }
  }

  /** Stops waiting for anything to become ready. */
  close(): void {
    this.#superseded.abort();
  }

  /** The configuration to go back to, and what has changed since; null where that is what was started last. */
  get lastGood(): LastGoodSnapshot | null {
    const good = this.#lastGood;
    const current = this.#current;
    if (!good || !current || good.id === current.id) return null;
    const changed = changedFiles(good, current).map((path) => this.#short(path));
    return { readyAt: good.readyAt!, gitCommit: good.gitCommit, changedFiles: changed };
  }

  async #keepAsGood(configuration: KeptConfiguration, { environmentNames }: Standing): Promise<void> {
    const names = [...new Set(environmentNames)].sort();
    const good = { ...configuration, readyAt: Date.now(), environmentNames: names };
    this.#lastGood = good;
    this.#current = good;
    this.#options.publish();
    await this.#options.store.save(good, new Map());
  }

  #open(): Promise<void> {
    this.#opened ??= this.#options.store.list().then((kept) => {
      const ready = kept.filter(({ readyAt }) => readyAt !== null);
      this.#lastGood = ready.sort((a, b) => b.readyAt! - a.readyAt!)[0] ?? null;
    });
    return this.#opened;
  }

  #short(path: string): string {
    const below = relative(this.#projectRoot, path);
    return below.startsWith('..') || isAbsolute(below) ? basename(path) : below;
  }

  #isGood(configuration: KeptConfiguration, { state, agents }: Standing): boolean {
    if (state !== 'ready' && state !== 'degraded') return false;
    const up = agents.filter((agent) => agent.wanted);
    if (up.some((agent) => agent.outdated) || agents.some((agent) => agent.required && !agent.wanted)) return false;
    // An agent that has been running since before runs what it was started with then.
    const good = new Map(this.#lastGood?.files.map(({ path, sha256 }) => [path, sha256]));
    const now = new Map(configuration.files.map(({ path, sha256 }) => [path, sha256]));
    const isUnchanged = (name: string) =>
      configuration.agents
        .find((agent) => agent.name === name)
        ?.files.every((path) => good.get(path) === now.get(path));
    return up.every((agent) => (agent.startedAt ?? 0) >= configuration.startedAt || isUnchanged(agent.name) === true);
  }
}
