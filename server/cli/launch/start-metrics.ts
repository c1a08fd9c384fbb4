import { InvalidArgumentError, Option } from 'commander';
import { DEFAULT_PORT } from '@agent-preflight/stack/metrics/default-port';
import type { CliContext } from '../context';

/** `--metrics [port]`: whether, and where, to serve metrics once the stack is on its way. */
export function metricsOption(): Option {
  return new Option('--metrics [port]', 'serve metrics for Prometheus on 127.0.0.1 in the background')
    .preset(DEFAULT_PORT)
    .argParser(readPort);
}

/** From 1 to 65535. */
export function readPort(text: string | number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 65_535) return value;
  throw new InvalidArgumentError('It must be a whole number from 1 to 65535.');
}

/**
 * Starts the exporter of metrics unless it runs. Whether that succeeds is told on standard error and changes nothing for the stack.
 */
export async function startMetrics(port: number, context: Pick<CliContext, 'env' | 'stderr'>): Promise<void> {
  // Loaded by those only who want it.
  const { ensureExporter } = await import('@agent-preflight/stack/metrics/ensure-exporter');
  const ensured = await ensureExporter({ port, environment: context.env });
  if (ensured.kind !== 'running') {
    const why = ensured.kind === 'failed' ? ensured.message : 'the exporter was stopped meanwhile';
    return context.stderr(`No metrics: ${why}\n`);
  }
  const elsewhere =
    ensured.port === port ? '' : `, where they were started before (for port ${port}: agent-preflight metrics stop)`;
  context.stderr(`Metrics: http://127.0.0.1:${ensured.port}/metrics${elsewhere}\n`);
}
