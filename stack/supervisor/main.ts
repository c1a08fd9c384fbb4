/**
 * The supervisor's program: `supervisor <startup file> [--project-root <folder>]`. With `--fetch-models` as its first argument it is the process that
 * fetches models for a supervisor instead.
 *
 * `--ready-fd 3` names the pipe on which the starter waits for one byte: `r` ready, `b` another supervisor is there already, `e`
 * followed by a message. SIGTERM and SIGINT stop all agents in order, as a service manager expects; SIGKILL leaves
 * them running, and the next supervisor takes them over.
 */
import { parseArgs } from 'node:util';
import { logLine as log, survivesFullDisk, tellStarter } from '../attach/detached';
import { FETCHER_ARGUMENT } from '../models/supply/fetcher';
import { serve } from './serve';
import { withoutCookies } from '../process/cookie';
import { withoutFrugality } from '../process/frugal-memory';

let readyFd: number | null = null;

function tell(word: string): void {
  tellStarter(readyFd, word);
  readyFd = null;
}

async function main(): Promise<void> {
  survivesFullDisk();
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'project-root': { type: 'string' },
      'ready-fd': { type: 'string' },
      'idle-ms': { type: 'string' },
      health: { type: 'string' },
      restart: { type: 'string' },
    },
  });
  if (values['ready-fd']) readyFd = Number(values['ready-fd']);
  const [startupFile] = positionals;
  if (!startupFile || positionals.length !== 1)
    throw new Error('usage: supervisor <startup file> [--project-root <folder>]');
  const environment = withoutFrugality(withoutCookies(process.env));
  const service = await serve({
    startupFile,
    projectRoot: values['project-root'],
    environment,
    modelFetcher: [process.execPath, ...process.execArgv, process.argv[1]!, FETCHER_ARGUMENT],
    log,
    ...(values['idle-ms'] ? { idleMs: Number(values['idle-ms']) } : {}),
    ...(values.health ? { health: JSON.parse(values.health) as object } : {}),
    ...(values.restart ? { restart: JSON.parse(values.restart) as object } : {}),
  });
  if (!service) {
    tell('b');
    return;
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      log(`${signal}: stopping all agents`);
      void service.shutdown(true);
    });
  }
  process.on('SIGHUP', () => log('SIGHUP ignored: a supervisor belongs to no terminal'));
  log(`supervising ${startupFile}, pid ${process.pid}`);
  tell('r');
  await service.ended;
}

process.on('uncaughtException', (error) => {
  // Agents run on; the next supervisor takes them over from the state on disk.
  log(`fatal: ${error.stack ?? error.message}`);
  tell(`e${error.message}`);
  process.exit(1);
});

// Loaded only where it is wanted: most supervisors fetch nothing.
if (process.argv[2] === FETCHER_ARGUMENT) void import('../models/supply/fetcher-program').then((it) => it.runFetcher());
else
  main().then(
    () => process.exit(0),
    (error: Error) => {
      log(`fatal: ${error.stack ?? error.message}`);
      tell(`e${error.message}`);
      process.exit(1);
    },
  );
