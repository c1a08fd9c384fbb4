import { stat } from 'node:fs/promises';
import path from 'node:path';
import { checkModel } from '@agent-preflight/stack/models/check-model';
import { formatBytes } from '@agent-preflight/stack/models/describe';
import { FetchFailure } from '@agent-preflight/stack/models/fetch/failure';
import { ModelStore } from '@agent-preflight/stack/models/store/model-store';
import { colorsOf, type CliContext } from '../context';
import { json, type OutputFormat } from '../launch/output-format';
import { projectModels, type ProjectModel } from './project-models';
import { textTable } from './text-table';

/** One model as `models list` shows it. */
export interface ListedModel {
  readonly name: string;
  /** `unmanaged`: it lies nowhere that the manifest tells, and its agents take care of it. */
  readonly state: 'present' | 'partial' | 'missing' | 'wrong' | 'unmanaged' | 'impossible';
  /** Whether its SHA-256 was compared; null where there is nothing to compare. */
  readonly verified: boolean | null;
  readonly required: boolean;
  readonly bytes: number | null;
  readonly path: string | null;
  readonly problem: string | null;
  readonly agents: readonly string[];
}

export async function listModels(args: readonly string[], format: OutputFormat, context: CliContext): Promise<void> {
  const { models, store } = await projectModels(args, context, true);
  const listed = await Promise.all(models.map((model) => lookAt(model, new ModelStore(store))));
  if (format === 'json') return context.stdout(json({ version: 1, store, models: listed }));
  const colors = colorsOf(context);
  const paint = {
    present: colors.green,
    partial: colors.yellow,
    missing: colors.yellow,
    wrong: colors.red,
    impossible: colors.red,
    unmanaged: colors.dim,
  };
  const rows = listed.map((model) => [
    model.name,
    paint[model.state](stateText(model)),
    model.bytes === null ? '' : formatBytes(model.bytes),
    model.problem ?? (model.path === null ? '' : shown(model.path, context)),
    model.agents.join(', '),
  ]);
  context.stdout(textTable(['MODEL', 'STATE', 'SIZE', 'PATH', 'NEEDED BY'], rows, colors));
}

async function lookAt({ name, model, agents, order }: ProjectModel, store: ModelStore): Promise<ListedModel> {
  const common = { name, required: model.required, agents, verified: null, problem: null };
  if (order instanceof FetchFailure) {
    return { ...common, state: 'impossible', bytes: null, path: null, problem: order.message };
  }
  const presence = await checkModel(order, store.paths);
  const destination = order.destination?.path ?? null;
  switch (presence.kind) {
    case 'unmanaged':
      return { ...common, state: 'unmanaged', bytes: order.about, path: null };
    case 'present':
      return { ...common, state: 'present', verified: presence.verified, bytes: presence.bytes, path: presence.path };
    case 'unchecked':
      return { ...common, state: 'present', verified: false, bytes: presence.bytes, path: presence.path };
    case 'wrong':
      return { ...common, state: 'wrong', bytes: null, path: presence.path, problem: presence.problem };
    case 'missing': {
      if (order.source === null) {
        const problem = `${presence.path} is not there, and the manifest names no url`;
        return { ...common, state: 'impossible', bytes: order.about, path: destination, problem };
      }
      const key = store.keyOf({ sha256: order.sha256, url: order.source.kind === 'address' ? order.source.url : '' });
      const part = await stat(store.paths.part(key)).catch(() => null);
      if (part === null) return { ...common, state: 'missing', bytes: order.about, path: destination };
      return { ...common, state: 'partial', bytes: part.size, path: destination };
    }
  }
}

function stateText({ state, verified, required }: ListedModel): string {
  if (state === 'present') return verified === true ? 'here' : 'here, not verified';
  if (state === 'partial') return 'partly fetched';
  if (state === 'wrong') return 'another file';
  if (state === 'impossible') return 'cannot be had';
  if (state === 'unmanaged') return 'not managed here';
  return required ? 'missing' : 'missing (optional)';
}

/** As short as it can be written. */
export function shown(file: string, { cwd }: Pick<CliContext, 'cwd'>): string {
  const below = path.relative(cwd, file);
  return below.startsWith('..') || path.isAbsolute(below) ? file : below.replaceAll('\\', '/');
}
