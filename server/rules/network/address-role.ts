import type { Call, CodeModel } from '../../languages/code-model';
import { textWithHoles } from '../../languages/code-model';
import { type Address, parseAddress } from '../../languages/addresses';
import { NodeQuestion } from '../../languages/node-question';
import type { SyntaxNode } from '../../languages/syntax-node';
import {
  handsTextOn,
  isBindCall,
  isClientCall,
  isConnectCall,
  isKeyedLookup,
  isRequestCall,
  isShown,
  isTalk,
} from './address-calls';
import { addressWords } from './address-words';
import { importedAddresses } from './imported-addresses';
import { unspelledAddresses } from './unspelled-addresses';
import { feedsBind, feedsConnect, nameOfKey, namesOfContainers } from './address-names';

/**
 * What an address is there for. Only `connect`, `bind` and `envDefault` concern the rules of this topic; `other` covers comparisons, log text,
 * allow-lists and everything that nobody connects to.
 */
export type AddressRole = 'connect' | 'bind' | 'envDefault' | 'other';

export interface AddressUse {
  readonly node: SyntaxNode;
  readonly address: Address;
  readonly role: AddressRole;
  /** The name the address goes by: variable, key, keyword or parameter; null when it is passed on directly. */
  readonly name: string | null;
  /** The call that connects or binds, when it is known. */
  readonly call: Call | null;
}

const known = new WeakMap<CodeModel, AddressUse[]>();

/** All texts of a file that are addresses, with their roles. Worked out once for all rules that ask. */
export function addressUses(code: CodeModel): readonly AddressUse[] {
  let uses = known.get(code);
  if (uses === undefined) known.set(code, (uses = findUses(code)));
  return uses;
}

function findUses(code: CodeModel): AddressUse[] {
  const uses: AddressUse[] = [];
  for (const node of code.strings) {
    if (!mayHoldAddress.answer(code.text, node)) continue;
    const value = code.stringValue(node);
    if (value === null) continue;
    const address = parseAddress(textWithHoles(value));
    if (address === null || address.kind === 'other' || code.isInlineTest(node)) continue;
    uses.push({ node, address, ...roleOf(code, node, address) });
  }
  for (const { node, address } of unspelledAddresses(code)) {
    if (code.isInlineTest(node)) continue;
    const role = roleOf(code, node, address);
    if (role.role === 'bind') uses.push({ node, address, ...role });
  }
  uses.push(...importedAddresses(code));
  return uses;
}

const mayHoldAddress = new NodeQuestion((text) => text.length <= 300 && /localhost|\d\.\d|::|\/\/\*/i.test(text));

type Role = Pick<AddressUse, 'role' | 'name' | 'call'>;

const OTHER: Role = { role: 'other', name: null, call: null };

function roleOf(code: CodeModel, string: SyntaxNode, address: Address): Role {
  const lookup = code.envLookups.find(({ defaultValue }) => defaultValue !== null && covers(defaultValue, string));
  if (lookup !== undefined) return { role: 'envDefault', name: lookup.variable, call: null };
  if (isOwnMachine(code, string, address)) return OTHER;
  let node = string;
  for (let parent = node.parent; parent !== null; node = parent, parent = parent.parent) {
    switch (parent.type) {
      case 'comparison_operator':
      case 'array_type':
        return OTHER;
      case 'binary_operator':
        // `["localhost"] + others`: a list that something is looked up in.
        if (node.type === 'list') return OTHER;
        break;
      case 'binary_expression':
        if (/^(\+|\?\?|\|\|)$/.test(operatorOf(code, parent))) break;
        return OTHER;
      case 'raise_statement':
      case 'assert_statement':
      case 'throw_statement':
      case 'type':
      case 'subscript':
      case 'case_pattern':
      case 'if_statement':
      case 'for_statement':
      case 'expression_statement':
        return OTHER;
      case 'keyword_argument':
        return fromKeyword(code, parent, node, address);
      case 'argument_list':
      case 'arguments':
      case 'token_tree': {
        const call = code.callWith(parent);
        if (call === null) return OTHER;
        if (!handsTextOn(call)) return fromArgument(code, call, node, address);
        break;
      }
      case 'pair':
        if (node.field === 'key') return OTHER;
        return fromOption(code, parent, address) ?? fromNamed(code, nameOfKey(code, parent), address, parent);
      case 'default_parameter':
      case 'typed_default_parameter':
      case 'required_parameter':
      case 'optional_parameter':
      case 'assignment_pattern':
        return fromParameter(code, parent, address);
      case 'assignment':
      case 'variable_declarator':
      case 'assignment_expression':
      case 'public_field_definition':
      case 'named_expression':
      case 'const_item':
      case 'static_item':
      case 'let_declaration':
      case 'field_initializer':
        return fromAssignment(code, parent, address);
      case 'return_statement':
        return fromReturn(code, parent, address);
      case 'block':
        // The last expression of a function in Rust is what it returns.
        return code.language === 'rust' &&
          parent.parent?.type === 'function_item' &&
          parent.namedChildren.at(-1) === node
          ? fromReturn(code, node, address)
          : OTHER;
      case 'lambda':
      case 'function_definition':
      case 'class_definition':
      case 'module':
      case 'program':
      case 'source_file':
      case 'match_arm':
      case 'statement_block':
        return OTHER;
    }
  }
  return OTHER;
}

function covers(outer: SyntaxNode, inner: SyntaxNode): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function operatorOf(code: CodeModel, node: SyntaxNode): string {
  const operator = node.childForField('operator');
  return operator === null ? '' : code.textOf(operator);
}

/** `f"http://localhost:{self.health_port}/health"`, `connect_ex(("localhost", port))`: the process asks about its own machine. */
function isOwnMachine(code: CodeModel, string: SyntaxNode, address: Address): boolean {
  if (address.kind !== 'loopback') return false;
  if (string.parent?.type === 'tuple' && /connect_ex/.test(code.textOf(string.parent.parent?.parent ?? string)))
    return true;
  if (addressWords.looksAtOwnMachine(code.enclosingFunction(string)?.name ?? '')) return true;
  return /^\/(healthz?|ready|live|ping|status|metrics)\b/.test(address.path) && address.port === null;
}

function fromKeyword(code: CodeModel, keyword: SyntaxNode, value: SyntaxNode, address: Address): Role {
  if (value.field !== 'value') return OTHER;
  const nameNode = keyword.childForField('name');
  const name = nameNode === null ? '' : code.textOf(nameNode);
  const call = keyword.parent === null ? null : code.callWith(keyword.parent);
  if (call !== null && isEnvLookup(code, call))
    return { role: 'envDefault', name: code.envLookupAt(call.node)?.variable ?? null, call };
  if (call !== null && name === 'default' && call.name === 'add_argument') return OTHER;
  if (call !== null && isBindCall(code, call)) return { role: 'bind', name, call };
  if (addressWords.judges(name) || (call !== null && isTalk(call))) return OTHER;
  if (addressWords.binds(name) || (name === 'host' && call !== null && addressWords.isServerSettings(call.name)))
    return { role: 'bind', name, call };
  return addressWords.reaches(name) || address.scheme !== null ? { role: 'connect', name, call } : OTHER;
}

function fromArgument(code: CodeModel, call: Call, argument: SyntaxNode, address: Address): Role {
  if (isEnvLookup(code, call)) {
    return call.arguments[0]?.value === argument
      ? OTHER
      : { role: 'envDefault', name: code.envLookupAt(call.node)?.variable ?? null, call };
  }
  if (isBindCall(code, call)) return { role: 'bind', name: null, call };
  if (isConnectCall(call)) return { role: 'connect', name: null, call };
  if (isTalk(call)) return OTHER;
  // `MongoClient("localhost", 27017)`
  if (isClientCall(call) && call.arguments[0]?.value === argument && namesPort(code, call))
    return { role: 'connect', name: null, call };
  if (isKeyedLookup(call) && call.arguments.length >= 2 && call.arguments[0]?.value !== argument)
    return fromLookup(code, call, argument, address);
  return address.scheme !== null && (isClientCall(call) || isRequestCall(call))
    ? { role: 'connect', name: null, call }
    : OTHER;
}

function namesPort(code: CodeModel, call: Call): boolean {
  const second = call.arguments[1];
  return second !== undefined && second.name === null && code.integerValue(second.value) !== null;
}

/** `server.listen({ host: '127.0.0.1' })`: the options of a call that binds or connects. */
function fromOption(code: CodeModel, pair: SyntaxNode, address: Address): Role | null {
  const list = pair.parent?.type === 'object' ? pair.parent.parent : null;
  const call = list?.type === 'arguments' ? code.callWith(list) : null;
  const name = nameOfKey(code, pair);
  if (call === null || addressWords.judges(name) || !(addressWords.reaches(name) || addressWords.binds(name)))
    return null;
  if (isBindCall(code, call)) return { role: 'bind', name, call };
  return isConnectCall(call) && address.kind !== 'wildcard' ? { role: 'connect', name, call } : null;
}

/** `config.get("redis_host", "localhost")`, `getattr(x, "host", "localhost")` */
function fromLookup(code: CodeModel, call: Call, argument: SyntaxNode, address: Address): Role {
  const keyArgument = call.arguments[call.name === 'getattr' ? 1 : 0];
  const key = keyArgument === undefined ? null : (code.stringValue(keyArgument.value)?.constant ?? null);
  if (key === null || keyArgument?.value === argument || addressWords.judges(key)) return OTHER;
  if (addressWords.binds(key)) return { role: 'bind', name: key, call };
  // A key in capitals is the name of an environment variable, however the settings were read.
  if (/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/.test(key)) return { role: 'envDefault', name: key, call };
  return addressWords.reaches(key) || address.scheme !== null ? { role: 'connect', name: key, call } : OTHER;
}

function fromParameter(code: CodeModel, parameter: SyntaxNode, address: Address): Role {
  const nameNode =
    parameter.childForField('name') ??
    parameter.childForField('pattern') ??
    parameter.childForField('left') ??
    parameter.namedChildren[0];
  const name = nameNode === undefined || nameNode === null ? '' : code.textOf(nameNode);
  if (addressWords.judges(name)) return OTHER;
  const owner = code.enclosingFunction(parameter)?.node ?? null;
  // What the function itself does with it goes before what others do with a name like it.
  const connects = owner !== null && feedsConnect(code, name, owner) && !feedsBind(code, name, owner);
  if (addressWords.binds(name) || (owner !== null && !connects && feedsBind(code, name, owner.parent ?? owner)))
    return { role: 'bind', name, call: null };
  return addressWords.reaches(name) || address.scheme !== null ? { role: 'connect', name, call: null } : OTHER;
}

function fromAssignment(code: CodeModel, assignment: SyntaxNode, address: Address): Role {
  const target =
    assignment.childForField('left') ??
    assignment.childForField('name') ??
    assignment.childForField('pattern') ??
    assignment.childForField('property') ??
    assignment.childForField('field');
  // Where a variable is set, the address is where it belongs: in the configuration of whoever starts things.
  if (target !== null && /^(os\.environ\b|process\.env\b)/.test(code.textOf(target))) return OTHER;
  const name = target === null ? '' : (/[\w$-]+(?=['"\])]*$)/.exec(code.textOf(target))?.[0] ?? '');
  return fromNamed(code, name, address, assignment);
}

/** An address kept under a name: the name, and what the file does with it, tell what it is for. */
function fromNamed(code: CodeModel, name: string, address: Address, at: SyntaxNode): Role {
  const containers = namesOfContainers(code, at);
  if ([name, ...containers].some((each) => addressWords.judges(each))) return OTHER;
  const list = at.type === 'pair' ? at.ancestorOfType('argument_list', 'arguments') : null;
  const around = list === null ? null : code.callWith(list);
  if (around !== null && isShown(around)) return OTHER;
  const [container = ''] = containers;
  const settings = /^[A-Z]/.test(name) ? '' : at.type === 'pair' ? container : (code.enclosingClass(at)?.name ?? '');
  if (
    addressWords.binds(name) ||
    (name === 'host' && addressWords.isServerSettings(settings)) ||
    (at.type !== 'pair' && feedsBind(code, name, code.root))
  )
    return { role: 'bind', name, call: null };
  return addressWords.reaches(name) || (address.scheme !== null && address.hasPort)
    ? { role: 'connect', name, call: null }
    : OTHER;
}

function fromReturn(code: CodeModel, statement: SyntaxNode, address: Address): Role {
  const name = code.enclosingFunction(statement)?.name ?? '';
  if (addressWords.judges(name)) return OTHER;
  if (addressWords.binds(name)) return { role: 'bind', name, call: null };
  return /host|url|addr|endpoint|_ip\b|get_ip|_ip_/i.test(name)
    ? { role: 'connect', name: name.replace(/^(get|find|resolve|_)+_?/i, ''), call: null }
    : address.scheme !== null && address.hasPort && /connect|client/i.test(name)
      ? { role: 'connect', name, call: null }
      : OTHER;
}

function isEnvLookup(code: CodeModel, call: Call): boolean {
  return code.envLookups.some((lookup) => lookup.node === call.node);
}
