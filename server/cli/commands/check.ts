import path from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import { decodeText } from '../../documents/text-encoding';
import { pathBelow } from '../../documents/uri';
import { uriOfPath } from '../../host/node-file-system';
import { jsonReport } from '../../reports/json-report';
import type { Report, ReportError, ReportFinding } from '../../reports/report-model';
import { textReport } from '../../reports/text-report';
import { catalogue } from '../../rules/catalogue.generated';
import type { Severity } from '../../rules/finding';
import { ProjectRun } from '../check/project-run';
import { type CliContext, ExitCode, UsageError, colorsOf, displayPath } from '../context';
import { openProjects } from '../open-projects';
import { Progress } from '../progress';
import { selectRules } from '../select-rules';

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'information'];

interface CheckFlags {
  readonly format: 'text' | 'json';
  readonly config?: string;
  readonly select?: string[];
  readonly ignore?: string[];
  readonly severity: Severity;
  readonly warnOnly?: boolean;
  readonly quiet?: boolean;
  readonly stdinFilename?: string;
  readonly threads?: number;
}

export function register(program: Command, context: CliContext): void {
  program
    .command('check')
    .description('report what would keep agents from running elsewhere')
    .argument('[paths...]', 'files and folders; the working directory when none is given')
    .addOption(new Option('--format <format>', 'how to print the findings').choices(['text', 'json']).default('text'))
    .option('--config <file>', 'use this configuration file instead of the nearest one')
    .option('--select <rules...>', 'run only these rules or topics')
    .option('--ignore <rules...>', 'leave these rules or topics out')
    .addOption(
      new Option('--severity <severity>', 'report findings of at least this severity')
        .choices(SEVERITIES)
        .default('information'),
    )
    .option('--warn-only', 'exit with 0 in spite of findings')
    .option('-q, --quiet', 'print findings only: no summary, no progress')
    .option('--stdin-filename <file>', 'read the text of this file from standard input')
    .addOption(new Option('--threads <number>', 'threads to check with').argParser(threadCount).hideHelp())
    .action((paths: string[], flags: CheckFlags) => check(context, paths, flags));
}

export async function check(context: CliContext, paths: readonly string[], flags: CheckFlags): Promise<void> {
  const selection = selectRules(catalogue, flags.select, flags.ignore);
  const stdin = await readStdin(context, paths, flags);
  const given = stdin === null ? paths : [stdin.folder];
  const opened = await openProjects(context, catalogue, given, flags.config);
  if (opened === null) return;
  const progress = new Progress(context, flags.quiet);
  const findings: ReportFinding[] = [];
  const errors: ReportError[] = [];
  let files = 0;
  for (const project of opened.projects) {
    const configuration = selection.adjust(project.resolved.configuration);
    const own = stdin === null ? null : pathBelow(project.rootUri, stdin.uri);
    if (stdin !== null && own === null) continue;
    const narrowed =
      own === null ? project : { ...project, targets: [], listing: [...new Set([...project.listing, own])] };
    progress.show('Reading …');
    const run = await ProjectRun.open(opened.fileSystem, narrowed, selection.rules, configuration, flags.threads);
    if (own !== null && stdin !== null) {
      await run.setText(own, stdin.text);
      await run.shareFacts();
    }
    const targets = own === null ? project.targets : [own];
    const options = { edits: flags.format === 'json' };
    const reports = await run.checker.check(targets, options, (done) =>
      progress.show(`Checking … ${done}/${targets.length} files`),
    );
    errors.push(...run.errors);
    files += targets.length;
    for (const report of reports) {
      findings.push(...report.findings);
      errors.push(
        ...report.errors.filter(
          (error) => !run.errors.some((known) => known.uri === error.uri && known.message === error.message),
        ),
      );
    }
    await run.checker.dispose();
    if (stdin !== null) break;
  }
  progress.clear();
  const least = SEVERITIES.indexOf(flags.severity);
  const shown = findings.filter((finding) => SEVERITIES.indexOf(finding.severity) <= least).sort(byPlace);
  print(context, { files, findings: shown, errors: errors.sort(byFile) }, flags);
  if (shown.length > 0 && flags.warnOnly !== true) context.exit(ExitCode.findings);
  if (errors.some((error) => error.internal)) context.exit(ExitCode.internal);
}

function print(context: CliContext, report: Report, flags: CheckFlags): void {
  const pathOf = (uri: string): string => displayPath(context, uri);
  if (flags.format === 'json') context.stdout(jsonReport(report, pathOf));
  else context.stdout(textReport(report, { style: colorsOf(context), pathOf, quiet: flags.quiet ?? false }));
  if (report.errors.some((error) => error.internal)) {
    context.stderr(
      'Faults above are mistakes of agent-preflight itself: please report them with the file that shows them.\n',
    );
  }
}

interface Stdin {
  readonly uri: string;
  readonly folder: string;
  readonly text: string;
}

async function readStdin(context: CliContext, paths: readonly string[], flags: CheckFlags): Promise<Stdin | null> {
  if (flags.stdinFilename === undefined) {
    if (paths.includes('-'))
      throw new UsageError('give the name of the file with --stdin-filename to read it from standard input');
    return null;
  }
  if (paths.some((given) => given !== '-'))
    throw new UsageError('--stdin-filename stands alone: it names the one file to check');
  const decoded = decodeText(await context.readStdin());
  if (decoded === null) throw new UsageError('standard input holds no text');
  const file = path.resolve(context.cwd, flags.stdinFilename);
  return { uri: uriOfPath(file), folder: path.dirname(file), text: decoded.text };
}

function byPlace(a: ReportFinding, b: ReportFinding): number {
  if (a.uri !== b.uri) return a.uri < b.uri ? -1 : 1;
  const [first, second] = [a.range.start, b.range.start];
  return first.line - second.line || first.column - second.column || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
}

function byFile(a: ReportError, b: ReportError): number {
  return (a.uri ?? '') < (b.uri ?? '') ? -1 : (a.uri ?? '') > (b.uri ?? '') ? 1 : 0;
}

function threadCount(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 64)
    throw new UsageError('--threads: give a number from 1 to 64');
  return number;
}
