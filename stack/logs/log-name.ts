import { createHash } from 'node:crypto';

/** File systems take 255 bytes, and what rotation appends must find room as well. */
const LONGEST_NAME = 120;
/** Windows takes these for devices, whatever follows behind a dot. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/**
 * The name of an agent's log in its stack's directory of logs. Agents' names are people's words; file names are not: other characters are
 * written as their numbers, and a name that is too long is cut and told from others by a hash.
 */
export function logFileName(agent: string): string {
  const name = agent
    .replace(/[^A-Za-z0-9._-]/gu, (character) => `%${character.codePointAt(0)!.toString(16)}`)
    .replace(/^\./, '%2e')
    .replace(DEVICE, '%$&');
  if (name.length <= LONGEST_NAME) return `${name}.log`;
  const hash = createHash('sha256').update(agent).digest('hex').slice(0, 16);
  return `${name.slice(0, LONGEST_NAME - 17)}-${hash}.log`;
}
