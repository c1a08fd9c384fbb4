import { type CodeModel, HOLE, textWithHoles } from '../../languages/code-model';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { SyntaxNode } from '../../languages/syntax-node';
import { isBindCall, isClientCall, isConnectCall, isRequestCall } from './address-calls';
import { type AddressUse, addressUses } from './address-role';

/** A port number in code that listens or connects. */
export interface PortUse {
  readonly port: number;
  readonly role: 'bind' | 'connect';
  /** The digits; the whole literal where the number comes from a constant. */
  readonly range: TextRange;
  /** True when the digits stand here. */
  readonly written: boolean;
  /** The literal that holds them: an integer, or the text of an address. */
  readonly literal: SyntaxNode;
  /** The host beside it, as far as it is a literal; null when it comes from elsewhere. */
  readonly host: string | null;
  /** The address it belongs to, for ports inside a text. */
  readonly use: AddressUse | null;
}

const known = new WeakMap<CodeModel, readonly PortUse[]>();

/** Every port that is written as a number where something listens or connects, in the order of the text. */
export function portUses(code: CodeModel): readonly PortUse[] {
  let uses = known.get(code);
  if (uses === undefined)
    known.set(
      code,
      (uses = [...inAddresses(code), ...inArguments(code)].sort((a, b) => a.range.start - b.range.start)),
    );
  return uses;
}

function inAddresses(code: CodeModel): PortUse[] {
  const texts = addressUses(code).flatMap((use): PortUse[] => {
    const { port, host } = use.address;
    if (port === null || (use.role !== 'bind' && use.role !== 'connect')) return [];
    const range = digitsIn(code, use.node, `${host}:${port}`, port);
    return [{ port, role: use.role, range: range ?? use.node, written: range !== null, literal: use.node, host, use }];
  });
  const taken = new Set(texts.map(({ literal }) => literal));
  return [...texts, ...namedHosts(code).filter(({ literal }) => !taken.has(literal))];
}

const HOST_AND_PORT = new RegExp(
  `^(?:(tcp|https?|wss?|grpc|nats|redis)://)?((?:[A-Za-z_][\\w-]*(?:\\.[\\w-]+)*|${HOLE}+)):(\\d{4,5})(?:[/?]\\S*)?$`,
);

/** `tcp://memory_hub:7200`, `f"tcp://{host}:7200"`: such hosts are no addresses to other rules, their ports are numbers all the same. */
function namedHosts(code: CodeModel): PortUse[] {
  return code.strings.flatMap((literal): PortUse[] => {
    if (literal.length > 160 || literal.length < 8) return [];
    const list = literal.parent;
    const call = list === null ? null : code.callWith(list);
    if (call === null || !(isConnectCall(call) || isClientCall(call) || isRequestCall(call))) return [];
    if (code.envLookups.some((lookup) => lookup.node === call.node)) return [];
    const value = code.isInlineTest(literal) ? null : code.stringValue(literal);
    const [, scheme, host = '', digits = ''] = HOST_AND_PORT.exec(value === null ? '' : textWithHoles(value)) ?? [];
    const port = Number(digits);
    // Only what connects takes a host and a port without a scheme.
    if (digits === '' || port > 65535 || (scheme === undefined && !isConnectCall(call))) return [];
    const range = digitsIn(code, literal, `:${digits}`, port);
    return [
      {
        port,
        role: 'connect',
        range: range ?? literal,
        written: range !== null,
        literal,
        host: host.includes(HOLE) ? null : host,
        use: null,
      },
    ];
  });
}

/** Where the digits of `host:port` stand; null when they are not written there as such. */
function digitsIn(code: CodeModel, literal: SyntaxNode, hostAndPort: string, port: number): TextRange | null {
  const at = code.textOf(literal).indexOf(hostAndPort);
  if (at === -1) return null;
  const end = literal.start + at + hostAndPort.length;
  return { start: end - String(port).length, end };
}

/** `("host", 7200)`, `port=7200`, `listen(7200)` in calls that bind or connect. */
function inArguments(code: CodeModel): PortUse[] {
  return code.calls.flatMap((call): PortUse[] => {
    const role = isBindCall(code, call) ? 'bind' : isConnectCall(call) || isClientCall(call) ? 'connect' : null;
    if (role === null || code.isInlineTest(call.node)) return [];
    return call.arguments.flatMap(({ name, value }, index): PortUse[] => {
      if (name !== null && name !== 'port') return [];
      const pair = name === null && /^(?:tuple|tuple_expression)$/.test(value.type) ? value.namedChildren : null;
      const literal = pair?.length === 2 ? pair[1] : value;
      if (literal === undefined || !/^(?:integer|number|integer_literal)$/.test(literal.type)) return [];
      // A bare number is a port first in `listen(7200)`, or behind a host.
      const before = pair === null && name === null ? call.arguments[index - 1]?.value : pair?.[0];
      if (
        pair === null &&
        name === null &&
        !(index === 0 ? call.name === 'listen' : before !== undefined && isText(code, before))
      )
        return [];
      const port = code.integerValue(literal);
      if (port === null || port < 1024 || port > 65535) return [];
      const host = before === undefined ? null : (code.stringValue(before)?.constant ?? null);
      return [
        { port, role, range: { start: literal.start, end: literal.end }, written: true, literal, host, use: null },
      ];
    });
  });
}

function isText(code: CodeModel, node: SyntaxNode): boolean {
  return code.stringValue(node)?.constant != null;
}
