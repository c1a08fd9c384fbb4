import path from 'node:path';
import { isMap, isScalar, YAMLMap, type Alias, type Document, type Node, type Scalar } from 'yaml';
import type { Template } from '../../environment/template';
import { ContainerAddresses } from '../container/addresses';
import { agentImage, type AgentImage, type ImageOptions } from '../container/image';
import { fixedLoss, fixedValue } from '../fixed-value';
import type { Export, ExportedFile, Handover, HandoverAgent, Loss, Variable } from '../handover';
import { commonFolder } from '../common-folder';
import { fetchArgument, fetchScript } from '../models-script';
import { probeCommand, quote, type ProbeCommand } from '../probe-command';
import { startWords } from '../program';
import { FETCH_SERVICE } from '../service-name';
import { orDefault } from '../split-environment';
import { present, yamlDocument, yamlOf, yamlText } from '../yaml-text';
import { composeText, escapeCompose } from './interpolation';
import { composeLosses } from './losses';

/** Writable for all, and gone with the container. */
const TEMPORARY = '/tmp';
/** What containers call the machine they run on. */
const GATEWAY = 'host.docker.internal';
const MODELS_VOLUME = 'fetched-models';

/** A Compose project: `compose.yaml`, and `compose.gpu.yaml` for machines with a GPU where agents prefer one. */
export function exportCompose(handover: Handover, options: ImageOptions): Export {
  return new ComposeExport(handover, options).export();
}

class ComposeExport {
  readonly #handover: Handover;
  readonly #losses: Loss[] = [];
  readonly #image: AgentImage;
  readonly #addresses: ContainerAddresses;
  readonly #folder: string | null;
  readonly #document: Document<Node>;
  readonly #scripts = new Map<string, Scalar>();
  /** Ports of the machine, and whose they are. */
  readonly #published = new Map<number, string>();

  constructor(handover: Handover, options: ImageOptions) {
    this.#handover = handover;
    this.#folder = options.folder ?? null;
    this.#image = agentImage(handover, options, this.#losses);
    this.#addresses = new ContainerAddresses(handover, this.#image.root, this.#losses, GATEWAY);
    this.#document = yamlDocument({});
  }

  export(): Export {
    const { agents } = this.#handover;
    const document = this.#document;
    const services: Record<string, unknown> = {};
    const [common, shared] = [new YAMLMap(), new YAMLMap()];
    const [serviceAlias, sharedAlias] = [document.createAlias(common, 'agent'), document.createAlias(shared, 'stack')];
    for (const agent of agents) services[agent.serviceName] = this.#service(agent, serviceAlias, sharedAlias);
    if (this.#handover.models.length > 0) services[FETCH_SERVICE] = this.#models(serviceAlias);
    const scripts = Object.fromEntries([...this.#scripts].map(([kind, node]) => [`x-ask-${kind}`, node]));
    // What all have in common shows when each has been looked at.
    fill(shared, document.createNode(this.#variables(this.#addresses.shared(), null)));
    fill(common, document.createNode(this.#common()));
    const root = {
      'x-agent': common,
      'x-environment': shared,
      ...scripts,
      services,
      ...present({ volumes: Object.fromEntries(this.#volumeNames().map((volume) => [volume, {}])) }),
    };
    document.contents = document.createNode(root);
    this.#losses.push(...composeLosses(this.#handover));
    this.#addresses.reportDotenv();
    const files: ExportedFile[] = [
      { path: 'compose.yaml', text: yamlText(document, this.#head()) },
      ...this.#gpuOverride(),
      ...this.#image.files,
    ];
    return { files, losses: [...this.#handover.losses, ...this.#losses], usage: this.#usage(files) };
  }

  #common(): object {
    const { build, name, user } = this.#image;
    const { logs } = this.#handover;
    return {
      image: name,
      ...(build
        ? { build: { context: escapeCompose(build.context), dockerfile: escapeCompose(build.dockerfile) } }
        : {}),
      working_dir: escapeCompose(this.#image.root),
      ...present({ user, env_file: this.#envFiles() }),
      ...(this.#addresses.usesGateway ? { extra_hosts: [`${GATEWAY}:host-gateway`] } : {}),
      init: true,
      read_only: true,
      tmpfs: [TEMPORARY],
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      logging: { driver: 'json-file', options: { 'max-size': `${logs.megabytes}m`, 'max-file': String(logs.files) } },
    };
  }

  /** Relative to the Compose file. */
  #envFiles(): string[] {
    const back =
      this.#image.build?.context ??
      (this.#folder === null ? '.' : path.posix.relative(this.#folder || '.', '.') || '.');
    return this.#handover.dotenvFiles.map((file) => escapeCompose(path.posix.join(back, file)));
  }

  #service(agent: HandoverAgent, common: Alias, shared: Alias): object {
    const [program = '', ...start] = startWords(agent, { root: this.#image.root, isHere: false });
    const { health, limits, name, serviceName } = agent;
    return {
      '<<': common,
      entrypoint: [program, ...start].map(escapeCompose),
      ...present({ command: agent.args.map((value) => this.#argument(agent, value)) }),
      environment: { '<<': shared, ...this.#variables(this.#addresses.ofAgent(agent), agent.name) },
      ...present({ depends_on: this.#dependsOn(agent), ports: this.#ports(agent), volumes: this.#mounts(agent) }),
      healthcheck: {
        test: this.#test(probeCommand(agent, (runtime) => (runtime === 'python' ? 'python3' : 'node'), this.#losses)),
        interval: seconds(health.intervalSeconds),
        timeout: seconds(health.timeoutSeconds),
        retries: health.retries,
        start_period: seconds(health.startPeriodSeconds),
      },
      restart: { always: 'always', 'on-failure': 'on-failure', never: 'no' }[agent.restart],
      ...(agent.stopSignal === 'SIGTERM' ? {} : { stop_signal: agent.stopSignal }),
      stop_grace_period: seconds(agent.graceSeconds),
      mem_limit: `${limits.memoryMb}m`,
      cpus: limits.cpus,
      pids_limit: limits.processes,
      ...(agent.gpu === 'required' ? gpuReservation() : {}),
      ...(name === serviceName ? {} : { labels: { 'agent-preflight.agent': escapeCompose(name) } }),
    };
  }

  #argument(agent: HandoverAgent, value: Template): string {
    const moved = this.#addresses.argument(agent, value);
    const text = composeText(moved);
    if (text !== null) return text;
    this.#losses.push(fixedLoss(agent.name, 'an argument', 'Compose'));
    return escapeCompose(fixedValue(moved));
  }

  #variables(variables: readonly Variable[], agent: string | null): Record<string, string> {
    return Object.fromEntries(variables.map((variable) => [variable.name, this.#value(variable, agent)]));
  }

  #value({ name, value, isDefault }: Variable, agent: string | null): string {
    // What the surroundings may set wins over a default, and `environment:` would win over them.
    const template = isDefault ? orDefault(name, value) : value;
    const text = composeText(template);
    if (text !== null) return text;
    this.#losses.push(fixedLoss(agent, name, 'Compose'));
    return escapeCompose(fixedValue(template));
  }

  #dependsOn(agent: HandoverAgent): Record<string, { condition: string }> {
    const agents = agent.waitsFor.map((name) => {
      const other = this.#handover.agents.find(({ serviceName }) => serviceName === name);
      return [name, { condition: other?.health.question.kind === 'process' ? 'service_started' : 'service_healthy' }];
    });
    const models = agent.models.length > 0 ? [[FETCH_SERVICE, { condition: 'service_completed_successfully' }]] : [];
    return Object.fromEntries([...agents, ...models]) as Record<string, { condition: string }>;
  }

  /** As under our launcher: for this machine alone. Health is asked inside. */
  #ports({ name: agent, ports }: HandoverAgent): string[] {
    const asked = ports.filter(({ name }) => name !== 'health').map(({ port }) => port);
    return asked.flatMap((port) => {
      const holder = this.#published.get(port);
      this.#published.set(port, holder ?? agent);
      if (holder === undefined) return [`127.0.0.1:${port}:${port}`];
      const why = `${holder} declares the same port, and the machine has it once`;
      this.#losses.push({ agent, what: `reaching it on port ${port}`, why, remedy: 'give it a port of its own' });
      return [];
    });
  }

  #mounts({ models }: HandoverAgent): string[] {
    return [...this.#volumes(), ...(models.length > 0 ? [`${MODELS_VOLUME}:${this.#modelsFolder()}:ro`] : [])];
  }

  #volumes(): string[] {
    return this.#handover.writableFolders.map(
      (folder) => `${volumeName(folder)}:${escapeCompose(path.posix.join(this.#image.root, folder))}`,
    );
  }

  #volumeNames(): string[] {
    const { writableFolders, models } = this.#handover;
    return [...writableFolders.map(volumeName), ...(models.length > 0 ? [MODELS_VOLUME] : [])];
  }

  #test({ program, script, args }: ProbeCommand): unknown[] {
    const words = ['CMD', ...program.map(escapeCompose)];
    if (!script) return [...words, ...args.map(escapeCompose)];
    return [...words, this.#script(`${script.kind}-${script.runtime}`, script.text), ...args.map(escapeCompose)];
  }

  /** Each script once, at the top. */
  #script(kind: string, text: string): Alias {
    let node = this.#scripts.get(kind);
    if (!node) {
      const created = this.#document.createNode(escapeCompose(text)) as Node;
      if (!isScalar(created)) throw new Error('a script is a scalar');
      created.type = 'BLOCK_LITERAL';
      node = created;
      this.#scripts.set(kind, node);
    }
    return this.#document.createAlias(node, `ask-${kind}`);
  }

  /** Fetched before agents start, in a container that ends by itself; nothing is fetched twice. */
  #models(common: Alias): object {
    const { models } = this.#handover;
    const manifest = models.map((model) => fetchArgument(model, this.#image.root));
    return {
      '<<': common,
      entrypoint: ['python3', '-c', escapeCompose(fetchScript())],
      command: manifest.map(escapeCompose),
      volumes: [`${MODELS_VOLUME}:${this.#modelsFolder()}`],
      restart: 'no',
      mem_limit: '512m',
      cpus: 1,
      pids_limit: 64,
    };
  }

  #modelsFolder(): string {
    const { root } = this.#image;
    const files = this.#handover.models.map(({ path: file }) => path.posix.resolve(root, file));
    return escapeCompose(commonFolder(files, root));
  }

  #gpuOverride(): ExportedFile[] {
    const preferring = this.#handover.agents.filter(({ gpu }) => gpu === 'preferred');
    if (preferring.length === 0) return [];
    const services = Object.fromEntries(preferring.map(({ serviceName }) => [serviceName, gpuReservation()]));
    const head = [
      'For machines with a GPU, on top of compose.yaml:',
      `  ${this.#start(['compose.yaml', 'compose.gpu.yaml'])}`,
    ];
    return [{ path: 'compose.gpu.yaml', text: yamlOf({ services }, head) }];
  }

  #start(files: readonly string[]): string {
    const below = (file: string) => quote(this.#folder ? path.posix.join(this.#folder, file) : file);
    const environment = this.#handover.dotenvFiles.map((file) => `--env-file ${file} `).join('');
    // Compose files of older versions of Compose know no `name:`.
    return `docker compose --project-name ${this.#handover.name} ${environment}${files.map((file) => `-f ${below(file)} `).join('')}up --detach --wait`;
  }

  #usage(files: readonly ExportedFile[]): string[] {
    const gpu = files.some(({ path: file }) => file === 'compose.gpu.yaml');
    return [this.#start(['compose.yaml']), ...(gpu ? [this.#start(['compose.yaml', 'compose.gpu.yaml'])] : [])];
  }

  #head(): string[] {
    return [
      `The agents of ${this.#handover.file}, each in a container of its own. Start them from the project's root:`,
      `  ${this.#start(['compose.yaml'])}`,
    ];
  }
}

function fill(map: YAMLMap, node: unknown): void {
  if (isMap(node)) map.items = node.items;
}

function gpuReservation(): object {
  const devices = [{ driver: 'nvidia', count: 1, capabilities: ['gpu'] }];
  return { deploy: { resources: { reservations: { devices } } } };
}

function volumeName(folder: string): string {
  return (
    folder
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'data'
  );
}

/** `8s`, `1500ms` */
function seconds(value: number): string {
  return Number.isInteger(value) ? `${value}s` : `${Math.round(value * 1000)}ms`;
}
