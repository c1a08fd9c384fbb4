import type { AgentDefinition } from '../../definition/model';
import { ModelCatalogue } from '../../definition/models/catalogue';
import type { ModelDefinition } from '../../definition/models/model-manifest';
import type { ModelSnapshot, StackIssue } from '../../protocol/snapshot';
import { checkModel } from '../check-model';
import { modelMemoryMb } from '../declared-memory';
import { FetchFailure } from '../fetch/failure';
import { findManifests } from '../find-manifests';
import type { ModelOrder } from '../model-order';
import { asksForModels, needsOf } from '../needs';
import { orderOf } from '../order';
import { StorePaths } from '../store/store-paths';
import { fetchEnvironment, type ModelFetcher } from './fetcher';
import { ModelJob, type JobFailure } from './model-job';

/** The part of the project's policy that is about models. Paths are absolute. */
export interface ModelPolicy {
  readonly manifest: string | null;
  readonly directory: string | null;
  readonly parallel: number;
  readonly retries: number;
}

export interface SupplyOptions {
  readonly fetcher: ModelFetcher;
  readonly startupFile: string;
  /** Directory of the store. */
  readonly store: string;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
  /** Something that a snapshot shows has changed. */
  readonly publish: () => void;
  readonly log: (line: string) => void;
}

/** How an agent stands with the models it needs. */
export type ModelStanding =
  /** `without`: models that could not be had and that it can do without, each with the reason. */
  | { readonly kind: 'here'; readonly without: readonly string[] }
  | { readonly kind: 'coming'; readonly reason: string }
  /** Something has to change first; it is tried again by itself. */
  | { readonly kind: 'held-up'; readonly reason: string }
  | { readonly kind: 'impossible'; readonly text: string };

/** What asks: an agent with the environment it will be started with, which is only put together where it is needed. May throw. */
export interface Asking {
  readonly name: string;
  readonly definition: AgentDefinition;
  readonly projectRoot: string;
  readonly environment: () => Readonly<Record<string, string>>;
}

interface Item {
  readonly model: ModelDefinition;
  readonly agents: Set<string>;
  order: ModelOrder | null;
  /** Size of what is here; null while it is not. */
  here: { readonly bytes: number; readonly path: string } | null;
  job: ModelJob | null;
  failed: JobFailure | null;
  /** Agents that have been told of the failure: the next time they ask, it is tried again. */
  readonly told: Set<string>;
}

/** After so many milliseconds a failure that may pass by itself is put to the test again. */
const AGAIN_MS: Partial<Record<FetchFailure['kind'], number>> = { network: 20_000, busy: 30_000, disk: 5_000 };
/** For so long an optional model that could not be had is not tried again, in milliseconds: its agent may be restarted often. */
const SKIP_MS = 600_000;

/** The models of one stack: which agent needs which, and how far they are. */
export class ModelSupply {
  readonly #options: SupplyOptions;
  #catalogue = new ModelCatalogue([]);
  #policy: ModelPolicy = { manifest: null, directory: null, parallel: 2, retries: 5 };
  #items = new Map<string, Item>();

  constructor(options: SupplyOptions) {
    this.#options = options;
  }

  /** Reads the manifests anew, where an agent asks for models at all, and tells what in that is wrong. Never rejects. */
  async reload(agents: readonly AgentDefinition[], projectRoot: string, policy: ModelPolicy): Promise<StackIssue[]> {
    this.#policy = policy;
    const asking = agents.filter(asksForModels);
    if (asking.length === 0) {
      this.#catalogue = new ModelCatalogue([]);
      for (const { job } of this.#items.values()) job?.drop();
      this.#items = new Map();
      return [];
    }
    const { startupFile } = this.#options;
    const { manifests, problem } = await findManifests({ startupFile, projectRoot, manifest: policy.manifest });
    this.#catalogue = new ModelCatalogue(manifests);
    const issues: StackIssue[] = problem === null ? [] : [{ severity: 'error', agent: null, message: problem }];
    const before = this.#items;
    this.#items = new Map();
    for (const agent of asking) {
      const { models, unknown } = needsOf(agent, this.#catalogue);
      for (const model of models) this.#expect(model, agent.name.value, before);
      for (const { value } of unknown) issues.push(unknownModel(agent.name.value, value, this.#catalogue));
    }
    for (const [name, { job }] of before) if (this.#items.get(name)?.job !== job) job?.drop();
    return issues;
  }

  #expect(model: ModelDefinition, agent: string, before: ReadonlyMap<string, Item>): void {
    const name = model.name.value;
    let item = this.#items.get(name);
    if (!item) {
      const known = before.get(name);
      if (known !== undefined && sameModel(known.model, model)) {
        item = known; // the same object: what is under way ends in it
        item.agents.clear();
      } else {
        item = { model, agents: new Set(), order: null, here: null, job: null, failed: null, told: new Set() };
      }
      this.#items.set(name, item);
    }
    item.agents.add(agent);
  }

  /**
   * How an agent stands with its models. What is missing is set going, and goes on until it is here or the signals of all who asked for it
   * are aborted. Hashes and fetches nothing itself; takes a look at the file system.
   */
  async look(asking: Asking, signal: AbortSignal): Promise<ModelStanding> {
    const without: string[] = [];
    const coming: string[] = [];
    let heldUp: string | null = null;
    for (const model of needsOf(asking.definition, this.#catalogue).models) {
      const item = this.#items.get(model.name.value);
      if (item === undefined) continue;
      const standing = await this.#lookFor(item, asking, signal);
      if (standing.kind === 'impossible') return standing;
      if (standing.kind === 'coming') coming.push(standing.reason);
      else if (standing.kind === 'held-up') heldUp ??= standing.reason;
      else without.push(...standing.without);
    }
    if (heldUp !== null) return { kind: 'held-up', reason: heldUp };
    if (coming.length === 0) return { kind: 'here', without };
    const more = coming.length > 1 ? ` (and ${coming.length - 1} more)` : '';
    return { kind: 'coming', reason: `${coming[0]}${more}` };
  }

  async #lookFor(item: Item, asking: Asking, signal: AbortSignal): Promise<ModelStanding> {
    if (item.job === null) {
      if (item.failed !== null && !this.#mayTryAgain(item, item.failed, asking.name))
        return this.#tell(item, item.failed, asking.name);
      let environment: Readonly<Record<string, string>>;
      try {
        environment = asking.environment();
        item.order = this.#orderFor(item, asking.projectRoot, environment);
        const presence = await checkModel(item.order, new StorePaths(this.#options.store));
        if (presence.kind === 'present' || presence.kind === 'unmanaged') {
          const there = presence.kind === 'present' ? presence : { bytes: 0, path: '' };
          item.here = { bytes: there.bytes, path: there.path };
          item.failed = null;
          item.told.clear();
          return { kind: 'here', without: [] };
        }
      } catch (error) {
        return this.#tell(item, this.#failure(item, error), asking.name);
      }
      // Somebody else may have begun while this one looked.
      if ((item.job as ModelJob | null) === null) this.#begin(item, item.order, environment);
    }
    const job = item.job;
    if (job === null) return { kind: 'coming', reason: `looks for ${item.model.name.value}` };
    job.wait(asking.name, signal);
    if (job.isAbandoned) item.job = null;
    return { kind: 'coming', reason: job.describe() };
  }

  #begin(item: Item, order: ModelOrder, environment: Readonly<Record<string, string>>): void {
    item.here = null;
    item.failed = null;
    item.told.clear();
    const { now, publish, log, fetcher, store } = this.#options;
    const job: ModelJob = new ModelJob(order, now, publish, (failure) => {
      if (item.job !== job) return;
      item.job = null;
      item.failed = failure;
      log(`model ${order.name}: ${failure === null ? 'is here' : failure.failure.message}`);
      publish();
    });
    item.job = job;
    const { parallel, retries } = this.#policy;
    job.start(fetcher, {
      store,
      environment: fetchEnvironment(environment),
      parallel,
      retries: order.required ? retries : Math.min(retries, 2),
    });
  }

  #orderFor({ model }: Item, projectRoot: string, environment: Readonly<Record<string, string>>): ModelOrder {
    const directory = this.#policy.directory ?? 'models';
    return orderOf(model, model.name.file, { projectRoot, directory, environment });
  }

  #failure(item: Item, error: unknown): JobFailure {
    const failure = error instanceof FetchFailure ? error : new FetchFailure('path', (error as Error).message);
    return (item.failed = { failure, at: this.#options.now() });
  }

  /** A failure that passes is put to the test again after a while; a lasting one when somebody who has been told asks again. */
  #mayTryAgain(item: Item, { failure, at }: JobFailure, agent: string): boolean {
    const age = this.#options.now() - at;
    if (!item.model.required) return age > SKIP_MS;
    const pause = AGAIN_MS[failure.kind];
    return pause === undefined ? item.told.has(agent) : age > pause;
  }

  #tell(item: Item, { failure }: JobFailure, agent: string): ModelStanding {
    const name = item.model.name.value;
    if (!item.model.required) return { kind: 'here', without: [`${name}: ${failure.message}`] };
    const pause = AGAIN_MS[failure.kind];
    const text = `cannot have its model ${name}: ${failure.message}`;
    if (pause !== undefined)
      return { kind: 'held-up', reason: `${text}; tried again every ${Math.round(pause / 1000)} s` };
    item.told.add(agent);
    return { kind: 'impossible', text };
  }

  /** Optional models that an agent runs without, each with the reason; null when it lacks none. */
  lackedBy(agent: string): string | null {
    const lacked = [...this.#items.values()].filter(
      ({ agents, failed, model }) => agents.has(agent) && failed !== null && !model.required,
    );
    if (lacked.length === 0) return null;
    return `runs without ${lacked.map(({ model, failed }) => `${model.name.value} (${failed?.failure.message})`).join(', ')}`;
  }

  /** GPU memory in MiB that an agent declares; else what its models declare together; null where nobody does. */
  vramMb(agent: AgentDefinition): number | null {
    return agent.vramMb?.value ?? (asksForModels(agent) ? modelMemoryMb(agent, this.#catalogue) : null);
  }

  /** In the order in which agents ask for them; empty for a stack without models. */
  snapshot(): ModelSnapshot[] {
    return [...this.#items.values()].map(({ model, agents, job, here, failed, order }) => {
      const { bytesDone, bytesTotal, state, note } = job?.progress ?? {
        bytesDone: here?.bytes ?? 0,
        bytesTotal: here?.bytes ?? order?.about ?? model.size?.value.bytes ?? null,
        state: here
          ? ('present' as const)
          : failed
            ? model.required
              ? ('failed' as const)
              : ('skipped' as const)
            : ('unknown' as const),
        note: failed?.failure.message ?? null,
      };
      return {
        name: model.name.value,
        state,
        required: model.required,
        path: here?.path || order?.destination?.path || null,
        bytesDone,
        bytesTotal,
        bytesPerSecond: job?.bytesPerSecond ?? null,
        error: note,
        agents: [...agents],
      };
    });
  }

  close(): void {
    this.#options.fetcher.close();
  }
}

function sameModel(a: ModelDefinition, b: ModelDefinition): boolean {
  const essence = ({ url, repo, fileName, revision, sha256, size, path, required, name }: ModelDefinition): string =>
    JSON.stringify([
      name.file,
      url?.value,
      repo?.value,
      fileName?.value,
      revision?.value,
      sha256?.value,
      size?.value,
      path?.value,
      required,
    ]);
  return essence(a) === essence(b);
}

function unknownModel(agent: string, name: string, catalogue: ModelCatalogue): StackIssue {
  const meant = catalogue.meant(name);
  const hint = meant === null ? '' : `; did you mean ${meant}?`;
  return {
    severity: 'warning',
    agent,
    message: `${agent} asks for the model ${name}, which no manifest declares${hint}`,
  };
}
