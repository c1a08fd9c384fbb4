import { readStackDefinition } from '@agent-preflight/stack/definition/read';
import { type ComposeFile, readCompose } from '../languages/compose/compose-file';
import { kindOf } from '../documents/document-kind';
import type { Configuration } from '../configuration/configuration';
import { findBaseAgent } from './base-agent';
import { findEnvHelper } from './env-helper';
import { type ModuleSummary, summariseModule } from './module-summary';
import type { StackDefinition } from '@agent-preflight/stack/definition/model';
import type { ProjectFacts } from './project-facts';

/** What one file adds to the facts of its project. */
export interface FileFacts {
  readonly path: string;
  readonly module: ModuleSummary | null;
  readonly definition: StackDefinition | null;
  readonly compose: ComposeFile | null;
  readonly smallText: string | null;
}

/** The small files at the root that fixes write to. */
const SMALL_FILES = new Set(['.env', '.env.example', '.gitignore']);

/** Reads one file for the project's facts. `uri` becomes the identity of a startup file. */
export function readFileFacts(path: string, uri: string, text: string): FileFacts {
  const kind = kindOf(path, text);
  return {
    path,
    module: kind === 'python' ? summariseModule(path, text) : null,
    definition: kind === 'startup' ? readStackDefinition({ file: uri, text }) : null,
    compose: kind === 'compose' ? readCompose(path, text) : null,
    smallText: SMALL_FILES.has(path) ? text : null,
  };
}

/** True for files whose text `readFileFacts` has to see. */
export function contributesFacts(path: string): boolean {
  return /\.(pyi?|ya?ml)$/.test(path) || SMALL_FILES.has(path);
}

/** Puts the facts of all files together. `files` lists every path below the root, also those without facts. */
export function buildProject(
  rootUri: string,
  files: readonly string[],
  facts: Iterable<FileFacts>,
  configuration: Configuration,
): ProjectFacts {
  const modules: ModuleSummary[] = [];
  const definitions: StackDefinition[] = [];
  const composeFiles: ComposeFile[] = [];
  const smallTexts: Record<string, string> = {};
  for (const file of facts) {
    if (file.module !== null) modules.push(file.module);
    if (file.definition !== null) definitions.push(file.definition);
    if (file.compose !== null) composeFiles.push(file.compose);
    if (file.smallText !== null) smallTexts[file.path] = file.smallText;
  }
  return {
    rootUri,
    files,
    definitions,
    composeFiles,
    modules,
    baseAgent: findBaseAgent(modules, configuration),
    envHelper: findEnvHelper(modules, configuration),
    smallTexts,
  };
}
