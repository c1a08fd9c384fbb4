import type { ComposeService } from '../../languages/compose/compose-service';
import type { YamlScalar } from '../../languages/yaml/yaml-model';
import type { Fix } from '../finding';
import type { YamlContext } from '../rule';

/** What a Compose file says about an address in one of its services. */
export interface ComposeHost {
  /** True where the address is right: the service itself listens there, or shares the network of the host or of another service. */
  readonly isRight: boolean;
  /** The service that listens on the address's port: its name is what others reach it by. */
  readonly owner: string | null;
}

const NOTHING: ComposeHost = { isRight: false, owner: null };

/** @param scalar a value of the file. @param port the port of the loopback address that it holds. */
export function composeHost(
  { document, project }: YamlContext,
  { path }: YamlScalar,
  port: number | null,
): ComposeHost {
  if (document.kind !== 'compose' || path[0] !== 'services') return NOTHING;
  const file = project.compose.files.find((one) => one.path === document.path);
  const services = file === undefined ? [] : project.compose.project(file).services;
  const own = services.find(({ name }) => name === path[1]);
  if (own === undefined) return NOTHING;
  const owner = port === null ? null : project.compose.serviceOwning(port);
  return { isRight: sharesNetwork(own) || (owner !== null && owner === own.name), owner };
}

function sharesNetwork(service: ComposeService): boolean {
  return /^(?:host$|service:|container:)/.test(service.text('network_mode') ?? '');
}

/** Puts the service's name in place of the address. */
export function nameServiceFix(context: YamlContext, scalar: YamlScalar, host: string, owner: string): Fix[] {
  const at = context.document.slice(scalar.range).lastIndexOf(host);
  if (at === -1) return [];
  const start = scalar.range.start + at;
  return [
    {
      title: `Reach the service '${owner}' by its name`,
      safety: 'safe',
      edits: () => [{ uri: context.document.uri, range: { start, end: start + host.length }, newText: owner }],
    },
  ];
}
