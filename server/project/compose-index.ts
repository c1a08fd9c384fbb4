import type { ComposeFile } from '../languages/compose/compose-file';
import { type ComposeProject, composeProject } from '../languages/compose/compose-project';
import type { ComposeService, Placed } from '../languages/compose/compose-service';
import { listenedPorts } from '../languages/compose/listened-ports';
import {
  type PublishedPort,
  holds,
  isAddressUnknown,
  isOnAllInterfaces,
  readPort,
} from '../languages/compose/published-port';
import { variablesIn } from '../languages/compose/interpolation';

/** A service that answers on a port. */
export interface ComposeServiceReference {
  readonly file: ComposeFile;
  readonly service: ComposeService;
}

/** A port of the host that a Compose file publishes. */
export interface HostPort {
  readonly port: number;
  readonly service: ComposeService;
  readonly place: Placed;
}

/** Ranges wider than this are passed over: nobody names a service by one port of thousands. */
const MAX_RANGE = 64;

/** What the project's Compose files say together. Answers are worked out when first asked for. */
export class ComposeIndex {
  private readonly projects = new Map<ComposeFile, ComposeProject>();
  private byPort: ReadonlyMap<number, readonly ComposeServiceReference[]> | undefined;
  private declaredNames: ReadonlySet<string> | undefined;
  private readNames: ReadonlySet<string> | undefined;

  constructor(readonly files: readonly ComposeFile[]) {}

  /** The merged project of a file of this index. */
  project(file: ComposeFile): ComposeProject {
    let project = this.projects.get(file);
    if (project === undefined) this.projects.set(file, (project = composeProject(file, this.files)));
    return project;
  }

  /** The services that listen on a port, be it the container's or the one it is published as. */
  servicesOnPort(port: number): readonly ComposeServiceReference[] {
    this.byPort ??= indexPorts(this);
    return this.byPort.get(port) ?? [];
  }

  /**
   * The one service that listens on a port; null where none or several do. Its name is also its host name for the other services, which reach it
   * on this port, not on the one it is published as.
   */
  serviceOwning(port: number): string | null {
    const [first, ...others] = new Set(
      this.servicesOnPort(port).flatMap(({ service }) => (listensOn(service, port) ? [service.name] : [])),
    );
    return others.length === 0 ? (first ?? null) : null;
  }

  /** The ports of the host that a file's services publish, on all interfaces or on loopback; those the environment decides are left out. */
  hostPorts(file: ComposeFile): HostPort[] {
    return this.project(file).services.flatMap((service) =>
      portsOf(service).flatMap(({ published, place }) =>
        published.host === null ||
        isAddressUnknown(published) ||
        !(isOnAllInterfaces(published) || isLoopback(published))
          ? []
          : numbersOf(published.host).map((port) => ({ port, service, place })),
      ),
    );
  }

  /** Names that `environment:` of some service sets. */
  get declaredVariables(): ReadonlySet<string> {
    this.declaredNames ??= new Set(
      this.files.flatMap((file) =>
        this.project(file).services.flatMap((service) => service.pairs('environment').map(({ key }) => key)),
      ),
    );
    return this.declaredNames;
  }

  /** Names that the files read from the machine's environment, as in `${NAME}` under `environment:` or `ports:`. */
  get referencedVariables(): ReadonlySet<string> {
    this.readNames ??= new Set(
      this.files.flatMap((file) =>
        this.project(file).services.flatMap((service) => [
          ...service.pairs('environment').flatMap(({ value }) => (value === null ? [] : variablesIn(value))),
          ...[...service.items('ports'), ...service.items('volumes'), ...service.items('image')].flatMap(({ node }) =>
            node.kind === 'scalar' ? variablesIn(node.text) : [],
          ),
        ]),
      ),
    );
    return this.readNames;
  }
}

/** The ports of a service with their places. */
export function portsOf(service: ComposeService): { readonly published: PublishedPort; readonly place: Placed }[] {
  return service.items('ports').flatMap((place) => {
    const published = readPort(place.node);
    return published === null ? [] : [{ published, place }];
  });
}

function listensOn(service: ComposeService, port: number): boolean {
  return listenedPorts(service).some((range) => holds(range, port));
}

function isLoopback({ hostAddress }: PublishedPort): boolean {
  return hostAddress !== null && /^(?:127\.|::1$|localhost$)/.test(hostAddress);
}

function numbersOf({ first, last }: { readonly first: number; readonly last: number }): number[] {
  return last - first > MAX_RANGE ? [] : Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
}

function indexPorts(index: ComposeIndex): Map<number, ComposeServiceReference[]> {
  const services = new Map<number, ComposeServiceReference[]>();
  for (const file of index.files) {
    for (const service of index.project(file).services) {
      if (service.declaration?.file !== file) continue;
      const ports = new Set(
        [...portsOf(service).map(({ published }) => published.host), ...listenedPorts(service)].flatMap((range) =>
          range === null ? [] : numbersOf(range),
        ),
      );
      for (const port of ports) {
        const known = services.get(port);
        if (known === undefined) services.set(port, [{ file, service }]);
        else known.push({ file, service });
      }
    }
  }
  return services;
}
