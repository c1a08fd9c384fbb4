import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { attach } from '@agent-preflight/stack/attach/attach';
import { detectGpus } from '@agent-preflight/stack/gpu/detect';
import { runCommand } from '@agent-preflight/stack/machine/run-command';
import { findProgram, pythonFor } from '@agent-preflight/stack/plan/script';
import { checkDisk } from '@agent-preflight/stack/preflight/disk';
import { stackPaths, type StackPaths } from '@agent-preflight/stack/rendezvous/stack-paths';
import { colorsOf, ExitCode, type CliContext } from '../context';
import { assess } from '../launch/assess';
import { findStartupFiles, type StartupFile } from '../launch/find-startup-files';
import { summary } from '../launch/health-table';
import { formatIssue } from '../launch/launch-issue';
import { CLIENT_NAME } from '../launch/open-stacks';
import { formatOption, json, type OutputFormat } from '../launch/output-format';
import { withSupervisorErrors } from '../launch/supervisor-errors';

/** One thing looked at: fine, worth knowing, or in the way. */
interface Examination {
  readonly subject: string;
  readonly verdict: 'ok' | 'note' | 'problem';
  readonly finding: string;
  /** What to do; null when there is nothing to do. */
  readonly remedy: string | null;
}

const OLDEST_NODE = 20;
const OLDEST_PYTHON = [3, 8] as const;
/** Each costs a look at the machine; projects that keep their history have dozens. */
const MOST_FILES = 8;

export function register(program: Command, context: CliContext): void {
  program
    .command('doctor')
    .summary('look for what is wrong with this machine')
    .description(
      'Looks at Node, Python, the GPU, the disk, permissions, the startup files here and their ports, and says what to do.',
    )
    .addOption(formatOption())
    .action((options: { format: OutputFormat }) =>
      withSupervisorErrors(context, () => doctor(options.format, context)),
    );
}

async function doctor(format: OutputFormat, context: CliContext): Promise<void> {
  const files = await findStartupFiles(context.cwd);
  const first = files[0];
  const examinations = [
    node(),
    await python(context),
    await gpu(),
    ...(await places(first, context)),
    ...(await startupFiles(files, context)),
  ];
  if (examinations.some(({ verdict }) => verdict === 'problem')) context.exit(ExitCode.findings);
  if (format === 'json') return context.stdout(json({ version: 1, examinations }));
  const colors = colorsOf(context);
  const width = Math.max(...examinations.map(({ subject }) => subject.length));
  const marks = { ok: colors.green('✓'), note: colors.yellow('!'), problem: colors.red('✗') };
  for (const { subject, verdict, finding, remedy } of examinations) {
    context.stdout(`${marks[verdict]} ${subject.padEnd(width)}  ${finding}\n`);
    if (remedy) context.stdout(`  ${' '.repeat(width)}  ${colors.dim(remedy)}\n`);
  }
}

function node(): Examination {
  const { node: version } = process.versions;
  const old = Number(version.split('.')[0]) < OLDEST_NODE;
  const remedy = old ? `Install Node ${OLDEST_NODE} or newer.` : null;
  return { subject: 'Node', verdict: old ? 'problem' : 'ok', finding: version, remedy };
}

async function python(context: CliContext): Promise<Examination> {
  const subject = 'Python';
  const program = pythonFor(context.cwd, context.env);
  if (!path.isAbsolute(program) && findProgram(program, context.env) === null) {
    const remedy = 'Install Python 3, or create a virtual environment in .venv, if agents here are written in Python.';
    return { subject, verdict: 'problem', finding: 'not found', remedy };
  }
  const { stdout, stderr, code, failure } = await runCommand(program, ['--version'], { timeoutMs: 10_000 });
  const version = /(\d+)\.(\d+)\S*/.exec(stdout || stderr);
  if (code !== 0 || !version) {
    const finding = `${program} cannot be run: ${failure ?? stderr.trim()}`;
    return { subject, verdict: 'problem', finding, remedy: 'Repair or reinstall that interpreter.' };
  }
  const [major, minor] = [Number(version[1]), Number(version[2])];
  const old = major < OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor < OLDEST_PYTHON[1]);
  const finding = `${version[0]} (${program})`;
  const remedy = old ? `Install Python ${OLDEST_PYTHON.join('.')} or newer.` : null;
  return { subject, verdict: old ? 'problem' : 'ok', finding, remedy };
}

async function gpu(): Promise<Examination> {
  const { vendor, reason } = await detectGpus();
  if (vendor !== 'none') return { subject: 'GPU', verdict: 'ok', finding: reason, remedy: null };
  const remedy = 'Agents that declare "gpu: preferred" run on the CPU; those that require one will not start here.';
  return { subject: 'GPU', verdict: 'note', finding: `none: ${reason}`, remedy };
}

/** The directories of the launcher; any stack's will do, their parents are the same. */
async function places(startup: StartupFile | undefined, context: CliContext): Promise<Examination[]> {
  if (!startup) return [];
  const paths = stackPaths(startup.file, context.env);
  const disk = await checkDisk(paths.stateDirectory);
  const state: Examination[] = disk.map(({ severity, message, remedy }) => {
    return { subject: 'Logs and state', verdict: severity === 'error' ? 'problem' : 'note', finding: message, remedy };
  });
  if (state.length === 0) {
    const finding = path.dirname(paths.stateDirectory);
    state.push({ subject: 'Logs and state', verdict: 'ok', finding, remedy: null });
  }
  return [runtimeDirectory(paths), ...state];
}

function runtimeDirectory(paths: StackPaths): Examination {
  const subject = 'Sockets';
  const directory = path.dirname(paths.runtimeDirectory);
  const fine: Examination = { subject, verdict: 'ok', finding: directory, remedy: null };
  if (process.platform === 'win32') return { ...fine, finding: 'named pipes' };
  for (const candidate of [paths.runtimeDirectory, directory]) {
    const found = statSync(candidate, { throwIfNoEntry: false });
    if (!found) continue;
    if (found.uid !== process.getuid?.()) {
      const remedy = `Remove it, or set XDG_RUNTIME_DIR to a directory of your own.`;
      return { subject, verdict: 'problem', finding: `${candidate} belongs to another user`, remedy };
    }
    if ((found.mode & 0o077) !== 0 && candidate === paths.runtimeDirectory) {
      return {
        subject,
        verdict: 'problem',
        finding: `${candidate} is open to others`,
        remedy: `chmod 700 ${candidate}`,
      };
    }
    try {
      accessSync(candidate, constants.W_OK);
    } catch {
      return {
        subject,
        verdict: 'problem',
        finding: `${candidate} cannot be written to`,
        remedy: `chmod 700 ${candidate}`,
      };
    }
  }
  return fine;
}

async function startupFiles(files: readonly StartupFile[], context: CliContext): Promise<Examination[]> {
  if (files.length === 0) {
    const remedy = 'Write one (agents with their scripts and ports), or go to the folder that holds it.';
    return [{ subject: 'Startup files', verdict: 'note', finding: 'none found here', remedy }];
  }
  const examined: Examination[] = [];
  for (const startup of files.slice(0, MOST_FILES)) examined.push(await startupFile(startup, files, context));
  if (files.length > MOST_FILES) {
    const finding = `${files.length - MOST_FILES} more, not looked at`;
    examined.push({
      subject: 'Startup files',
      verdict: 'note',
      finding,
      remedy: 'agent-preflight up --dry-run <file>',
    });
  }
  return examined;
}

async function startupFile(
  startup: StartupFile,
  known: readonly StartupFile[],
  context: CliContext,
): Promise<Examination> {
  const subject = path.relative(context.cwd, startup.file) || startup.file;
  try {
    const connection = await attach(startup.file, { client: CLIENT_NAME, environment: context.env });
    try {
      const { agents, issues } = await assess(startup, context, { connection, known });
      const errors = issues.filter(({ severity }) => severity === 'error');
      const what = connection ? `running, ${summary(connection.snapshot())}` : `${agents.length} agents`;
      const [worst] = errors;
      if (!worst) return { subject, verdict: 'ok', finding: what, remedy: null };
      const plain = { ...colorsOf({ ...context, color: false }) };
      const shown = errors.slice(0, 5).map((issue) => formatIssue(issue, context.cwd, plain).trimEnd());
      const more = errors.length > 5 ? [`and ${errors.length - 5} more: agent-preflight up --dry-run ${subject}`] : [];
      const count = errors.length === 1 ? '1 error' : `${errors.length} errors`;
      const remedy = [...shown, ...more].join('\n').replaceAll('\n', '\n    ');
      return { subject, verdict: 'problem', finding: `${what}; ${count} would keep it from starting`, remedy };
    } finally {
      connection?.dispose();
    }
  } catch (error) {
    return { subject, verdict: 'problem', finding: (error as Error).message, remedy: null };
  }
}
