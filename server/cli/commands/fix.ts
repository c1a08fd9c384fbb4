import type { Command } from 'commander';
import { nodeWasmLoader } from '../../host/node-wasm';
import { ALL_GRAMMARS } from '../../languages/code-language';
import { Grammars } from '../../languages/grammars';
import type { ReportError } from '../../reports/report-model';
import { count } from '../../reports/text-report';
import { unifiedDiff } from '../../reports/unified-diff';
import { catalogue } from '../../rules/catalogue.generated';
import { ProjectRun } from '../check/project-run';
import { type CliContext, ExitCode, colorsOf, displayPath } from '../context';
import { type FixOutcome, ProjectFixer } from '../fix/project-fixer';
import { openProjects } from '../open-projects';
import { Progress } from '../progress';
import { selectRules } from '../select-rules';

interface FixFlags {
  readonly unsafe?: boolean;
  readonly diff?: boolean;
  readonly config?: string;
  readonly select?: string[];
  readonly ignore?: string[];
  readonly quiet?: boolean;
}

export function register(program: Command, context: CliContext): void {
  program
    .command('fix')
    .description('repair what can be repaired safely')
    .argument('[paths...]', 'files and folders; the working directory when none is given')
    .option('--unsafe', 'apply fixes for review as well')
    .option('--diff', 'print what would change and write nothing; exits with 1 when something would')
    .option('--config <file>', 'use this configuration file instead of the nearest one')
    .option('--select <rules...>', 'apply the fixes of these rules or topics only')
    .option('--ignore <rules...>', 'leave these rules or topics out')
    .option('-q, --quiet', 'print nothing but what went wrong')
    .action((paths: string[], flags: FixFlags) => fix(context, paths, flags));
}

async function fix(context: CliContext, paths: readonly string[], flags: FixFlags): Promise<void> {
  const selection = selectRules(catalogue, flags.select, flags.ignore);
  const opened = await openProjects(context, catalogue, paths, flags.config);
  if (opened === null) return;
  const progress = new Progress(context, flags.quiet);
  const grammars = new Grammars(nodeWasmLoader());
  await grammars.load(...ALL_GRAMMARS);
  const errors: ReportError[] = [];
  let fixes = 0;
  let files = 0;
  for (const project of opened.projects) {
    const configuration = selection.adjust(project.resolved.configuration);
    progress.show('Reading …');
    const run = await ProjectRun.open(opened.fileSystem, project, selection.rules, configuration);
    const fixer = new ProjectFixer(opened.fileSystem, run, grammars, flags.unsafe === true ? 'all' : 'safe');
    const outcome = await fixer.fix(project.targets, (done, total) => progress.show(`Fixing … ${done}/${total} files`));
    progress.clear();
    if (flags.diff === true) printDiff(context, outcome);
    else {
      const failures = await fixer.write();
      errors.push(...failures);
      if (failures.length > 0) context.exit(ExitCode.findings);
    }
    errors.push(...run.errors, ...outcome.errors);
    fixes += outcome.applied.length;
    files += outcome.changed.size;
    await run.checker.dispose();
  }
  grammars.dispose();
  const colors = colorsOf(context);
  for (const error of errors) {
    const where = error.uri === null ? '' : `${displayPath(context, error.uri)}: `;
    context.stderr(`${colors.yellow('note')} ${where}${error.message}\n`);
  }
  if (flags.diff === true && files > 0) context.exit(ExitCode.findings);
  if (flags.quiet === true) return;
  const verb = flags.diff === true ? 'Would fix' : 'Fixed';
  const summary = files === 0 ? 'Nothing to fix' : `${verb} ${count(fixes, 'finding')} in ${count(files, 'file')}`;
  context.stderr(`${colors.bold(summary)}\n`);
}

function printDiff(context: CliContext, outcome: FixOutcome): void {
  for (const [uri, { before, after }] of [...outcome.changed].sort(([a], [b]) => (a < b ? -1 : 1))) {
    context.stdout(unifiedDiff(displayPath(context, uri), before, after));
  }
}
