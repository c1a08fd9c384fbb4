import { formatBytes } from '@agent-preflight/stack/models/describe';
import { ModelStore } from '@agent-preflight/stack/models/store/model-store';
import { prune } from '@agent-preflight/stack/models/store/prune';
import { storeDirectory } from '@agent-preflight/stack/models/store/store-paths';
import { UsageError, type CliContext } from '../context';
import { json, type OutputFormat } from '../launch/output-format';

export interface PruneOptions {
  readonly format: OutputFormat;
  readonly dryRun?: boolean;
}

/** Removes from the store what no manifest asks for any more. */
export async function pruneModels({ format, dryRun = false }: PruneOptions, context: CliContext): Promise<void> {
  const store = new ModelStore(storeDirectory(context.env));
  const removed = await prune(store, { dryRun }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === undefined) throw error;
    throw new UsageError(`nothing was removed: ${error.message}`);
  });
  const freed = removed.reduce((sum, one) => sum + one.freed, 0);
  if (format === 'json') return context.stdout(json({ version: 1, dryRun, store: store.paths.root, freed, removed }));
  for (const { path, model, bytes, freed: own, reason } of removed) {
    const kept = own === 0 && bytes > 0 ? '; a project still has it, so that nothing becomes free' : '';
    context.stdout(
      `${dryRun ? 'would remove' : 'removed'} ${model ?? path} (${formatBytes(bytes)}): ${reason}${kept}\n`,
    );
  }
  const total = formatBytes(freed);
  if (removed.length === 0) context.stdout(`Nothing to remove in ${store.paths.root}.\n`);
  else context.stdout(dryRun ? `${total} would become free.\n` : `${total} became free.\n`);
}
