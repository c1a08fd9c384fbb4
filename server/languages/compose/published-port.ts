import { type YamlNode, entryOf } from '@agent-preflight/stack/definition/yaml/tree';
import { UNKNOWN, withDefaults } from './interpolation';

/** A `ports:` item in either syntax, variables at their defaults. */
export interface PublishedPort {
  /** The address of the host it is published on; null: all of them. `UNKNOWN` inside means the environment decides. */
  readonly hostAddress: string | null;
  /** First and last port on the host; null: chosen by the engine, or known to the environment only. */
  readonly host: PortRange | null;
  readonly container: PortRange | null;
  readonly protocol: string;
}

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** Reads a `ports:` item; null where it is none. */
export function readPort(node: YamlNode): PublishedPort | null {
  if (node.kind === 'scalar') return node.value === null ? null : readShort(withDefaults(node.text));
  if (node.kind !== 'map') return null;
  const part = (key: string): string | null => {
    const value = entryOf(node, key)?.value;
    return value?.kind === 'scalar' && value.value !== null ? withDefaults(value.text) : null;
  };
  const target = part('target');
  if (target === null) return null;
  return {
    hostAddress: part('host_ip'),
    host: readRange(part('published') ?? ''),
    container: readRange(target),
    protocol: part('protocol') ?? 'tcp',
  };
}

/** `[ADDRESS:][HOST]:CONTAINER[/PROTOCOL]`, read from its end: addresses may hold colons. */
function readShort(text: string): PublishedPort | null {
  const [mapping = '', protocol = 'tcp'] = text.trim().split('/');
  const last = mapping.lastIndexOf(':');
  const container = readRange(mapping.slice(last + 1));
  if (last === -1) return container === null ? null : { hostAddress: null, host: null, container, protocol };
  const rest = mapping.slice(0, last);
  const middle = rest.lastIndexOf(':');
  const address = middle === -1 || rest.endsWith(']') ? (rest.endsWith(']') ? rest : null) : rest.slice(0, middle);
  const host = rest.endsWith(']') ? '' : rest.slice(middle + 1);
  return {
    hostAddress: address === null || address === '' ? null : address.replace(/^\[|\]$/g, ''),
    host: readRange(host),
    container,
    protocol,
  };
}

function readRange(text: string): PortRange | null {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text.trim());
  if (match === null) return null;
  const first = Number(match[1]);
  const last = match[2] === undefined ? first : Number(match[2]);
  return first > 65_535 || last > 65_535 || last < first ? null : { first, last };
}

/** Whether everybody who reaches the host reaches the port. */
export function isOnAllInterfaces({ hostAddress }: PublishedPort): boolean {
  return hostAddress === null || /^(?:0\.0\.0\.0|::|0|\*)$/.test(hostAddress);
}

export function holds(range: PortRange | null, port: number): boolean {
  return range !== null && range.first <= port && port <= range.last;
}

/** True when the environment has a say in the address. */
export function isAddressUnknown({ hostAddress }: PublishedPort): boolean {
  return hostAddress?.includes(UNKNOWN) ?? false;
}
