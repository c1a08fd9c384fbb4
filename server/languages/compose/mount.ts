import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { type YamlMap, type YamlNode, entryOf } from '@agent-preflight/stack/definition/yaml/tree';
import { isTrue } from './compose-service';
import { withDefaults } from './interpolation';

/** A `volumes:` item in either syntax, variables at their defaults. */
export interface Mount {
  readonly kind: 'bind' | 'volume' | 'anonymous' | 'tmpfs' | 'npipe' | 'other';
  /** Path on the host, or the name of a volume; empty for anonymous ones. */
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
  /** Where the source (or the whole short item) stands. */
  readonly range: TextRange;
  /** The entries of the long syntax; null for the short one. */
  readonly long: YamlMap | null;
}

/** Reads a `volumes:` item; null where it is none. */
export function readMount(node: YamlNode): Mount | null {
  if (node.kind === 'scalar') return node.value === null ? null : readShort(onHost(node.text), node.range);
  return node.kind === 'map' ? readLong(node) : null;
}

function readShort(text: string, range: TextRange): Mount | null {
  // A drive letter's colon separates nothing.
  const match = /^([A-Za-z]:[\\/][^:]*|\\\\[^:]*|[^:]*)(?::([A-Za-z]:[\\/][^:]*|\\\\[^:]*|[^:]*))?(?::(.*))?$/s.exec(
    text.trim(),
  );
  const [, first = '', target, mode = ''] = match ?? [];
  if (first === '') return null;
  if (target === undefined) return { kind: 'anonymous', source: '', target: first, readOnly: false, range, long: null };
  const readOnly = mode.split(',').some((word) => /^(?:ro|readonly)$/.test(word.trim()));
  const kind = first.startsWith('\\\\.\\pipe') ? 'npipe' : isHostPath(first) ? 'bind' : 'volume';
  return { kind, source: first, target, readOnly, range, long: null };
}

function readLong(map: YamlMap): Mount | null {
  const scalar = (key: string): string => {
    const value = entryOf(map, key)?.value;
    return value?.kind === 'scalar' ? onHost(value.text) : '';
  };
  const source = scalar('source') || scalar('src');
  const type = scalar('type');
  const kind =
    type === 'bind' || type === 'tmpfs' || type === 'npipe'
      ? type
      : type === 'volume' || type === ''
        ? source === ''
          ? 'anonymous'
          : isHostPath(source)
            ? 'bind'
            : 'volume'
        : 'other';
  const place = (entryOf(map, 'source') ?? entryOf(map, 'src'))?.value;
  const range = place?.kind === 'scalar' ? place.range : map.range;
  const target = scalar('target') || scalar('dst') || scalar('destination');
  const readOnly = isTrue(scalar('read_only')) || isTrue(scalar('readonly'));
  return { kind, source, target, readOnly, range, long: map };
}

/** Every machine sets `HOME`, and nobody to one value. */
function onHost(text: string): string {
  return withDefaults(text.replace(/\$(?:HOME\b|\{HOME\})/g, '~'));
}

/** Paths begin like paths; everything else is the name of a volume. */
function isHostPath(source: string): boolean {
  return /^(?:[./~\\$\uffff]|[A-Za-z]:[\\/])/.test(source);
}

/** A path as the host takes it: one kind of slash, none doubled or at the end, `.` and `..` followed. A leading `..` stays. */
export function normalisedSource(source: string): string {
  const path = source.replace(/\\/g, '/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && (path.startsWith('/') || (parts.length > 0 && parts.at(-1) !== '..'))) parts.pop();
    else parts.push(part);
  }
  if (path.startsWith('/')) return `/${parts.join('/')}`;
  return `${/^\.(?:\/|$)/.test(path) ? './' : ''}${parts.join('/')}`;
}

/** Whether a declared volume is made by the driver that comes with the engine, for which `device` is a place on the host. */
export function isLocalDriver(volume: YamlNode): boolean {
  const driver = volume.kind === 'map' ? entryOf(volume, 'driver')?.value : undefined;
  return driver?.kind !== 'scalar' || driver.text === 'local';
}
