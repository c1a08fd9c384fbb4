import type { AgentDefinition, StackDefinition } from '@agent-preflight/stack/definition/model';
import type { ModelManifest } from '@agent-preflight/stack/definition/models/model-manifest';
import { resolveScript } from '@agent-preflight/stack/definition/analysis/scripts';
import { ClassIndex } from './class-index';
import { ComposeIndex } from './compose-index';
import { ConstantIndex } from './constants/constant-index';
import type { DependencyPlace } from './dependency-places';
import { packageRange } from './node-packages';
import type { BaseAgent, EnvHelper, ProjectFacts } from './project-facts';
import { RoutingIndex } from './routing/routing-index';
import { SecretIndex } from './secret-index';
import { ServiceIndex } from './served/service-index';
import { VariableIndex } from './variables/variable-index';

/** An agent and the startup file that declares it. */
export interface AgentReference {
  readonly definition: StackDefinition;
  readonly agent: AgentDefinition;
}

const CONTAINER_FILE =
  /(?:^|\/)(?:(?:Dockerfile|Containerfile)(?:[._-][^/]*)?|[^/]+\.(?:Dockerfile|Containerfile)|(?:docker-)?compose[^/]*\.ya?ml)(?<!\.(?:py|[jt]sx?|rs|md))$/i;

/** The questions rules ask of the project. Built from facts alone; answers are computed when first asked for. */
export class ProjectView {
  private fileSet: ReadonlySet<string> | undefined;
  private containerFiles: boolean | undefined;
  private classIndex: ClassIndex | undefined;
  private composeIndex: ComposeIndex | undefined;
  private constantIndex: ConstantIndex | undefined;
  private routingIndex: RoutingIndex | undefined;
  private secretIndex: SecretIndex | undefined;
  private serviceIndex: ServiceIndex | undefined;
  private variableIndex: VariableIndex | undefined;
  private scripts: ReadonlyMap<string, readonly AgentReference[]> | undefined;
  private ports: ReadonlyMap<number, readonly AgentReference[]> | undefined;

  constructor(readonly facts: ProjectFacts) {}

  get definitions(): readonly StackDefinition[] {
    return this.facts.definitions;
  }

  get modelManifests(): readonly ModelManifest[] {
    return this.facts.modelManifests;
  }

  get baseAgent(): BaseAgent | null {
    return this.facts.baseAgent;
  }

  get envHelper(): EnvHelper | null {
    return this.facts.envHelper;
  }

  get classes(): ClassIndex {
    this.classIndex ??= new ClassIndex(this.facts.modules);
    return this.classIndex;
  }

  /** What the Compose files say: services by port, variables, merged projects. */
  get compose(): ComposeIndex {
    this.composeIndex ??= new ComposeIndex(this.facts.composeFiles);
    return this.composeIndex;
  }

  /** What names hold that one file imports from another. */
  get constants(): ConstantIndex {
    this.constantIndex ??= new ConstantIndex(this.facts.constants, this);
    return this.constantIndex;
  }

  /** Which routers are put where, and behind which guards. */
  get routing(): RoutingIndex {
    this.routingIndex ??= new RoutingIndex(this);
    return this.routingIndex;
  }

  /** Which secrets stand in several files. */
  get secrets(): SecretIndex {
    this.secretIndex ??= new SecretIndex(this.facts.secrets, this.facts.rootUri);
    return this.secretIndex;
  }

  /** Which programs containers start, and what those serve. */
  get services(): ServiceIndex {
    this.serviceIndex ??= new ServiceIndex(this);
    return this.serviceIndex;
  }

  /** Which environment variables are declared, and how they are read. */
  get variables(): VariableIndex {
    this.variableIndex ??= new VariableIndex(this.facts.variables);
    return this.variableIndex;
  }

  /** Whether the project has a file at a path below its root. */
  exists(path: string): boolean {
    this.fileSet ??= new Set(this.facts.files);
    return this.fileSet.has(path);
  }

  get files(): readonly string[] {
    return this.facts.files;
  }

  uriOf(path: string): string {
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    return `${this.facts.rootUri.replace(/\/$/, '')}/${encoded}`;
  }

  /** Path below the root, or null for files outside it. */
  pathOf(uri: string): string | null {
    const root = `${this.facts.rootUri.replace(/\/$/, '')}/`;
    return uri.startsWith(root) ? decodeURIComponent(uri.slice(root.length)) : null;
  }

  /** True when a Dockerfile or Compose file stands in the project: then agents run in containers, too. */
  get hasContainerFiles(): boolean {
    this.containerFiles ??= this.facts.files.some((path) => CONTAINER_FILE.test(path));
    return this.containerFiles;
  }

  /** The version range of a package of Node as the nearest `package.json` above a file asks for it; null where none does. */
  packageRange(file: string, name: string): string | null {
    return packageRange(this.facts.packages, file, name);
  }

  /** The text of a small file at the root that fixes write to, or null where missing. */
  smallText(path: string): string | null {
    return this.facts.smallTexts.find((small) => small.path === path)?.text ?? null;
  }

  /** The agents that startup files start from a script. Scripts may be given relative to the root, the machine's folder or the file. */
  agentsForScript(path: string): readonly AgentReference[] {
    this.scripts ??= indexScripts(this);
    return this.scripts.get(path) ?? [];
  }

  /** The agents that listen on a port (main or health) by their startup files. */
  agentsOnPort(port: number): readonly AgentReference[] {
    this.ports ??= indexPorts(this.facts.definitions);
    return this.ports.get(port) ?? [];
  }

  /** Where an agent's entry takes one more dependency; null where it cannot be added to. */
  dependencyPlace(file: string, agent: AgentDefinition): DependencyPlace | null {
    const known = this.facts.dependencyPlaces.find((places) => places.file === file);
    return known?.places.find(({ agentStart }) => agentStart === agent.range.start) ?? null;
  }

  /** All entries with a name, over all startup files. */
  agentsNamed(name: string): readonly AgentReference[] {
    return this.facts.definitions.flatMap((definition) =>
      definition.agents.filter((agent) => agent.name.value === name).map((agent) => ({ definition, agent })),
    );
  }

  /** The existing file that a script entry means, or null. Tried in order: the root, the folders down to the file's own. */
  resolveScript(definition: StackDefinition, script: string): string | null {
    return resolveScript(script, this.pathOf(definition.file) ?? '', (path) => this.exists(path));
  }
}

function indexScripts(view: ProjectView): Map<string, AgentReference[]> {
  const index = new Map<string, AgentReference[]>();
  for (const definition of view.definitions) {
    for (const agent of definition.agents) {
      if (agent.script === null) continue;
      const path = view.resolveScript(definition, agent.script.value);
      if (path === null) continue;
      const known = index.get(path);
      if (known === undefined) index.set(path, [{ definition, agent }]);
      else known.push({ definition, agent });
    }
  }
  return index;
}

function indexPorts(definitions: readonly StackDefinition[]): Map<number, AgentReference[]> {
  const index = new Map<number, AgentReference[]>();
  for (const definition of definitions) {
    for (const agent of definition.agents) {
      for (const port of [agent.port, agent.healthPort]) {
        const base = port?.value.base;
        if (base === null || base === undefined) continue;
        const known = index.get(base);
        if (known === undefined) index.set(base, [{ definition, agent }]);
        else known.push({ definition, agent });
      }
    }
  }
  return index;
}
