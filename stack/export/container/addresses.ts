import { hostVariable, snakeCase } from '../../definition/host-variable';
import type { Template } from '../../environment/template';
import type { Handover, HandoverAgent, Loss, Variable } from '../handover';
import { constantOf, mapLiterals, namesIn } from '../substitute';

/** Loopback, which in a container is the container itself, with what stands around it in an address. */
const LOOPBACK = /(?<![\w.-])(localhost|127\.0\.0\.\d{1,3}|\[::1\])(?::(\d{1,5}))?(?![\w.-])/g;
/** Variables that say on which interface an agent listens. */
export const WHERE_TO_LISTEN = /^(?:HOST|(?:\w+_)?(?:BIND|LISTEN)(?:_\w+)?|BIND_\w+|LISTEN_\w+)$/i;
/** What a shell says of the machine and the person it runs for. */
const MACHINE = new Set([
  'HOME',
  'HOSTNAME',
  'LD_LIBRARY_PATH',
  'LOGNAME',
  'PATH',
  'SHELL',
  'TMPDIR',
  'USER',
  'VIRTUAL_ENV',
]);
const OWN_ADDRESS = /^(?:\w+_)?(?:ADVERTISED?|ANNOUNCED?|PUBLIC|OWN|SELF|MY|THIS)(?:_\w+)?_?(?:HOST|ADDRESS|IP|URL)$/i;
const ADDRESS_OF = /^(\w+?)_(?:HOST|HOSTNAME|ADDR|ADDRESS|IP|SERVER|URL|URI|ENDPOINT)$/i;

/**
 * Puts containers in the place of processes of one machine: loopback becomes the name of the agent that is meant, or all interfaces where
 * an agent listens; paths of the project become those of the image. What nobody can tell is left as it is, and told.
 */
export class ContainerAddresses {
  readonly #handover: Handover;
  readonly #root: string;
  readonly #losses: Loss[];
  readonly #byPort = new Map<number, HandoverAgent>();
  readonly #gateway: string | null;
  #usesGateway = false;

  /** @param gateway what containers call the machine they run on; null where they cannot reach it. */
  constructor(handover: Handover, root: string, losses: Loss[], gateway: string | null = null) {
    this.#handover = handover;
    this.#root = root;
    this.#losses = losses;
    this.#gateway = gateway;
    for (const agent of handover.agents)
      for (const { port } of agent.ports) if (!this.#byPort.has(port)) this.#byPort.set(port, agent);
  }

  /** Whether the machine itself has been asked for so far. */
  get usesGateway(): boolean {
    return this.#usesGateway;
  }

  /** Addresses in `.env`, which reach the containers as they are. */
  reportDotenv(): void {
    const { dotenv, dotenvFiles } = this.#handover;
    const set = new Set(
      this.shared().flatMap(({ name, isDefault, value }) => (isDefault || constantOf(value) === null ? [] : [name])),
    );
    const names = dotenv.filter(({ name, isLoopback }) => isLoopback && !set.has(name)).map(({ name }) => name);
    if (names.length === 0) return;
    this.#losses.push({
      agent: null,
      what: `addresses in ${dotenvFiles.join(' and ')}: ${names.join(', ')}`,
      why: 'they are loopback, which in a container is the container itself',
      remedy: 'give the target an environment file of its own, with the names of services in place of loopback',
    });
  }

  /** The stack's variables as containers need them. Those that say where an agent itself is are left to `ofAgent`. */
  shared(): Variable[] {
    return this.#handover.environment
      .filter((variable) => !this.#isOwn(variable.name) && this.#isPortable(variable, null))
      .map((variable) => this.#move(variable, null));
  }

  /** An agent's variables, with those of the stack that are different for each agent. */
  ofAgent(agent: HandoverAgent): Variable[] {
    const own = new Set(agent.environment.map(({ name }) => name));
    const inherited = this.#handover.environment.filter(({ name }) => this.#isOwn(name) && !own.has(name));
    return [...inherited, ...agent.environment]
      .filter((variable) => this.#isPortable(variable, agent))
      .map((variable) => this.#move(variable, agent));
  }

  /** An argument of an agent's. */
  argument(agent: HandoverAgent, value: Template): Template {
    return this.#text(value, null, agent);
  }

  /** What a machine's own variables are in a container, only its image knows; those of whoever starts it would be wrong there. */
  #isPortable({ name, value }: Variable, agent: HandoverAgent | null): boolean {
    const machine = namesIn(value).filter((one) => MACHINE.has(one));
    if (machine.length === 0) return true;
    this.#report({
      agent: agent?.name ?? null,
      what: `${name} is left out`,
      why: `it is made of ${machine.join(' and ')}, which ${machine.length === 1 ? 'is another one' : 'are others'} in a container`,
      remedy: `set ${name} in the image`,
    });
    return false;
  }

  #isOwn(name: string): boolean {
    return OWN_ADDRESS.test(name) && !this.#neighbour(name);
  }

  #move(variable: Variable, agent: HandoverAgent | null): Variable {
    const { name, value } = variable;
    const neighbour = this.#neighbour(name);
    // Where the agents are, only the export knows: what is set for one machine would be wrong here.
    if (neighbour && variable.isDefault) return { ...variable, value: [neighbour.serviceName], isDefault: false };
    return { ...variable, value: this.#text(value, name, agent) };
  }

  #text(value: Template, name: string | null, agent: HandoverAgent | null): Template {
    return mapLiterals(value, (text) =>
      this.#inImage(text).replace(LOOPBACK, (whole, _host: string, port?: string) => {
        const target = this.#target(name, port === undefined ? null : Number(port), agent);
        if (target === null) {
          this.#reportAddress(name, port ?? null, agent);
          if (this.#gateway === null) return whole;
          this.#usesGateway = true;
          return port === undefined ? this.#gateway : `${this.#gateway}:${port}`;
        }
        return port === undefined ? target : `${target}:${port}`;
      }),
    );
  }

  #target(name: string | null, port: number | null, agent: HandoverAgent | null): string | null {
    if (name !== null && WHERE_TO_LISTEN.test(name)) return '0.0.0.0';
    const owner = port === null ? undefined : this.#byPort.get(port);
    if (owner) return owner.serviceName;
    if (name === null) return null;
    if (this.#isOwn(name)) return agent?.serviceName ?? null;
    // With a port that is nobody's, something else is meant, whatever the variable is called.
    if (port !== null) return null;
    return (this.#neighbour(name) ?? this.#besidePort(name, agent) ?? this.#bySpelling(name))?.serviceName ?? null;
  }

  /** `SERVICE_REGISTRY_HOST` → ServiceRegistry */
  #neighbour(name: string): HandoverAgent | undefined {
    return this.#handover.agents.find((agent) => hostVariable(agent.name) === name);
  }

  /** `REGISTRY_HOST` beside `REGISTRY_PORT=7200` → whoever listens on 7200 */
  #besidePort(name: string, agent: HandoverAgent | null): HandoverAgent | undefined {
    const stem = ADDRESS_OF.exec(name)?.[1];
    if (stem === undefined) return undefined;
    const variables = [...(agent?.environment ?? []), ...this.#handover.environment];
    const beside = variables.find((variable) => variable.name === `${stem}_PORT`);
    return beside && this.#byPort.get(Number(constantOf(beside.value) ?? Number.NaN));
  }

  /** `REGISTRY_HOST` → ServiceRegistry, where it is the only one whose name ends so. */
  #bySpelling(name: string): HandoverAgent | undefined {
    const stem = ADDRESS_OF.exec(name)?.[1]?.toLowerCase();
    if (stem === undefined) return undefined;
    const candidates = this.#handover.agents.filter((agent) => `_${snakeCase(agent.name)}_`.includes(`_${stem}_`));
    return candidates.length === 1 ? candidates[0] : undefined;
  }

  #inImage(text: string): string {
    const { projectRoot } = this.#handover;
    if (projectRoot.length < 2 || !text.includes(projectRoot)) return text;
    const escaped = projectRoot.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return text.replace(new RegExp(`${escaped}(?![\\w.-])`, 'g'), this.#root);
  }

  #reportAddress(name: string | null, port: string | null, agent: HandoverAgent | null): void {
    this.#report({
      agent: agent?.name ?? null,
      what: `the address in ${name ?? 'an argument'}`,
      why:
        port === null
          ? 'it is loopback, which in a container is the container itself, and nothing tells which agent is meant'
          : `nobody in this stack listens on ${port}, and in a container loopback is the container itself`,
      remedy:
        this.#gateway === null
          ? 'add what is meant to the target, or name its address there'
          : `the machine itself is asked (${this.#gateway}), where what is meant has to listen on more than loopback; or add it as a service`,
    });
  }

  /** Each loss once, however often its variable is asked for. */
  #report(loss: Loss): void {
    if (!this.#losses.some(({ what, agent }) => what === loss.what && agent === loss.agent)) this.#losses.push(loss);
  }
}
