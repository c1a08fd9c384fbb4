import path from 'node:path';
import type { Command } from 'commander';
import { attach } from '@agent-preflight/stack/attach/attach';
import { examineClock } from '@agent-preflight/stack/doctor/clock';
import { note, ok, problem, type Examination } from '@agent-preflight/stack/doctor/examination';
import { examineGpu, examineTorch } from '@agent-preflight/stack/doctor/gpu';
import { examineHandoverTools } from '@agent-preflight/stack/doctor/handover-tools';
import { examineLeftovers } from '@agent-preflight/stack/doctor/leftovers';
import { examineLimits } from '@agent-preflight/stack/doctor/limits';
import { examinePlaces } from '@agent-preflight/stack/doctor/places';
import { ephemeralPorts, examineEphemeral, examineHolders } from '@agent-preflight/stack/doctor/ports';
import { examinePythons, type InterpreterUse } from '@agent-preflight/stack/doctor/python';
import { examineNode } from '@agent-preflight/stack/doctor/runtime';
import { installedTorch } from '@agent-preflight/stack/doctor/torch';
import { detectGpus } from '@agent-preflight/stack/gpu/detect';
import { pythonFor } from '@agent-preflight/stack/plan/script';
import { colorsOf, ExitCode, type CliContext } from '../context';
import { assess, type Assessment } from '../launch/assess';
import { findStartupFiles, type StartupFile } from '../launch/find-startup-files';
import { summary } from '../launch/health-table';
import { formatIssue } from '../launch/launch-issue';
import { CLIENT_NAME } from '../launch/client-name';
import { formatOption, json, type OutputFormat } from '../launch/output-format';
import { withSupervisorErrors } from '../launch/supervisor-errors';

/** Each costs a look at the machine; projects that keep their history have dozens. */
const MOST_FILES = 8;

export function register(program: Command, context: CliContext): void {
  program
    .command('doctor')
    .summary('look for what is wrong with this machine')
    .description(
      'Looks at Node, Python, the GPU and its driver, limits, disk, permissions, what earlier runs left, and the startup files here with their ports, and says what to do.',
    )
    .addOption(formatOption())
    .action((options: { format: OutputFormat }) =>
      withSupervisorErrors(context, () => doctor(options.format, context)),
    );
}

async function doctor(format: OutputFormat, context: CliContext): Promise<void> {
  const files = await findStartupFiles(context.cwd);
  const looked: Looked[] = [];
  for (const startup of files.slice(0, MOST_FILES)) looked.push(await lookAt(startup, files, context));
  const examinations = [...(await machine(looked, context)), ...looked.map(({ examination }) => examination)];
  if (files.length === 0) {
    const remedy = 'Write one (agents with their scripts and ports), or go to the folder that holds it.';
    examinations.push(note('Startup files', 'none found here', remedy));
  }
  const more = files.length - looked.length;
  if (more > 0)
    examinations.push(note('Startup files', `${more} more, not looked at`, 'agent-preflight up --dry-run <file>'));
  if (examinations.some(({ verdict }) => verdict === 'problem')) context.exit(ExitCode.findings);
  if (format === 'json') return context.stdout(json({ version: 1, examinations }));
  const colors = colorsOf(context);
  const width = Math.max(...examinations.map(({ subject }) => subject.length));
  const marks = { ok: colors.green('✓'), note: colors.yellow('!'), problem: colors.red('✗') };
  for (const { subject, verdict, finding, remedy } of examinations) {
    context.stdout(`${marks[verdict]} ${subject.padEnd(width)}  ${finding}\n`);
    for (const line of remedy?.split('\n') ?? []) context.stdout(`  ${' '.repeat(width)}  ${colors.dim(line)}\n`);
  }
}

/** A startup file, and what its preflight said; null where it could not be looked at. */
interface Looked {
  readonly startup: StartupFile;
  readonly assessment: Assessment | null;
  readonly examination: Examination;
}

/** Everything but the startup files themselves, for the agents they declare. */
async function machine(looked: readonly Looked[], context: CliContext): Promise<Examination[]> {
  const assessments = looked.flatMap(({ assessment }) => assessment ?? []);
  const agents = assessments.flatMap((assessment) => assessment.agents);
  const pythons = interpreters(assessments, context);
  const wantsGpu = agents.some(({ gpu }) => gpu === 'required' || gpu === 'preferred');
  const inventory = await detectGpus();
  const torches = pythons.flatMap(({ program }) => installedTorch(program) ?? []).slice(0, 1);
  const { range, reserved } = ephemeralPorts();
  const held = assessments.flatMap(({ issues }) =>
    issues.filter(({ code }) => code === 'port').map(({ message, remedy }) => ({ message, remedy: remedy ?? '' })),
  );
  return [
    examineNode(),
    ...(await examinePythons(pythons, context.env)),
    ...examineGpu(inventory, wantsGpu),
    ...(inventory.vendor === 'none' ? [] : torches.map((torch) => examineTorch(torch, inventory))),
    ...examineLimits(),
    examineClock(looked.map(({ startup }) => startup.file)),
    ...(await examinePlaces(context.env)),
    ...(await examineLeftovers(context.env)),
    ...(await examineHandoverTools(context.env, inventory.vendor === 'nvidia')),
    ...examineHolders(agents, held),
    ...examineEphemeral(agents, range, reserved),
  ];
}

/** The interpreters of the agents here; this folder's own where there are none. */
function interpreters(assessments: readonly Assessment[], context: CliContext): InterpreterUse[] {
  const uses = assessments.flatMap(({ agents, plan: { projectRoot } }) =>
    agents.flatMap(({ command }) => {
      const program = command?.[0];
      return program && /^python/i.test(path.basename(program)) ? [{ program, projectRoot }] : [];
    }),
  );
  return uses.length > 0 ? uses : [{ program: pythonFor(context.cwd, context.env), projectRoot: context.cwd }];
}

async function lookAt(startup: StartupFile, known: readonly StartupFile[], context: CliContext): Promise<Looked> {
  const subject = path.relative(context.cwd, startup.file) || startup.file;
  try {
    const connection = await attach(startup.file, { client: CLIENT_NAME, environment: context.env });
    try {
      const assessment = await assess(startup, context, { connection, known });
      const what = connection ? `running, ${summary(connection.snapshot())}` : `${assessment.agents.length} agents`;
      return { startup, assessment, examination: judge(subject, what, assessment, context) };
    } finally {
      connection?.dispose();
    }
  } catch (error) {
    return { startup, assessment: null, examination: problem(subject, (error as Error).message, null) };
  }
}

function judge(subject: string, what: string, { issues }: Assessment, context: CliContext): Examination {
  const errors = issues.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return ok(subject, what);
  const plain = { ...colorsOf({ ...context, color: false }) };
  const shown = errors.slice(0, 5).map((issue) => formatIssue(issue, context.cwd, plain).trimEnd());
  const more = errors.length > 5 ? [`and ${errors.length - 5} more: agent-preflight up --dry-run ${subject}`] : [];
  const count = errors.length === 1 ? '1 error' : `${errors.length} errors`;
  return problem(subject, `${what}; ${count} would keep it from starting`, [...shown, ...more].join('\n'));
}
