import { hostVariable, portVariable, healthPortVariable } from '../definition/host-variable';
import type { ProbeDefinition } from '../definition/model';
import { resolvePort, type Lookup } from '../environment/expand';
import type { OutsideAgent } from './neighbourhood';
import { isRequired } from './requirement';

/** A dependency that another machine starts: it is asked for its health, not started. */
export interface RemoteDependency {
  readonly name: string;
  /** Null where no file says which machine starts it. */
  readonly machine: string | null;
  readonly host: string;
  readonly port: number | null;
  readonly healthPort: number | null;
  readonly probe: ProbeDefinition | null;
  /** False: it never holds others back. */
  readonly required: boolean;
}

/**
 * Where an agent outside of this stack is, in the environment of one that depends on it. Null when nobody says where: neither
 * `<AGENT>_HOST` nor the policy, or no port.
 */
export function remoteDependency({ agent, machine, host }: OutsideAgent, lookup: Lookup): RemoteDependency | null {
  const name = agent.name.value;
  const address = lookup(hostVariable(name)) || host;
  const port = portIn(lookup(portVariable(name))) ?? (agent.port && resolvePort(agent.port.value, lookup));
  const healthPort =
    portIn(lookup(healthPortVariable(name))) ?? (agent.healthPort && resolvePort(agent.healthPort.value, lookup));
  if (!address || (port === null && healthPort === null && agent.probe?.port === undefined)) return null;
  const required = !agent.required || (isRequired(agent.required.value, (text) => text) ?? true);
  return { name, machine, host: address, port, healthPort, probe: remoteProbe(agent.probe), required };
}

/** What can only be asked on the machine itself is not asked from another one. */
function remoteProbe(probe: ProbeDefinition | null): ProbeDefinition | null {
  if (probe?.kind !== 'exec' && probe?.kind !== 'log') return probe;
  const { command: _command, pattern: _pattern, ...rest } = probe;
  return { ...rest, kind: 'auto' };
}

function portIn(text: string | undefined): number | null {
  const port = /^\s*\d{1,5}\s*$/.test(text ?? '') ? Number(text) : NaN;
  return port >= 1 && port <= 65_535 ? port : null;
}
