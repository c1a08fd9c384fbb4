import { readFileSync } from 'node:fs';
import type { PlannedAgent } from '../plan/launch-plan';
import type { PreflightIssue } from '../preflight/issue';
import { note, ok, problem, type Examination } from './examination';

/** First and last number, both included. */
export type PortRange = readonly [first: number, last: number];

const MOST_NAMED = 5;

/** Declared ports against who holds them now. `held` are findings of the preflight about ports. */
export function examineHolders(
  agents: readonly PlannedAgent[],
  held: readonly Pick<PreflightIssue, 'message' | 'remedy'>[],
): Examination[] {
  const declared = new Set(agents.flatMap(({ declaredPorts }) => declaredPorts));
  if (declared.size === 0) return [];
  const count = declared.size === 1 ? '1 port is' : `${declared.size} ports are`;
  if (held.length === 0) return [ok('Ports', `${count} declared, none is held by a stranger`)];
  const shown = held.slice(0, MOST_NAMED).map(({ message }) => message);
  const more = held.length - shown.length;
  const finding = `${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
  return [problem('Ports', finding, held[0]!.remedy)];
}

/** Ports that the system hands out to outgoing connections: an agent that starts late may find its own taken by a stranger's. */
export function examineEphemeral(
  agents: readonly PlannedAgent[],
  range: PortRange | null,
  reserved: readonly PortRange[] = [],
): Examination[] {
  if (range === null) return [];
  const within = (port: number, [first, last]: PortRange) => port >= first && port <= last;
  const endangered = agents.flatMap(({ name, declaredPorts }) =>
    declaredPorts
      .filter((port) => within(port, range) && !reserved.some((one) => within(port, one)))
      .map((port) => ({ name, port })),
  );
  if (endangered.length === 0) return [];
  const shown = endangered.slice(0, MOST_NAMED).map(({ name, port }) => `${port} of ${name}`);
  const more = endangered.length - shown.length;
  const which = `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const ports = [...new Set(endangered.map(({ port }) => port))].sort((a, b) => a - b).join(',');
  const remedy =
    process.platform === 'linux'
      ? `Choose ports below ${range[0]}, or reserve them: sudo sysctl -w net.ipv4.ip_local_reserved_ports=${ports}`
      : `Choose ports below ${range[0]}.`;
  const finding = `${which}: from ${range[0]} to ${range[1]} the system takes ports for outgoing connections, any of which may be in the way`;
  return [note('Ports for outgoing connections', finding, remedy)];
}

/** The range in force here, and what is left out of it. Linux tells; the others' defaults are hardly ever changed. */
export function ephemeralPorts(procRoot = '/proc'): { range: PortRange | null; reserved: PortRange[] } {
  if (process.platform !== 'linux') return { range: [49_152, 65_535], reserved: [] };
  const [first, last] = (readText(`${procRoot}/sys/net/ipv4/ip_local_port_range`) ?? '')
    .trim()
    .split(/\s+/)
    .map(Number);
  const range: PortRange | null = first && last ? [first, last] : null;
  return { range, reserved: parseRanges(readText(`${procRoot}/sys/net/ipv4/ip_local_reserved_ports`) ?? '') };
}

/** `7200-7299,8080`. */
export function parseRanges(text: string): PortRange[] {
  return text
    .trim()
    .split(',')
    .flatMap((part): PortRange[] => {
      const found = /^(\d+)(?:-(\d+))?$/.exec(part.trim());
      return found ? [[Number(found[1]), Number(found[2] ?? found[1])]] : [];
    });
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
