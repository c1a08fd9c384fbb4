import type { Command } from 'commander';
import { collect } from '@agent-preflight/stack/metrics/collect';
import { DEFAULT_PORT } from '@agent-preflight/stack/metrics/default-port';
import { ensureExporter, findExporter, stopExporter } from '@agent-preflight/stack/metrics/ensure-exporter';
import { PortTaken, runExporter } from '@agent-preflight/stack/metrics/exporter';
import { StackDirectory } from '@agent-preflight/stack/metrics/stack-directory';
import { alertRules } from '@agent-preflight/stack/metrics/alert-rules';
import { dashboard } from '@agent-preflight/stack/metrics/dashboard';
import { ExitCode, type CliContext } from '../context';
import { watchInterruption } from '../launch/interruption';
import { readPort } from '../launch/start-metrics';
import { withSupervisorErrors } from '../launch/supervisor-errors';

interface MetricsOptions {
  readonly port?: number;
  readonly print?: boolean;
}

export function register(program: Command, context: CliContext): void {
  const metrics = program
    .command('metrics')
    .summary('metrics of running stacks for Prometheus')
    .description(
      'Serves metrics of all your running stacks on the loopback address until Ctrl-C, or prints them once. Alert rules and a ' +
        'dashboard for them come along.',
    )
    .option('--port <port>', `where to listen on 127.0.0.1 (${DEFAULT_PORT})`, readPort)
    .option('--print', 'print the metrics once')
    .action((options: MetricsOptions) =>
      withSupervisorErrors(context, () => (options.print ? print(context) : serve(options.port, context))),
    );
  metrics
    .command('start')
    .description('serve metrics in the background, until there was no stack for ten minutes')
    .action((_options: object, command: Command) => start(command.optsWithGlobals<MetricsOptions>().port, context));
  metrics
    .command('stop')
    .description('end the exporter in the background')
    .action(() => stop(context));
  metrics
    .command('rules')
    .description('print alert rules for Prometheus, as YAML')
    .action(() => context.stdout(alertRules()));
  metrics
    .command('dashboard')
    .description('print a dashboard for Grafana, as JSON')
    .action(() => context.stdout(dashboard()));
}

async function print(context: CliContext): Promise<void> {
  const stacks = new StackDirectory(context.env);
  try {
    context.stdout(await collect(stacks));
  } finally {
    stacks.dispose();
  }
}

/** Runs the exporter in this process. One that runs already is told of, and left as it is. */
async function serve(wanted: number | undefined, context: CliContext): Promise<void> {
  const interruption = watchInterruption();
  try {
    const log = (line: string) => context.stderr(`${line}\n`);
    const exporter = await runExporter({ port: wanted, environment: context.env, idleMs: null, log });
    if (!exporter) return tell(await findExporter(context.env), wanted, context);
    context.stdout(`Metrics: ${address(exporter.port)}\nPress Ctrl-C to end.\n`);
    interruption.signal.addEventListener('abort', () => void exporter.close(), { once: true });
    await exporter.ended;
  } catch (error) {
    if (!(error instanceof PortTaken)) throw error;
    fail(error.message, context);
  } finally {
    interruption.dispose();
  }
}

async function start(wanted: number | undefined, context: CliContext): Promise<void> {
  const ensured = await ensureExporter({ port: wanted, environment: context.env });
  if (ensured.kind !== 'running') {
    return fail(ensured.kind === 'failed' ? ensured.message : 'it was stopped meanwhile', context);
  }
  if (ensured.started) context.stdout(`Metrics: ${address(ensured.port)} (pid ${ensured.process.pid})\n`);
  else tell(ensured, wanted, context);
}

function tell(
  running: Awaited<ReturnType<typeof findExporter>>,
  wanted: number | undefined,
  context: CliContext,
): void {
  if (!running) return fail('another exporter is starting or ending; try again', context);
  context.stdout(`Metrics are there already: ${address(running.port)} (pid ${running.process.pid})\n`);
  if (wanted === undefined || running.port === wanted) return;
  context.stderr(`For port ${wanted}, end that exporter first: agent-preflight metrics stop\n`);
  context.exit(ExitCode.findings);
}

async function stop(context: CliContext): Promise<void> {
  const stopped = await stopExporter(context.env);
  context.stdout(stopped ? 'The exporter has ended.\n' : 'No exporter runs.\n');
}

function fail(message: string, context: CliContext): void {
  context.stderr(`agent-preflight: ${message}\n`);
  context.exit(ExitCode.findings);
}

function address(listening: number): string {
  return `http://127.0.0.1:${listening}/metrics`;
}
