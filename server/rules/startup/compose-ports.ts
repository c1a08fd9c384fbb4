import { type Listener, type ListenerOptions, listenersOf } from '@agent-preflight/stack/definition/analysis/ports';
import { snakeCase } from '@agent-preflight/stack/definition/host-variable';
import type { ComposeFile } from '../../languages/compose/compose-file';
import type { ComposeService, Placed } from '../../languages/compose/compose-service';
import { type PublishedPort, isAddressUnknown, isOnAllInterfaces } from '../../languages/compose/published-port';
import { portsOf } from '../../project/compose-index';
import { composeServices, imageName } from '../containers/compose-services';
import { privateImage } from '../containers/private-services';
import type { ComposeContext, StartupContext } from '../rule';

/** A port of the host that a service takes. */
interface HostPort {
  readonly service: ComposeService;
  readonly published: PublishedPort;
  readonly place: Placed;
}

/** Two services of one Compose project that publish the same port of the host: the second is not started. */
export function checkComposePorts(context: ComposeContext): void {
  const taken: HostPort[] = [];
  for (const service of composeServices(context)) {
    // The base and an overlay may say the same port twice; the service takes it once.
    const own: HostPort[] = [];
    for (const { published, place } of portsOf(service)) {
      const port = { service, published, place };
      if (published.host === null || own.some((other) => overlap(port, other))) continue;
      own.push(port);
      const other = taken.find((candidate) => overlap(port, candidate));
      if (other === undefined || place.file !== context.compose) continue;
      context.report({
        range: place.node.range,
        message: `Port ${published.host.first} of the host is published by '${service.name}' and by '${other.service.name}': the second to start fails, so publish one of them elsewhere`,
        related:
          other.place.file === context.compose
            ? [
                {
                  uri: context.document.uri,
                  range: other.place.node.range,
                  message: `'${other.service.name}' publishes it.`,
                },
              ]
            : [],
      });
    }
    taken.push(...own);
  }
}

function overlap(a: HostPort, b: HostPort): boolean {
  const [first, second] = [a.published, b.published];
  if (first.host === null || second.host === null || first.protocol !== second.protocol) return false;
  // A range is where the engine may choose from.
  if (first.host.last !== first.host.first || second.host.last !== second.host.first) return false;
  if (first.host.first !== second.host.first || isAddressUnknown(first) || isAddressUnknown(second)) return false;
  const sameAddress = isOnAllInterfaces(first) || isOnAllInterfaces(second) || first.hostAddress === second.hostAddress;
  return sameAddress && runTogether(a.service, b.service);
}

/** Services of different profiles are often two ways to run the same thing. */
function runTogether(a: ComposeService, b: ComposeService): boolean {
  const [first, second] = [a.names('profiles'), b.names('profiles')].map((names) => names.map(({ name }) => name));
  if (first === undefined || second === undefined || first.length === 0 || second.length === 0) return true;
  return first.some((name) => second.includes(name));
}

/**
 * Agents whose port a database or broker of a Compose file takes on the same machine. Services that are built here are often the same agents in containers, and
 * say nothing about what else runs.
 */
export function checkAgainstCompose(context: StartupContext, options: ListenerOptions): void {
  const { project, definition } = context;
  if (project.compose.files.length === 0) return;
  const infrastructure = new Map<number, { service: ComposeService; file: ComposeFile; place: Placed }>();
  for (const file of project.compose.files) {
    for (const { port, service, place } of project.compose.hostPorts(file)) {
      if (place.file !== file || service.entries('build').length > 0 || privateImage(imageName(service)) === null)
        continue;
      if (!infrastructure.has(port)) infrastructure.set(port, { service, file, place });
    }
  }
  if (infrastructure.size === 0) return;
  for (const listener of listenersOf(definition, options)) {
    const other = infrastructure.get(listener.number);
    if (other === undefined || listener.role === 'nested' || isSameThing(listener, other.service)) continue;
    context.report({
      range: listener.port.range,
      severity: 'warning',
      message: `Port ${listener.number} is the ${listener.label} of ${listener.agent.name.value}, and the service '${other.service.name}' of ${other.file.path} is published there: on one machine only one of them starts, so give the agent another port`,
      related: [
        {
          uri: project.uriOf(other.file.path),
          range: other.place.node.range,
          message: `'${other.service.name}' is published on ${listener.number}.`,
        },
      ],
    });
  }
}

/** An agent that is the service by its name: `RedisServer` and `redis`. */
function isSameThing({ agent }: Listener, service: ComposeService): boolean {
  const words = new Set(snakeCase(agent.name.value).split('_'));
  const names = `${snakeCase(service.name)}_${snakeCase(imageName(service).split('/').pop() ?? '')}`;
  return names.split('_').some((word) => word.length > 2 && words.has(word));
}
