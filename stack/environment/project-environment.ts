import { join } from 'node:path';
import type { StackDefinition } from '../definition/model';
import { DOTENV_FILES } from './compose';
import { readDotenvFile } from './dotenv-file';
import { expand } from './expand';
import { inheritedEnvironment } from './inherited';

/**
 * What all agents of a project have in common, for commands that are about none of them: `.env` files, the launching process's own
 * environment, and the `environment` of the startup file. Throws when a `.env` file exists and cannot be read.
 */
export function projectEnvironment(
  { environment }: Pick<StackDefinition, 'environment'>,
  projectRoot: string,
  base: NodeJS.ProcessEnv,
): Record<string, string> {
  const dotenv = DOTENV_FILES.map((name) => readDotenvFile(join(projectRoot, name)) ?? {});
  const layers: Record<string, string>[] = [...dotenv.toReversed(), inheritedEnvironment(base)];
  const env = layers.reduce((all, layer) => ({ ...all, ...layer }), {});
  for (const { name, value } of environment) env[name.value] = expand(value.value, (other) => env[other]).value;
  return env;
}
