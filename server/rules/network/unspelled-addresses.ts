import { type Address, hostKind } from '../../languages/addresses';
import type { CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';

/** An address that is written otherwise than as its usual text. */
export interface UnspelledAddress {
  readonly node: SyntaxNode;
  readonly address: Address;
}

/** The empty host of `bind(("", port))`, and Rust's `[127, 0, 0, 1]`, `Ipv4Addr::new(0, 0, 0, 0)`, `Ipv4Addr::UNSPECIFIED`. */
export function unspelledAddresses(code: CodeModel): UnspelledAddress[] {
  switch (code.language) {
    case 'python':
      return emptyHosts(code);
    case 'rust':
      return numericHosts(code);
    default:
      return [];
  }
}

function addressOf(host: string): Address {
  return { scheme: null, host, kind: hostKind(host), hostStart: 0, port: null, hasPort: false, path: '' };
}

/** An empty text is an address only where a host is expected: first of a pair, or under such a name. */
function emptyHosts(code: CodeModel): UnspelledAddress[] {
  return code.strings.flatMap((node) => {
    if (node.length !== 2 || !mayBeHost(code, node)) return [];
    return [{ node, address: addressOf('') }];
  });
}

/** Servers that take their host without a keyword. */
const SERVER_CALLS = /^(?:make_server|create_server|start_server|run_simple|serve|TCPSite|listen)$/;

function mayBeHost(code: CodeModel, node: SyntaxNode): boolean {
  const { parent } = node;
  if (parent?.type === 'argument_list') return SERVER_CALLS.test(code.callWith(parent)?.name ?? '');
  if (parent?.type === 'tuple') return parent.namedChildren.length === 2 && parent.namedChildren[0] === node;
  const name =
    parent?.type === 'keyword_argument' ||
    parent?.type === 'default_parameter' ||
    parent?.type === 'typed_default_parameter'
      ? parent.childForField('name')
      : parent?.type === 'assignment'
        ? parent.childForField('left')
        : null;
  return name !== null && /(?:host|bind\w*|interface|listen\w*)$/i.test(code.textOf(name));
}

const MAY_BE_NUMERIC = /\[\s*(?:0|127)\s*,|Ipv[46]Addr::(?:new|LOCALHOST|UNSPECIFIED)/;

function numericHosts(code: CodeModel): UnspelledAddress[] {
  if (!MAY_BE_NUMERIC.test(code.text)) return [];
  const found: UnspelledAddress[] = [];
  code.root.walk((node) => {
    if (node.type === 'scoped_identifier') {
      const name = /\bIpv([46])Addr::(LOCALHOST|UNSPECIFIED)$/.exec(code.textOf(node));
      if (name === null) return true;
      const host =
        name[2] === 'LOCALHOST' ? (name[1] === '4' ? '127.0.0.1' : '::1') : name[1] === '4' ? '0.0.0.0' : '::';
      found.push({ node, address: addressOf(host) });
      return false;
    }
    const parts =
      node.type === 'array_expression'
        ? node.namedChildren
        : node.type === 'call_expression' &&
            /\bIpv4Addr::new$/.test(code.textOf(node.childForField('function') ?? node))
          ? (node.childForField('arguments')?.namedChildren ?? [])
          : [];
    if (parts.length !== 4 || !parts.every((part) => part.type === 'integer_literal')) return true;
    const host = parts.map((part) => code.textOf(part)).join('.');
    if (/^(?:0\.0\.0\.0|127\.\d+\.\d+\.\d+)$/.test(host)) found.push({ node, address: addressOf(host) });
    return false;
  });
  return found;
}
