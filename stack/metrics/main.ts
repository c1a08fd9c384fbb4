/**
 * The exporter's program: `metrics-exporter [--port <port>] [--idle-ms <milliseconds>]`.
 *
 * `--ready-fd 3` names the pipe on which the starter waits: `r` ready, `b` another exporter is there already, `e` followed by a message.
 */
import { parseArgs } from 'node:util';
import { logLine as log, survivesFullDisk, tellStarter } from '../attach/detached';
import { runExporter } from './exporter';

async function main(): Promise<void> {
  survivesFullDisk();
  const { values } = parseArgs({
    options: { port: { type: 'string' }, 'idle-ms': { type: 'string' }, 'ready-fd': { type: 'string' } },
  });
  const fd = values['ready-fd'] ? Number(values['ready-fd']) : null;
  try {
    const exporter = await runExporter({
      environment: process.env,
      log,
      ...(values.port ? { port: Number(values.port) } : {}),
      ...(values['idle-ms'] ? { idleMs: Number(values['idle-ms']) } : {}),
    });
    if (!exporter) return tellStarter(fd, 'b');
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void exporter.close());
    process.on('SIGHUP', () => undefined); // it belongs to no terminal
    log(`metrics on http://127.0.0.1:${exporter.port}/metrics, pid ${process.pid}`);
    tellStarter(fd, 'r');
    await exporter.ended;
    log('ended');
  } catch (error) {
    tellStarter(fd, `e${(error as Error).message}`);
    throw error;
  }
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    log(`fatal: ${error.stack ?? error.message}`);
    process.exit(1);
  },
);
