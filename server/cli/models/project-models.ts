import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { AgentDefinition } from '@agent-preflight/stack/definition/model';
import { ModelCatalogue } from '@agent-preflight/stack/definition/models/catalogue';
import type { ModelDefinition, ModelManifest } from '@agent-preflight/stack/definition/models/model-manifest';
import { looksLikeModelManifest, readModelManifest } from '@agent-preflight/stack/definition/models/read';
import { projectEnvironment } from '@agent-preflight/stack/environment/project-environment';
import { FetchFailure } from '@agent-preflight/stack/models/fetch/failure';
import { findManifests } from '@agent-preflight/stack/models/find-manifests';
import type { ModelOrder } from '@agent-preflight/stack/models/model-order';
import { needsOf } from '@agent-preflight/stack/models/needs';
import { orderOf } from '@agent-preflight/stack/models/order';
import { storeDirectory } from '@agent-preflight/stack/models/store/store-paths';
import { findProjectRoot } from '@agent-preflight/stack/plan/script';
import { findPolicy } from '@agent-preflight/stack/policy/find-policy';
import type { StackPolicy } from '@agent-preflight/stack/policy/stack-policy';
import { UsageError, type CliContext } from '../context';
import { chooseStartupFiles, type StartupFile } from '../launch/find-startup-files';

/** A model of a manifest, as a command is about it. */
export interface ProjectModel {
  readonly name: string;
  readonly model: ModelDefinition;
  /** Agents of the startup file that need it. */
  readonly agents: readonly string[];
  /** What is to be had; a failure where the entry cannot be followed. */
  readonly order: ModelOrder | FetchFailure;
}

export interface ProjectModels {
  /** Those that the command is about. */
  readonly models: readonly ProjectModel[];
  readonly policy: StackPolicy['models'];
  /** Directory of the store. */
  readonly store: string;
  /** As agents see it: with `.env` files. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What a command line names: whose models, and which of them. */
interface Subject {
  readonly startup: StartupFile | null;
  readonly manifest: ModelManifest | null;
  readonly projectRoot: string;
  readonly names: readonly string[];
}

/**
 * The models that a command line is about. The first argument may be a startup file, a folder or a model manifest; the others are names of
 * models. Without names, `everything` tells whether all that are declared are meant, or those that agents need.
 *
 * Throws a {@link UsageError} for names that no manifest declares, and where there is no manifest.
 */
export async function projectModels(
  args: readonly string[],
  context: Pick<CliContext, 'cwd' | 'env'>,
  everything: boolean,
): Promise<ProjectModels> {
  const subject = await subjectOf(args, context.cwd);
  const { startup, projectRoot, names } = subject;
  const anchor = startup?.file ?? subject.manifest?.file ?? path.join(projectRoot, 'x');
  const { policy, problems } = await findPolicy(path.dirname(anchor));
  const [broken] = problems;
  if (broken) throw new UsageError(`${broken.uri}:${broken.line}:${broken.column} ${broken.message}`);
  const catalogue = new ModelCatalogue(await manifestsOf(subject, anchor, policy.models.manifest));
  const agents = startup?.definition.agents ?? [];
  const environment = environmentOf(startup, projectRoot, context.env);
  const users = usersOf(agents, catalogue);
  const declared = [...new Set([...catalogue.names].flatMap((name) => catalogue.find(name) ?? []))];
  const chosen = choose(names, declared, users, catalogue, everything);
  const directory = policy.models.directory ?? 'models';
  return {
    models: chosen.map((model) => ({
      name: model.name.value,
      model,
      agents: users.get(model) ?? [],
      order: orderOrFailure(model, { projectRoot, directory, environment }),
    })),
    policy: policy.models,
    store: storeDirectory(context.env),
    environment,
  };
}

async function subjectOf(args: readonly string[], cwd: string): Promise<Subject> {
  const [first, ...others] = args;
  const isPath = first !== undefined && existsSync(path.resolve(cwd, first));
  const names = isPath ? others : args;
  if (isPath && (await stat(path.resolve(cwd, first))).isFile()) {
    const file = path.resolve(cwd, first);
    const text = (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
    if (looksLikeModelManifest({ path: file.replaceAll('\\', '/'), text })) {
      const manifest = readModelManifest({ file, text });
      return { startup: null, manifest, projectRoot: findProjectRoot(file, []), names };
    }
  }
  try {
    const { chosen } = await chooseStartupFiles(isPath ? [first] : [], cwd, 'start');
    const startup = chosen[0]!;
    const scripts = startup.definition.agents.flatMap((agent) => (agent.script ? [agent.script.value] : []));
    return { startup, manifest: null, projectRoot: findProjectRoot(startup.file, scripts), names };
  } catch (error) {
    if (!(error instanceof UsageError) || isPath) throw error;
    // A folder with a manifest and no startup file, or with several: its models are the same for all.
    return { startup: null, manifest: null, projectRoot: cwd, names };
  }
}

async function manifestsOf(
  { manifest, startup, projectRoot }: Subject,
  anchor: string,
  configured: string | null,
): Promise<readonly ModelManifest[]> {
  if (manifest !== null) return [manifest];
  const { manifests, problem } = await findManifests({ startupFile: anchor, projectRoot, manifest: configured });
  if (problem !== null) throw new UsageError(problem);
  if (manifests.length > 0) return manifests;
  const where = startup ? `beside ${startup.file} or in ${projectRoot}` : `in ${projectRoot}`;
  throw new UsageError(
    `no model manifest was found ${where}: a file such as models.yaml that lists models with their url. Name one: agent-preflight models list path/to/models.yaml`,
  );
}

function environmentOf(
  startup: StartupFile | null,
  projectRoot: string,
  base: CliContext['env'],
): Readonly<Record<string, string>> {
  try {
    return projectEnvironment(startup?.definition ?? { environment: [] }, projectRoot, base);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function usersOf(agents: readonly AgentDefinition[], catalogue: ModelCatalogue): Map<ModelDefinition, string[]> {
  const users = new Map<ModelDefinition, string[]>();
  for (const agent of agents) {
    if (!agent.enabled) continue;
    for (const model of needsOf(agent, catalogue).models) {
      users.set(model, [...(users.get(model) ?? []), agent.name.value]);
    }
  }
  return users;
}

function choose(
  names: readonly string[],
  declared: readonly ModelDefinition[],
  users: ReadonlyMap<ModelDefinition, readonly string[]>,
  catalogue: ModelCatalogue,
  everything: boolean,
): readonly ModelDefinition[] {
  if (names.length > 0) return [...new Set(names.map((name) => named(name, catalogue)))];
  if (everything) return declared;
  // Where no agent says what it needs, all that is not optional is meant.
  return users.size > 0 ? [...users.keys()] : declared.filter(({ required }) => required);
}

function named(name: string, catalogue: ModelCatalogue): ModelDefinition {
  const found = catalogue.find(name);
  if (found !== null) return found;
  const meant = catalogue.meant(name);
  const hint = meant === null ? `there are ${[...catalogue.names].join(', ')}` : `did you mean ${meant}?`;
  throw new UsageError(`no manifest declares the model ${name}; ${hint}`);
}

function orderOrFailure(
  model: ModelDefinition,
  surroundings: Parameters<typeof orderOf>[2],
): ModelOrder | FetchFailure {
  try {
    return orderOf(model, model.name.file, surroundings);
  } catch (error) {
    if (error instanceof FetchFailure) return error;
    throw error;
  }
}
