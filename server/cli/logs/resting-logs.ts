import { existsSync } from 'node:fs';
import path from 'node:path';
import { composeEnvironment } from '@agent-preflight/stack/environment/compose';
import { logFileName } from '@agent-preflight/stack/logs/log-name';
import { createMasker } from '@agent-preflight/stack/logs/mask';
import { searchLog, type LogLine } from '@agent-preflight/stack/logs/search';
import { tail } from '@agent-preflight/stack/logs/tail';
import { findProjectRoot } from '@agent-preflight/stack/plan/script';
import { stackPaths } from '@agent-preflight/stack/rendezvous/stack-paths';
import type { CliContext } from '../context';
import type { StartupFile } from '../launch/find-startup-files';
import type { LogQuery } from './log-query';

/** The log an agent left behind. */
export interface RestingLog {
  readonly agent: string;
  /** The lines asked for, oldest first, secrets hidden. */
  readonly read: (query: LogQuery) => Promise<LogLine[]>;
}

/**
 * The logs of a stack that does not run, read from their files. Secrets are hidden as far as the environment that agents would be
 * given now still knows them.
 */
export function restingLogs({ file, definition }: StartupFile, context: Pick<CliContext, 'env'>): RestingLog[] {
  const paths = stackPaths(file, context.env);
  const scripts = definition.agents.flatMap((agent) => (agent.script ? [agent.script.value] : []));
  const projectRoot = findProjectRoot(paths.file, scripts);
  return definition.agents.flatMap((agent) => {
    const name = agent.name.value;
    const log = path.join(paths.logDirectory, logFileName(name));
    if (!existsSync(log)) return [];
    const read = async ({ lines: limit, matches, since, until, isNarrow }: LogQuery) => {
      const { env, secretNames } = composeEnvironment({ definition, agent, projectRoot, base: context.env });
      const mask = createMasker(secretNames.map((secret) => env[secret]!));
      if (!isNarrow) return (await tail(log, limit, { mask })).map((text) => ({ text, time: null }));
      return searchLog(log, { mask: () => mask, matches, since, until, limit });
    };
    return [{ agent: name, read }];
  });
}
