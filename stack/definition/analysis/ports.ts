import type { AgentDefinition, PortValue, StackDefinition } from '../model';
import type { Located } from '../text-range';
import { runTogether, shareMachine } from './companions';

/** A port that an agent opens. */
export interface Listener {
  readonly definition: StackDefinition;
  readonly agent: AgentDefinition;
  /** Where the number, or the number it derives from, is written. */
  readonly port: Located<PortValue>;
  readonly role: 'port' | 'health' | 'derived' | 'nested';
  /** How to name it to the user: `port`, `health port`, `config.grpc_port`. */
  readonly label: string;
  /** With every variable at its default. */
  readonly number: number;
}

export interface PortConflict {
  readonly number: number;
  /** In the order of the files and of their text, at least two. */
  readonly listeners: readonly Listener[];
}

export interface ListenerOptions {
  /** Does the class of this agent open HTTP health on `health_check_port + 1`? */
  readonly opensDerivedHealthPort: (agent: AgentDefinition) => boolean;
}

/** Words of a nested key that say: this agent itself listens there. A client's ports are named after the other side. */
const OWN_PORT =
  /^(?:config|params|parameters|settings|options)\.(?:(?:zmq|grpc|https?|rest|ws|websocket|metrics|prometheus|admin|control|api|web|ui|pub|publish|publisher|rep|router|stream|rpc|debug|listen|bind|server)_)?port$|^(?:zmq|grpc|https?|rest|ws|websocket|metrics|admin|control|api|pub|rep|rpc|debug)_port$|^ports\.\w+$/;

/** All ports that the agents of a file open once started; disabled agents open none. */
export function listenersOf(definition: StackDefinition, options: ListenerOptions): Listener[] {
  return definition.agents.flatMap((agent) => (agent.enabled ? listenersOfAgent(definition, agent, options) : []));
}

function listenersOfAgent(definition: StackDefinition, agent: AgentDefinition, options: ListenerOptions): Listener[] {
  const listeners: Listener[] = [];
  const add = (port: Located<PortValue> | null, role: Listener['role'], label: string, shift = 0): void => {
    const base = port?.value.base;
    if (!port || base === null || base === undefined || base + shift === 0) return;
    // One number twice in one entry is one socket said twice (`port` and `config.zmq_port`).
    if (role === 'nested' && listeners.some((listener) => listener.number === base)) return;
    listeners.push({ definition, agent, port, role, label, number: base + shift });
  };
  add(agent.port, 'port', 'port');
  if (agent.healthPort?.value.base !== agent.port?.value.base) add(agent.healthPort, 'health', 'health port');
  for (const nested of agent.nestedPorts) if (OWN_PORT.test(nested.path)) add(nested.port, 'nested', nested.path);
  if (agent.healthPort && options.opensDerivedHealthPort(agent)) {
    add(agent.healthPort, 'derived', 'HTTP health on health port + 1', 1);
  }
  return listeners;
}

/** Ports that two agents of one machine would open, over the files that run together. */
export function findPortConflicts(definitions: readonly StackDefinition[], options: ListenerOptions): PortConflict[] {
  const byNumber = new Map<number, Listener[]>();
  for (const definition of definitions) {
    for (const listener of listenersOf(definition, options)) {
      const known = byNumber.get(listener.number);
      if (known) known.push(listener);
      else byNumber.set(listener.number, [listener]);
    }
  }
  const conflicts: PortConflict[] = [];
  for (const [number, listeners] of byNumber) {
    const clashing = listeners.filter((one) => listeners.some((other) => clash(one, other)));
    if (clashing.length > 1) conflicts.push({ number, listeners: clashing });
  }
  return conflicts;
}

/** Would the second of these fail to bind, with every variable at its default? */
export function clash(a: Listener, b: Listener): boolean {
  if (a === b || a.number !== b.number) return false;
  if (a.agent === b.agent) return a.role !== b.role && (a.role === 'derived' || b.role === 'derived');
  // The same agent listed twice is a duplicate, not a clash of two.
  if (a.agent.name.value === b.agent.name.value) return false;
  if (a.definition !== b.definition && !runTogether(a.definition, b.definition)) return false;
  return shareMachine(a.agent, b.agent) && !ownAddresses(a.agent, b.agent);
}

/** Two concrete addresses that differ: each agent binds its own. */
function ownAddresses(a: AgentDefinition, b: AgentDefinition): boolean {
  const first = a.host?.value;
  const second = b.host?.value;
  return first !== undefined && second !== undefined && first !== second && isAddress(first) && isAddress(second);
}

function isAddress(host: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host) && host !== '0.0.0.0';
}

/**
 * The next free port above `after`, up to `last`; below it, from `first`, when there is none. Null when the range is full.
 */
export function nextFreePort(
  taken: { has(port: number): boolean },
  { after, first = 1024, last = 65_535 }: { readonly after: number; readonly first?: number; readonly last?: number },
): number | null {
  for (let port = Math.max(after + 1, first); port <= last; port++) if (!taken.has(port)) return port;
  for (let port = first; port < Math.min(after, last + 1); port++) if (!taken.has(port)) return port;
  return null;
}

/** The edit that changes a port to another number and keeps its quotes and variables; null where that is not clear. */
export function portEdit(
  port: Located<PortValue>,
  number: number,
): { readonly range: { readonly start: number; readonly end: number }; readonly newText: string } | null {
  const { text, base } = port.value;
  if (base === null || port.range.end - port.range.start !== text.length) return null;
  const written = [...text.matchAll(/\d+/g)].filter(
    (match) => Number(match[0]) === base && !/\w/.test(text[match.index - 1] ?? ''),
  );
  const [match] = written;
  if (!match || written.length > 1) return null;
  const start = port.range.start + match.index;
  return { range: { start, end: start + match[0].length }, newText: String(number) };
}
