import { type Address, parseAddress } from '../../languages/addresses';
import { type Argument, type Call, type CodeModel, textWithHoles } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import { isBindCall, isConnectCall } from './address-calls';

/** An address that another file gives a name to, where this one listens on it or connects to it. */
export interface ImportedAddress {
  readonly node: SyntaxNode;
  readonly address: Address;
  readonly role: 'bind' | 'connect';
  readonly name: string | null;
  readonly call: Call;
}

/**
 * What only the use of an imported constant shows: a server that listens on loopback, a connection to the address to listen on. All else is told where the constant
 * is written.
 */
export function importedAddresses(code: CodeModel): ImportedAddress[] {
  if (code.imports.length === 0) return [];
  return code.calls.flatMap((call) => {
    const binds = isBindCall(code, call);
    if (!binds && !isConnectCall(call)) return [];
    return call.arguments.flatMap((argument): ImportedAddress[] => {
      const node = hostIn(argument);
      const address = node === null ? null : addressOf(code, node);
      if (node === null || address?.kind !== (binds ? 'loopback' : 'wildcard')) return [];
      return [{ node, address, role: binds ? 'bind' : 'connect', name: argument.name, call }];
    });
  });
}

/** The host of `(HOST, PORT)`, or the argument itself where it may be an address. */
function hostIn({ name, value }: Argument): SyntaxNode | null {
  if (name !== null && !/host|addr|bind|interface|server_name|url|endpoint/i.test(name)) return null;
  return value.type === 'tuple' ? (value.namedChildren[0] ?? null) : value;
}

function addressOf(code: CodeModel, node: SyntaxNode): Address | null {
  const value = code.stringValue(node);
  if (value === null) return null;
  // What is written here is found as such.
  const host = value.parts.find(({ text }) => text !== null && parseAddress(text) !== null);
  if (host === undefined || !isImported(code, host.node)) return null;
  return parseAddress(textWithHoles(value));
}

/** A name, or a hole in a text, that nothing in this file gives a value to. */
function isImported(code: CodeModel, node: SyntaxNode): boolean {
  const name = code.pathOf(node) === null ? node.namedChildren[0] : node;
  if (name === undefined || code.pathOf(name) === null || code.valuesOf(name).length > 0) return false;
  // Its name told what it is for where it was written.
  return !/bind|listen|_ur[il]$/i.test(code.textOf(name));
}
