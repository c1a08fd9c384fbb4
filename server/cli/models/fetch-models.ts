import { formatBytes, formatProgress } from '@agent-preflight/stack/models/describe';
import { FetchFailure } from '@agent-preflight/stack/models/fetch/failure';
import type { TransferProgress } from '@agent-preflight/stack/models/fetch/fetch-settings';
import { fetchEnvironment, type FetchTerms } from '@agent-preflight/stack/models/supply/fetcher';
import { LocalFetcher } from '@agent-preflight/stack/models/supply/local-fetcher';
import { SpeedMeter } from '@agent-preflight/stack/models/supply/speed';
import { colorsOf, ExitCode, type CliContext } from '../context';
import { watchInterruption } from '../launch/interruption';
import { json, type OutputFormat } from '../launch/output-format';
import { shown } from './list-models';
import { projectModels, type ProjectModel } from './project-models';
import { statusLine } from './status-line';

export interface FetchOptions {
  readonly format: OutputFormat;
  readonly jobs?: number;
  readonly replace?: boolean;
}

interface FetchResult {
  readonly name: string;
  readonly path: string | null;
  readonly bytes: number;
  /** False when it was here already. */
  readonly fetched: boolean;
  readonly required: boolean;
  readonly error: string | null;
}

/** Fetches what is missing. Exit code 1 when a model that is not optional could not be had. */
export async function fetchModels(args: readonly string[], options: FetchOptions, context: CliContext): Promise<void> {
  const { models, policy, store, environment } = await projectModels(args, context, false);
  const terms: FetchTerms = {
    store,
    environment: fetchEnvironment(environment),
    retries: policy.retries,
    parallel: options.jobs ?? policy.parallel,
    replace: options.replace === true,
  };
  const interruption = watchInterruption();
  const fetcher = new LocalFetcher();
  const display = new FetchDisplay(context, options.format);
  const results = await Promise.all(
    models.map(async (model) => {
      const result = await fetchOne(model, fetcher, terms, interruption.signal, display);
      display.finish(result, interruption.signal.aborted);
      return result;
    }),
  );
  display.close();
  interruption.dispose();
  if (interruption.signal.aborted)
    context.stderr('Stopped. What came so far is kept, and gone on with the next time.\n');
  if (options.format === 'json') context.stdout(json({ version: 1, models: results }));
  if (results.some(({ error, required }) => error !== null && required)) context.exit(ExitCode.findings);
}

async function fetchOne(
  { name, model, order }: ProjectModel,
  fetcher: LocalFetcher,
  terms: FetchTerms,
  signal: AbortSignal,
  display: FetchDisplay,
): Promise<FetchResult> {
  const { required } = model;
  try {
    if (order instanceof FetchFailure) throw order;
    const { path, bytes, fetched } = await fetcher.fetch(order, terms, signal, (progress) =>
      display.show(name, progress),
    );
    return { name, path, bytes, fetched, required, error: null };
  } catch (error) {
    if (!(error instanceof FetchFailure) && !signal.aborted) throw error;
    return { name, path: null, bytes: 0, fetched: false, required, error: (error as Error).message };
  }
}

/** Without a terminal, one line a model so often, in milliseconds: a log shows that it goes on, and is not flooded. */
const PLAIN_MS = 10_000;

class FetchDisplay {
  readonly #line;
  readonly #colors;
  readonly #running = new Map<string, { text: string; meter: SpeedMeter; printedAt: number }>();

  constructor(
    private readonly context: CliContext,
    private readonly format: OutputFormat,
  ) {
    this.#line = statusLine(context);
    this.#colors = colorsOf(context);
  }

  show(name: string, { state, bytesDone, bytesTotal, note }: TransferProgress): void {
    const known = this.#running.get(name);
    const entry = known ?? { text: '', meter: new SpeedMeter(), printedAt: performance.now() };
    this.#running.set(name, entry);
    if (state === 'fetching') entry.meter.note(bytesDone, performance.now());
    const speed = state === 'fetching' ? entry.meter.bytesPerSecond : null;
    entry.text = `${name}  ${state === 'checking' ? 'checking, ' : ''}${formatProgress(bytesDone, bytesTotal, speed)}${note === null ? '' : `  ${note}`}`;
    if (this.context.showsProgress) return this.#draw();
    if (this.format === 'json') return;
    const now = performance.now();
    if (known && now - entry.printedAt < PLAIN_MS) return;
    entry.printedAt = now;
    this.context.stderr(`${entry.text}\n`);
  }

  finish({ name, path, bytes, fetched, error, required }: FetchResult, interrupted: boolean): void {
    this.#running.delete(name);
    this.#line.clear();
    if (this.format === 'json' || interrupted) return;
    const { context } = this;
    if (error !== null) {
      const paint = required ? this.#colors.red : this.#colors.yellow;
      context.stdout(`${name}  ${paint(required ? 'not fetched' : 'skipped (optional)')}: ${error}\n`);
    } else if (path === null) {
      context.stdout(`${name}  ${this.#colors.dim('nothing to fetch: the manifest names neither a url nor a path')}\n`);
    } else {
      const size = bytes > 0 ? ` (${formatBytes(bytes)})` : '';
      context.stdout(
        `${name}  ${this.#colors.green(fetched ? 'fetched' : 'is here')}: ${shown(path, context)}${size}\n`,
      );
    }
    this.#draw();
  }

  close(): void {
    this.#line.clear();
  }

  #draw(): void {
    if (this.#running.size > 0) this.#line.show([...this.#running.values()].map(({ text }) => text).join('\n'));
  }
}
