import { homedir } from 'node:os';
import path from 'node:path';
import { ConfigurationResolver } from '../configuration/configuration-resolver';
import type { FileSystem } from '../host/file-system';
import { NodeFileSystem, uriOfPath } from '../host/node-file-system';
import type { Rule } from '../rules/rule';
import { type ProjectTargets, findProjects } from './check/find-projects';
import { type CliContext, ExitCode, UsageError, displayPath } from './context';

export interface OpenedProjects {
  readonly fileSystem: FileSystem;
  readonly projects: readonly ProjectTargets[];
}

/** Finds the projects that paths belong to; null (and the exit code set) when a configuration file cannot be followed. */
export async function openProjects(
  context: CliContext,
  rules: readonly Rule[],
  paths: readonly string[],
  configurationFile: string | undefined,
): Promise<OpenedProjects | null> {
  const fileSystem = new NodeFileSystem({ synchronous: true });
  const file = configurationFile === undefined ? null : uriOfPath(path.resolve(context.cwd, configurationFile));
  if (file !== null && (await fileSystem.stat(file))?.kind !== 'file') {
    throw new UsageError(`--config: no such file: ${configurationFile ?? ''}`);
  }
  const resolver = new ConfigurationResolver(fileSystem, rules, { file, boundaries: new Set([uriOfPath(homedir())]) });
  const projects = await findProjects(fileSystem, resolver, context.cwd, paths.length === 0 ? ['.'] : paths);
  const problems = new Map(
    projects.flatMap(({ resolved }) => resolved.problems).map((problem) => [JSON.stringify(problem), problem]),
  );
  if (problems.size === 0) return { fileSystem, projects };
  for (const { uri, line, column, message } of problems.values()) {
    context.stderr(`${displayPath(context, uri)}:${line}:${column} ${message}\n`);
  }
  context.exit(ExitCode.misuse);
  return null;
}
