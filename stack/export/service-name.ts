import { createHash } from 'node:crypto';
import { snakeCase } from '../definition/host-variable';

/**
 * A DNS label for a name of any kind: lower-case letters, digits and dashes, begins with a letter. Names that do not fit, or of which too little is
 * left, are told apart by a piece of their hash.
 */
export function dnsLabel(name: string, longest: number): string {
  const plain = snakeCase(name.normalize('NFKD')).replaceAll('_', '-');
  const label = /^[a-z]/.test(plain) ? plain : plain === '' ? 'agent' : `agent-${plain}`;
  const kept = name.replace(/[\s_.-]/g, '').length;
  const told = label.replaceAll('-', '').length;
  const isWhole = label.length <= longest && (/^[\x20-\x7e]*$/.test(name) || told >= kept);
  return isWhole && plain !== '' ? label : withHash(label, name, longest);
}

/** What fetches models goes by this name beside the agents. */
export const FETCH_SERVICE = 'fetch-models';

/** A label for each of the names; those that would be the same, or `FETCH_SERVICE`, get a piece of their hash. */
export function uniqueLabels(names: readonly string[], longest: number): Map<string, string> {
  const labels = new Map<string, string>();
  const taken = new Map<string, number>([[FETCH_SERVICE, 1]]);
  for (const name of names) taken.set(dnsLabel(name, longest), (taken.get(dnsLabel(name, longest)) ?? 0) + 1);
  for (const name of names) {
    const label = dnsLabel(name, longest);
    labels.set(name, taken.get(label) === 1 ? label : withHash(label, name, longest));
  }
  return labels;
}

function withHash(label: string, name: string, longest: number): string {
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${label.slice(0, longest - hash.length - 1).replace(/-+$/, '')}-${hash}`;
}
