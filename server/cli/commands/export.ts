import path from 'node:path';
import { Argument, Option, type Command } from 'commander';
import type { Export, Handover } from '@agent-preflight/stack/export/handover';
import { TARGETS, type TargetName } from '@agent-preflight/stack/export/targets';
import { colorsOf, ExitCode, UsageError, type CliContext } from '../context';
import { formatLosses } from '../launch/export-report';
import { chooseStartupFiles } from '../launch/find-startup-files';
import { handoverOf } from '../launch/handover-of';
import { formatOption, json, type OutputFormat } from '../launch/output-format';
import { withSupervisorErrors } from '../launch/supervisor-errors';
import { writeExport } from '../launch/write-export';
import { separatedList } from '../separated-list';

interface ExportOptions {
  readonly output?: string;
  readonly stdout?: boolean;
  readonly force?: boolean;
  readonly name?: string;
  readonly image?: string;
  readonly workdir?: string;
  readonly root?: string;
  readonly user?: string;
  readonly enableAtBoot?: boolean;
  readonly writable: readonly string[];
  readonly profile: readonly string[];
  readonly format: OutputFormat;
}

/** Options that only some targets have a use for. */
const ONLY_FOR: Readonly<Record<string, readonly TargetName[]>> = {
  image: ['compose', 'kubernetes'],
  workdir: ['compose', 'kubernetes'],
  root: ['systemd', 'process-compose'],
  user: ['systemd'],
  enableAtBoot: ['systemd'],
};

export function register(program: Command, context: CliContext): void {
  program
    .command('export')
    .summary('hand the stack over to Compose, Kubernetes, systemd or process-compose')
    .description(
      'Writes what another launcher needs to run the stack: health checks, order, limits, GPUs, secrets by reference. Whatever gets lost on the ' +
        'way is told. Without --output the files are printed. Exit code 1 when an agent had to be left out.',
    )
    .addArgument(new Argument('<target>', 'for whom').choices(Object.keys(TARGETS)))
    .argument('[startup-file]', 'the stack; found by itself when left out')
    .option('-o, --output <folder>', 'write the files into this folder')
    .option('--stdout', 'print them (the default)')
    .option('--force', 'overwrite files that say something else')
    .option('--name <name>', 'what the stack is called there (the project’s folder)')
    .option('--image <image>', 'the image that all agents run in; built from the project when left out')
    .option('--workdir <path>', 'where the project lies in the image (as its Dockerfile says)')
    .option('--root <path>', 'where the project lies on the machine that runs it (where it is now)')
    .option('--user <user>', 'the account that agents run as (the owner of the project)')
    .option('--enable-at-boot', 'start the stack when the machine starts')
    .option(
      '--writable <folders>',
      'folders of the project that agents write to; separated by commas',
      separatedList,
      [],
    )
    .addOption(
      new Option('--profile <names>', 'with the agents of these profiles; separated by commas')
        .argParser(separatedList)
        .default([]),
    )
    .addOption(formatOption())
    .action((target: TargetName, file: string | undefined, options: ExportOptions) =>
      withSupervisorErrors(context, () => exportStack(target, file, options, context)),
    );
}

async function exportStack(
  target: TargetName,
  named: string | undefined,
  options: ExportOptions,
  context: CliContext,
): Promise<void> {
  refuseUseless(target, options);
  const { chosen } = await chooseStartupFiles(named === undefined ? [] : [named], context.cwd, 'start');
  const [startup] = chosen;
  if (!startup || chosen.length > 1) throw new UsageError('name one startup file');
  const { writable, profile: profiles, name } = options;
  const handover = await handoverOf(startup, { name, profiles, writable }, context);
  const output = options.output === undefined ? null : path.resolve(context.cwd, options.output);
  const result = TARGETS[target](handover, { ...options, folder: output && folderBelow(handover.projectRoot, output) });
  const written = output === null ? [] : await writeExport(output, result.files, options.force === true);
  if (handover.leftOut.length > 0) context.exit(ExitCode.findings);
  if (options.format === 'json') context.stdout(json(toJson(target, handover, result, output, context)));
  else if (output === null) print(result, context);
  else report(result, written, output, context);
}

/** What would be ignored is a misunderstanding. */
function refuseUseless(target: TargetName, options: ExportOptions): void {
  if (options.stdout && options.output !== undefined) throw new UsageError('--stdout and --output exclude each other');
  if (options.force && options.output === undefined) throw new UsageError('--force means nothing without --output');
  for (const [option, targets] of Object.entries(ONLY_FOR)) {
    if (options[option as keyof ExportOptions] === undefined || targets.includes(target)) continue;
    const flag = option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new UsageError(`--${flag} is for ${targets.join(' and ')}, and means nothing to ${target}`);
  }
  for (const option of ['root', 'workdir'] as const) {
    const value = options[option];
    if (value !== undefined && !path.posix.isAbsolute(value))
      throw new UsageError(`--${option} must be an absolute path`);
  }
  if (options.image !== undefined && !/^[\w./:@-]+$/.test(options.image)) {
    throw new UsageError(`--image ${options.image} is no name of an image`);
  }
}

/** With forward slashes, as the exported files refer to the project; outside it, the way there. */
function folderBelow(projectRoot: string, output: string): string {
  return path.relative(projectRoot, output).split(path.sep).join('/');
}

function print({ files, losses }: Export, context: CliContext): void {
  const [only] = files;
  if (files.length === 1 && only) context.stdout(only.text);
  else for (const file of files) context.stdout(`# ==> ${file.path}\n${file.text}\n`);
  context.stderr(formatLosses(losses, colorsOf({ ...context, color: context.color && context.showsProgress })));
}

function report(
  { files, losses, usage }: Export,
  written: readonly string[],
  output: string,
  context: CliContext,
): void {
  const colors = colorsOf(context);
  const folder = path.relative(context.cwd, output) || '.';
  const same = files.length - written.length;
  const kept = same === 0 ? '' : ` (${same === files.length ? 'all' : same} as they were)`;
  context.stdout(`${files.length} ${files.length === 1 ? 'file' : 'files'} in ${folder}${kept}:\n`);
  for (const file of files) context.stdout(`  ${file.path}\n`);
  context.stdout(`\n${formatLosses(losses, colors)}`);
  context.stdout(`\nFrom the project's root:\n${usage.map((line) => `  ${line}\n`).join('')}`);
}

function toJson(
  target: TargetName,
  handover: Handover,
  result: Export,
  output: string | null,
  context: CliContext,
): object {
  return {
    version: 1,
    target,
    name: handover.name,
    output: output === null ? null : (path.relative(context.cwd, output) || '.').replaceAll('\\', '/'),
    files: result.files.map(({ path: file, text }) => (output === null ? { path: file, text } : { path: file })),
    leftOut: handover.leftOut,
    losses: result.losses,
    usage: result.usage,
  };
}
