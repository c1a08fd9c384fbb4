import path from 'node:path';
import type { Command } from 'commander';
import { attach } from '@agent-preflight/stack/attach/attach';
import type { StackConnection } from '@agent-preflight/stack/attach/stack-connection';
import { DOTENV_FILES } from '@agent-preflight/stack/environment/compose';
import { readDotenvFile } from '@agent-preflight/stack/environment/dotenv-file';
import { stackPaths, type StackPaths } from '@agent-preflight/stack/rendezvous/stack-paths';
import type { KeptConfiguration } from '@agent-preflight/stack/rollback/configuration';
import { ConfigurationStore } from '@agent-preflight/stack/rollback/configuration-store';
import { readyOnes, restartConcerned, wayBack, type WayBack } from '@agent-preflight/stack/rollback/go-back';
import { findKept } from '@agent-preflight/stack/rollback/find-kept';
import { filesToRestore, restore, type RestoredFile } from '@agent-preflight/stack/rollback/restore';
import { colorsOf, ExitCode, UsageError, type CliContext } from '../context';
import { healthTable, isUp, tableOptions } from '../launch/health-table';
import { watchInterruption } from '../launch/interruption';
import { CLIENT_NAME } from '../launch/client-name';
import { formatOption, json, type OutputFormat } from '../launch/output-format';
import { showProgress } from '../launch/progress';
import { describeKept, showDifferences } from '../launch/rollback-report';
import { waitForStart } from '../launch/start-stack';
import { withSupervisorErrors } from '../launch/supervisor-errors';

interface RollbackOptions {
  readonly list?: boolean;
  readonly to?: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly format: OutputFormat;
}

const TIMEOUT_MS = 300_000;

export function register(program: Command, context: CliContext): void {
  program
    .command('rollback')
    .summary('go back to the last configuration that was ready')
    .description(
      'Puts back the startup file, the policy, the scripts and what they import as they were when all required agents were last ' +
        'ready, and restarts the agents concerned. What is overwritten is backed up. Values of variables are never kept.',
    )
    .argument('[startup-file]', 'the stack; the one last ready here when left out')
    .option('--list', 'show what there is to go back to')
    .option('--to <which>', 'its number or the beginning of its id in the list; the newest that differs when left out')
    .option('--dry-run', 'show what would change; change nothing')
    .option('--force', 'overwrite files whose present content was never started')
    .addOption(formatOption())
    .action((file: string | undefined, options: RollbackOptions) =>
      withSupervisorErrors(context, () => rollback(file, options, context)),
    );
}

interface Kept {
  readonly paths: StackPaths;
  readonly store: ConfigurationStore;
  /** All that is known, newest first. */
  readonly all: readonly KeptConfiguration[];
  /** Those that were ready, the last one first. */
  readonly ready: readonly KeptConfiguration[];
}

async function rollback(named: string | undefined, options: RollbackOptions, context: CliContext): Promise<void> {
  const kept = await openKept(named, context);
  if (options.list) return printList(kept, options.format, context);
  const chosen = await choose(kept, options.to);
  if (!chosen) {
    context.stdout(options.format === 'json' ? json({ version: 1, outcome: 'unchanged' }) : NOTHING_DIFFERS);
    return;
  }
  const { target, files } = chosen;
  const unknown = files.filter(({ isUnknown }) => isUnknown).map(({ file }) => short(file.path, context));
  const text = options.format === 'text';
  if (text) await printPlan(kept, target, files, context);
  if (options.dryRun) {
    if (!text) context.stdout(json(result('dry-run', target, files, unknown, null, context)));
    return;
  }
  if (unknown.length > 0 && !options.force) {
    const remedy = 'commit or copy what you want to keep, or say --force (what is overwritten is backed up either way)';
    context.stderr(`agent-preflight: ${listing(unknown)} changed since anything was started with it; ${remedy}\n`);
    if (!text) context.stdout(json(result('refused', target, files, unknown, null, context)));
    return context.exit(ExitCode.findings);
  }
  const backup = path.join(kept.paths.stateDirectory, 'backups', new Date().toISOString().replaceAll(':', '-'));
  await restore(files, kept.store, backup);
  if (text) context.stdout(`\nRestored ${counted(files.length, 'file')}; what was there is in ${backup}\n`);
  const connection = await attach(kept.paths.file, { client: CLIENT_NAME, environment: context.env });
  if (connection) await restartAndWait(connection, chosen, text, context);
  else if (text)
    context.stdout(`Nothing runs here. Start it with: agent-preflight up ${short(kept.paths.file, context)}\n`);
  if (!text) context.stdout(json(result('restored', target, files, unknown, backup, context)));
  connection?.dispose();
}

async function openKept(named: string | undefined, context: CliContext): Promise<Kept> {
  const file = named === undefined ? (await findKept(context.cwd, context.env))[0] : path.resolve(context.cwd, named);
  if (file === undefined) throw new UsageError('nothing is kept for a stack here: none was ready yet');
  const paths = stackPaths(file, context.env);
  const store = new ConfigurationStore(paths.stateDirectory);
  const all = await store.list();
  const ready = readyOnes(all);
  if (ready.length === 0) throw new UsageError(`nothing is kept for ${named ?? file}: it was not ready yet`);
  return { paths, store, all, ready };
}

const NOTHING_DIFFERS = 'Everything is as it was when all required agents were last ready.\n';

/** The configuration to go back to; null when the present one is it, or differs from none. */
async function choose({ all, ready }: Kept, to: string | undefined): Promise<WayBack | null> {
  if (to === undefined) return wayBack(all);
  const target = /^\d{1,3}$/.test(to) ? ready[Number(to) - 1] : ready.find(({ id }) => id.startsWith(to));
  if (!target) throw new UsageError(`there is no configuration ${to}; agent-preflight rollback --list shows them`);
  const files = await filesToRestore(target, all);
  return files.length > 0 ? { target, files } : null;
}

async function restartAndWait(
  connection: StackConnection,
  chosen: WayBack,
  text: boolean,
  context: CliContext,
): Promise<void> {
  const interruption = watchInterruption();
  const finish = text ? showProgress(connection, context, colorsOf(context)) : () => undefined;
  try {
    await restartConcerned(connection, chosen);
    await waitForStart(connection, TIMEOUT_MS, interruption.signal);
  } finally {
    finish();
    interruption.dispose();
  }
  const snapshot = connection.snapshot();
  if (!isUp(snapshot)) context.exit(ExitCode.findings);
  if (text) context.stdout(`\n${healthTable(snapshot, colorsOf(context), tableOptions(context))}`);
}

async function printList({ ready, all }: Kept, format: OutputFormat, context: CliContext): Promise<void> {
  const rows = await Promise.all(
    ready.map(async (configuration, index) => {
      const files = (await filesToRestore(configuration, all)).map(({ file }) => short(file.path, context));
      return { number: index + 1, configuration, files };
    }),
  );
  if (format === 'json') {
    const configurations = rows.map(({ number, configuration: { id, readyAt, gitCommit, agents }, files }) => {
      return { number, id, readyAt, gitCommit, agents: agents.map(({ name }) => name), differs: files };
    });
    return context.stdout(json({ version: 1, configurations }));
  }
  const colors = colorsOf(context);
  for (const { number, configuration, files } of rows) {
    const differs = files.length === 0 ? 'as it is now' : `differs in ${listing(files)}`;
    const what = `${configuration.id}  ready ${describeKept(configuration, Date.now())}`;
    context.stdout(`${String(number).padStart(2)}  ${what}  ${colors.dim(differs)}\n`);
  }
}

async function printPlan(
  { store, paths }: Kept,
  target: KeptConfiguration,
  files: readonly RestoredFile[],
  context: CliContext,
): Promise<void> {
  const contents = await Promise.all(files.map(({ file }) => store.content(file.sha256)));
  const colors = colorsOf(context);
  context.stdout(`Back to what was ready ${describeKept(target, Date.now())}:\n\n`);
  context.stdout(showDifferences(files, contents, context.cwd, colors));
  const missing = missingVariables(target, paths.file, context);
  if (missing.length > 0) {
    context.stdout(`\n${colors.yellow('Set then and not now')}: ${listing(missing)}. Values are never kept.\n`);
  }
}

/** Variables that look like the project's own and are set nowhere any more. */
function missingVariables(target: KeptConfiguration, startupFile: string, context: CliContext): string[] {
  const folders = [path.dirname(startupFile), context.cwd];
  const dotenv = folders.flatMap((folder) => DOTENV_FILES.map((name) => path.join(folder, name)));
  const known = new Set([...Object.keys(context.env), ...dotenv.flatMap((file) => Object.keys(tryRead(file)))]);
  return target.environmentNames.filter(
    (name) => /(?:_KEY|_TOKEN|_SECRET|_PASSWORD|_URL)$/.test(name) && !known.has(name),
  );
}

function tryRead(file: string): Record<string, string> {
  try {
    return readDotenvFile(file) ?? {};
  } catch {
    return {};
  }
}

function result(
  outcome: string,
  target: KeptConfiguration,
  files: readonly RestoredFile[],
  unknown: readonly string[],
  backup: string | null,
  context: CliContext,
): object {
  const { id, readyAt, gitCommit } = target;
  const changed = files.map(({ file }) => short(file.path, context));
  return { version: 1, outcome, target: { id, readyAt, gitCommit }, files: changed, unknown, backup };
}

function short(file: string, { cwd }: CliContext): string {
  const below = path.relative(cwd, file);
  return below.startsWith('..') ? file : below.replaceAll('\\', '/');
}

function listing(names: readonly string[]): string {
  const shown = names.slice(0, 6).join(', ');
  return names.length > 6 ? `${shown} and ${names.length - 6} more` : shown;
}

function counted(count: number, word: string): string {
  return count === 1 ? `1 ${word}` : `${count} ${word}s`;
}
