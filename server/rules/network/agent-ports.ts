import { type Call, argumentOf } from '../../languages/code-model';
import { boundSockets } from '../../languages/python/agent-shape';
import type { SyntaxNode } from '../../languages/syntax-node';
import type { ClassContract } from '../../project/class-contract';
import type { AgentReference } from '../../project/project-view';
import type { Heir } from '../lifecycle/heir';
import type { CodeContext } from '../rule';
import type { EffectivePort, PortEvaluation } from './effective-port';

/** A port that an agent's class takes when it is started. */
export interface FoundPort {
  readonly port: number | null;
  readonly node: SyntaxNode;
  readonly literal: SyntaxNode | null;
  /** The base agent worked the number out, the code does not mention it. */
  readonly derived: boolean;
}

/** The port that the base's constructor gets; null when it is open. A port of null: none is given, and the base picks one itself. */
export function mainPort(call: Call, evaluation: PortEvaluation, { parent, base }: Heir): FoundPort | null {
  const argument = argumentOf(call, 'port');
  if (argument === null && call.arguments.some(({ spread }) => spread)) return null;
  const value: EffectivePort = argument === null ? { kind: 'none' } : evaluation.evaluate(argument.value);
  const node = argument?.node ?? call.node;
  if (value.kind === 'number') return { port: value.port, node, literal: value.literal, derived: false };
  return value.kind === 'open' || parent?.portFromEnvironment !== false || base.portFromEnvironment
    ? null
    : { port: null, node, literal: null, derived: true };
}

/** The health port that the base's constructor gets or derives; null when it is open. */
export function healthPort(
  { code }: CodeContext,
  heir: Heir,
  evaluation: PortEvaluation,
  own: FoundPort | null,
  parent: ClassContract,
  entries: readonly AgentReference[],
): FoundPort | null {
  const [call] = heir.superCalls;
  if (call === undefined) return null;
  const argument = argumentOf(call, 'health_check_port');
  if (argument === null && call.arguments.some(({ spread }) => spread)) return null;
  const value: EffectivePort = argument === null ? { kind: 'none' } : evaluation.evaluate(argument.value);
  const node = argument?.node ?? call.node;
  if (value.kind === 'open') return null;
  if (value.kind === 'number') return { port: value.port, node, literal: value.literal, derived: false };
  const offset = parent.healthPortOffset ?? heir.base.healthPortOffset;
  if (
    parent.healthPortFromEnvironment ||
    heir.base.healthPortFromEnvironment ||
    offset === null ||
    (own !== null && own.port === null)
  )
    return null;
  // A configuration that is there before the base's constructor may hold the port.
  const { start } = call.node;
  if (code.assignments.some((assignment) => assignment.path === 'self.config' && assignment.node.start < start))
    return null;
  // Where the port itself comes from outside, it is the declared one.
  const port =
    own?.port ?? entries.find(({ agent }) => agent.port?.value.base !== undefined)?.agent.port?.value.base ?? null;
  return port === null ? null : { port: port + offset, node, literal: null, derived: true };
}

/** What the class binds besides: a declared port that one of its own sockets has is no mismatch. */
export function otherPorts({ code }: CodeContext, heir: Heir, evaluation: PortEvaluation): Set<number> {
  const ports = new Set<number>();
  for (const { address } of boundSockets(code)) {
    if (address.start < heir.definition.node.start || address.end > heir.definition.node.end) continue;
    const constant = /:(\d+)$/.exec(code.stringValue(address)?.constant ?? '')?.[1];
    if (constant !== undefined) ports.add(Number(constant));
    const last =
      address.type === 'string' ? address.children.filter((child) => child.type === 'interpolation').at(-1) : undefined;
    const expression = last?.childForField('expression');
    const value = expression === undefined || expression === null ? null : evaluation.evaluate(expression);
    if (value?.kind === 'number') ports.add(value.port);
  }
  return ports;
}
