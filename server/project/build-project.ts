import type { ModelManifest } from '@agent-preflight/stack/definition/models/model-manifest';
import { readModelManifest } from '@agent-preflight/stack/definition/models/read';
import { readStackDefinition } from '@agent-preflight/stack/definition/read';
import { type ComposeFile, readCompose } from '../languages/compose/compose-file';
import { type UnitFile, readUnit } from '../languages/unit/unit-file';
import { mentionsImageScan } from '../languages/workflow/image-steps';
import { kindOf, kindOfPath } from '../documents/document-kind';
import type { Configuration } from '../configuration/configuration';
import { findBaseAgent } from './base-agent';
import { type DependencyPlace, dependencyPlaces } from './dependency-places';
import { findEnvHelper } from './env-helper';
import { type ModuleSummary, summariseModule } from './module-summary';
import type { StackDefinition } from '@agent-preflight/stack/definition/model';
import type { ProjectFacts } from './project-facts';
import { type ImageFacts, imageFacts } from './served/image-facts';
import { type ServedFacts, servedFacts } from './served/served-facts';
import { mayDeclareVariables } from './variables/declared-variables';
import { type FileVariables, fileVariables } from './variables/file-variables';

/** What one file adds to the facts of its project. */
export interface FileFacts {
  readonly path: string;
  readonly module: ModuleSummary | null;
  readonly definition: StackDefinition | null;
  readonly compose: ComposeFile | null;
  readonly models: ModelManifest | null;
  readonly unit: UnitFile | null;
  readonly smallText: string | null;
  /** True for CI workflows that look for vulnerabilities in images; absent elsewhere. */
  readonly scansImages?: true;
  /** Where a startup file takes one more dependency; absent elsewhere. */
  readonly dependencyPlaces?: readonly DependencyPlace[];
  /** The environment variables it declares, or reads in a way that only some values fit; absent where none. */
  readonly variables?: FileVariables;
  /** What a file of code serves; absent where nothing. */
  readonly served?: ServedFacts;
  /** What a Dockerfile makes; absent elsewhere. */
  readonly image?: ImageFacts;
}

/** The small files at the root that fixes write to; those that say what a build of an image sees go by their ending. */
const SMALL_FILES = new Set(['.env', '.env.example', '.gitignore']);

/** A file that says nothing to others but that it is there. */
export function noFacts(path: string): FileFacts {
  return { path, module: null, definition: null, compose: null, models: null, unit: null, smallText: null };
}

/** Reads one file for the project's facts. `uri` becomes the identity of a startup file. */
export function readFileFacts(path: string, uri: string, text: string): FileFacts {
  const kind = kindOf(path, text);
  const definition = kind === 'startup' ? readStackDefinition({ file: uri, text }) : null;
  const variables = fileVariables(path, kind, text);
  const served = servedFacts(path, kind, text);
  const image = kind === 'dockerfile' ? imageFacts(path, text) : null;
  return {
    ...noFacts(path),
    module: kind === 'python' ? summariseModule(path, text) : null,
    definition,
    ...(definition === null ? {} : { dependencyPlaces: dependencyPlaces(definition, text) }),
    compose: kind === 'compose' ? readCompose(path, text) : null,
    models: kind === 'models' ? readModelManifest({ file: uri, text }) : null,
    unit: kind === 'unit' ? readUnit(path, text) : null,
    smallText: isSmallFile(path) ? text : null,
    ...(kind === 'workflow' && mentionsImageScan(text) ? { scansImages: true } : {}),
    ...(variables === null ? {} : { variables }),
    ...(served === null ? {} : { served }),
    ...(image === null ? {} : { image }),
  };
}

function isSmallFile(path: string): boolean {
  return SMALL_FILES.has(path) || path.endsWith('.dockerignore');
}

const FACTS_BY_NAME =
  /\.(?:pyi?|ya?ml|service|rs|[cm]?[jt]s|[jt]sx)$|\.service\.d\/[^/]+\.conf$|(?:model|weights|checkpoint)[^/]*\.json$/i;

/** True for files whose text `readFileFacts` has to see. */
export function contributesFacts(path: string): boolean {
  return (
    FACTS_BY_NAME.test(path) || isSmallFile(path) || mayDeclareVariables(path) || kindOfPath(path) === 'dockerfile'
  );
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
  const modelManifests: ModelManifest[] = [];
  const units: UnitFile[] = [];
  const smallTexts: Record<string, string> = {};
  const imageScans: string[] = [];
  const places: Record<string, readonly DependencyPlace[]> = {};
  const variables: FileVariables[] = [];
  const served: ServedFacts[] = [];
  const images: ImageFacts[] = [];
  for (const file of facts) {
    if (file.module !== null) modules.push(file.module);
    if (file.definition !== null) {
      definitions.push(file.definition);
      if (file.dependencyPlaces !== undefined) places[file.definition.file] = file.dependencyPlaces;
    }
    if (file.compose !== null) composeFiles.push(file.compose);
    if (file.models !== null) modelManifests.push(file.models);
    if (file.scansImages) imageScans.push(file.path);
    if (file.unit !== null) units.push(file.unit);
    if (file.variables !== undefined) variables.push(file.variables);
    if (file.served !== undefined) served.push(file.served);
    if (file.image !== undefined) images.push(file.image);
    if (file.smallText !== null) smallTexts[file.path] = file.smallText;
  }
  return {
    rootUri,
    files,
    definitions,
    composeFiles,
    modelManifests,
    units,
    modules,
    baseAgent: findBaseAgent(modules, configuration),
    envHelper: findEnvHelper(modules, configuration),
    smallTexts,
    imageScans,
    dependencyPlaces: places,
    variables,
    served,
    images,
  };
}
