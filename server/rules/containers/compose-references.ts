import { entryOf } from '@agent-preflight/stack/definition/yaml/tree';
import type { DeclaredKind } from '../../languages/compose/compose-file';
import { type ComposeService, type Placed, isTrue } from '../../languages/compose/compose-service';
import { readMount } from '../../languages/compose/mount';

/** A name that a service uses and that has to be defined somewhere in the project. */
export interface Reference {
  readonly kind: 'service' | DeclaredKind;
  readonly key: string;
  readonly name: string;
  readonly place: Placed;
  /** The part of the text that is the name. */
  readonly offset?: number;
}

/** Every name of another service, a network, a volume, a secret, a config or a model. */
export function referencesOf(service: ComposeService): Reference[] {
  return [...serviceReferences(service), ...declaredReferences(service)];
}

function serviceReferences(service: ComposeService): Reference[] {
  const found: Reference[] = [];
  for (const { name, place } of service.names('depends_on')) {
    const condition = place.entry.value.kind === 'map' ? entryOf(place.entry.value, name)?.value : undefined;
    const required = condition?.kind === 'map' ? entryOf(condition, 'required')?.value : undefined;
    // An optional dependency may be missing.
    if (required?.kind === 'scalar' && !isTrue(required.text)) continue;
    found.push({ kind: 'service', key: 'depends_on', name, place });
  }
  for (const key of ['links', 'volumes_from']) {
    for (const { name, place } of service.names(key)) {
      if (name.startsWith('container:')) continue;
      found.push({ kind: 'service', key, name: name.split(':')[0] ?? name, place });
    }
  }
  for (const key of ['network_mode', 'ipc', 'pid']) {
    const place = service.scalar(key);
    const name = /^service:(.+)$/.exec(place?.node.text ?? '')?.[1];
    if (place !== null && name !== undefined)
      found.push({ kind: 'service', key, name, place, offset: 'service:'.length });
  }
  for (const { file, entry } of service.entries('extends')) {
    const { value } = entry;
    const node = value.kind === 'map' ? entryOf(value, 'service')?.value : value;
    const elsewhere = value.kind === 'map' && entryOf(value, 'file') !== undefined;
    if (node?.kind === 'scalar' && !elsewhere) {
      found.push({ kind: 'service', key: 'extends', name: node.text, place: { file, node, entry } });
    }
  }
  return found;
}

function declaredReferences(service: ComposeService): Reference[] {
  const found: Reference[] = [];
  for (const { name, place } of service.names('networks')) {
    if (name !== 'default') found.push({ kind: 'networks', key: 'networks', name, place });
  }
  for (const place of service.items('volumes')) {
    const mount = readMount(place.node);
    if (mount?.kind === 'volume') found.push({ kind: 'volumes', key: 'volumes', name: mount.source, place });
  }
  for (const kind of ['secrets', 'configs'] as const) {
    for (const place of service.items(kind)) {
      const node = place.node.kind === 'map' ? entryOf(place.node, 'source')?.value : place.node;
      if (node?.kind === 'scalar') found.push({ kind, key: kind, name: node.text, place: { ...place, node } });
    }
  }
  for (const { name, place } of service.names('build', 'secrets')) {
    found.push({ kind: 'secrets', key: 'build.secrets', name, place });
  }
  for (const { name, place } of service.names('models')) found.push({ kind: 'models', key: 'models', name, place });
  return found;
}
