import { type Call, type CodeModel, argumentOf, textWithHoles } from '../../languages/code-model';
import { type Address, parseAddress } from '../../languages/addresses';
import type { SyntaxNode } from '../../languages/syntax-node';

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

/** All texts of a file that are addresses, with their roles. */
export function addressUses(code: CodeModel): AddressUse[] {
  const uses: AddressUse[] = [];
  for (const node of code.strings) {
    if (node.length > 300 || !mayHoldAddress(code, node)) continue;
    const value = code.stringValue(node);
    if (value === null) continue;
    const address = parseAddress(textWithHoles(value));
    if (address === null || address.kind === 'other') continue;
    uses.push({ node, address, ...roleOf(code, node, address) });
  }
  return uses;
}

function mayHoldAddress(code: CodeModel, node: SyntaxNode): boolean {
  return /localhost|\d\.\d|::|\/\/\*/i.test(code.textOf(node));
}

type Role = Pick<AddressUse, 'role' | 'name' | 'call'>;

const OTHER: Role = { role: 'other', name: null, call: null };
/** Names that say an address is judged, shown or listed rather than reached. */
const JUDGING_NAME =
  /allow|trust|white_?list|black_?list|cors|origin|no_?proxy|internal_?ips?|exclude|block|deny|ignore|valid|pattern|regex|forbidden|mask|example|sample|placeholder|description|help|message|label|title|expected|reserved|bypass|local_?host|loopback/i;
const BIND_NAME = /bind|listen/i;
const ADDRESS_NAME =
  /host|url|uri|addr|endpoint|server|broker|ip$|_ip_|^ip|node|peer|target|dsn|connection|redis|nats|mongo|postgres|qdrant|base/i;
/** Functions that look at ports of this very machine; loopback is what they mean. */
const OWN_MACHINE =
  /port.*(in_use|used|avail|free|open|alive|listen)|(check|test|find|wait|probe|scan|free|avail)\w*_?port|is_port|local_?ip|own_?ip|my_?ip|port_?(check|scan)|health|kill|cleanup|ping_self|self_test/i;

function roleOf(code: CodeModel, string: SyntaxNode, address: Address): Role {
  let node = outermostText(string);
  const lookup = code.envLookups.find(({ defaultValue }) => defaultValue !== null && covers(defaultValue, string));
  if (lookup !== undefined) return { role: 'envDefault', name: lookup.variable, call: null };
  if (isOwnHealth(code, string, address)) return OTHER;
  for (let parent = node.parent; parent !== null; node = parent, parent = parent.parent) {
    switch (parent.type) {
      case 'comparison_operator':
      case 'binary_expression':
        if (parent.type === 'binary_expression' && /^[+]$/.test(operatorOf(code, parent))) break;
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
      case 'token_tree':
        return fromArgument(code, parent, node, address);
      case 'pair':
        return node.field === 'key' ? OTHER : fromNamed(code, nameOfKey(code, parent), address, parent);
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
      case 'lambda':
      case 'function_definition':
      case 'class_definition':
      case 'module':
      case 'program':
      case 'source_file':
      case 'match_arm':
      case 'statement_block':
      case 'block':
        return OTHER;
    }
  }
  return OTHER;
}

function covers(outer: SyntaxNode, inner: SyntaxNode): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** The literal with what merely joins or wraps it: concatenation, brackets, `x or "…"`. */
function outermostText(string: SyntaxNode): SyntaxNode {
  return string.parent?.type === 'concatenated_string' ? string.parent : string;
}

function operatorOf(code: CodeModel, node: SyntaxNode): string {
  const operator = node.childForField('operator');
  return operator === null ? '' : code.textOf(operator);
}

/** `f"http://localhost:{self.health_port}/health"`: the process asks itself. */
function isOwnHealth(code: CodeModel, string: SyntaxNode, address: Address): boolean {
  if (address.kind !== 'loopback') return false;
  // `connect_ex(...) == 0` asks whether something listens here.
  if (string.parent?.type === 'tuple' && /connect_ex/.test(code.textOf(string.parent.parent?.parent ?? string)))
    return true;
  const around = code.enclosingFunction(string)?.name ?? '';
  if (OWN_MACHINE.test(around)) return true;
  return /^\/(healthz?|ready|live|ping|status|metrics)\b/.test(address.path) && address.port === null;
}

function nameOfKey(code: CodeModel, pair: SyntaxNode): string {
  const key = pair.childForField('key');
  if (key === null) return '';
  return code.stringValue(key)?.constant ?? code.textOf(key).replace(/['"]/g, '');
}

function fromKeyword(code: CodeModel, keyword: SyntaxNode, value: SyntaxNode, address: Address): Role {
  if (value.field !== 'value') return OTHER;
  const nameNode = keyword.childForField('name');
  const name = nameNode === null ? '' : code.textOf(nameNode);
  const call = code.calls.find((candidate) => candidate.argumentList === keyword.parent) ?? null;
  if (call !== null && isEnvLookup(code, call))
    return { role: 'envDefault', name: code.envLookupAt(call.node)?.variable ?? null, call };
  if (call !== null && name === 'default' && call.name === 'add_argument') return OTHER;
  if (call !== null && isBindCall(code, call)) return { role: 'bind', name, call };
  if (JUDGING_NAME.test(name) || (call !== null && isTalk(code, call))) return OTHER;
  if (BIND_NAME.test(name)) return { role: 'bind', name, call };
  return ADDRESS_NAME.test(name) || address.scheme !== null ? { role: 'connect', name, call } : OTHER;
}

function fromArgument(code: CodeModel, list: SyntaxNode, argument: SyntaxNode, address: Address): Role {
  const call = code.calls.find((candidate) => candidate.argumentList === list);
  if (call === undefined) return OTHER;
  if (isEnvLookup(code, call)) {
    return call.arguments[0]?.value === argument
      ? OTHER
      : { role: 'envDefault', name: code.envLookupAt(call.node)?.variable ?? null, call };
  }
  if (isBindCall(code, call)) return { role: 'bind', name: null, call };
  if (isConnectCall(code, call)) return { role: 'connect', name: null, call };
  if (isTalk(code, call)) return OTHER;
  const [first] = call.arguments;
  // `config.get("redis_host", "localhost")`, `getattr(x, "host", "localhost")`
  if (
    /^(get|getattr|setdefault|pop|getStr|get_str|get_config|get_setting)$/.test(call.name) &&
    call.arguments.length >= 2 &&
    first?.value !== argument
  ) {
    const keyArgument = call.name === 'getattr' ? call.arguments[1] : first;
    const key = keyArgument === undefined ? null : (code.stringValue(keyArgument.value)?.constant ?? null);
    if (key === null || keyArgument?.value === argument || JUDGING_NAME.test(key)) return OTHER;
    if (BIND_NAME.test(key)) return { role: 'bind', name: key, call };
    return ADDRESS_NAME.test(key) || address.scheme !== null ? { role: 'connect', name: key, call } : OTHER;
  }
  return address.scheme !== null && isClientCall(code, call) ? { role: 'connect', name: null, call } : OTHER;
}

function fromParameter(code: CodeModel, parameter: SyntaxNode, address: Address): Role {
  const nameNode =
    parameter.childForField('name') ??
    parameter.childForField('pattern') ??
    parameter.childForField('left') ??
    parameter.namedChildren[0];
  const name = nameNode === undefined || nameNode === null ? '' : code.textOf(nameNode);
  if (JUDGING_NAME.test(name)) return OTHER;
  const owner = code.enclosingFunction(parameter);
  if (BIND_NAME.test(name) || (owner !== null && feedsBind(code, name, owner.node.parent ?? owner.node)))
    return { role: 'bind', name, call: null };
  return ADDRESS_NAME.test(name) || address.scheme !== null ? { role: 'connect', name, call: null } : OTHER;
}

function fromAssignment(code: CodeModel, assignment: SyntaxNode, address: Address): Role {
  const target =
    assignment.childForField('left') ??
    assignment.childForField('name') ??
    assignment.childForField('pattern') ??
    assignment.childForField('property') ??
    assignment.childForField('field');
  const name = target === null ? '' : (code.textOf(target).split('.').pop() ?? '');
  return fromNamed(code, name, address, assignment);
}

/** An address kept under a name: the name, and what the file does with it, tell what it is for. */
function fromNamed(code: CodeModel, name: string, address: Address, at: SyntaxNode): Role {
  const containers = [name, ...containerNames(code, at)];
  if (containers.some((each) => JUDGING_NAME.test(each))) return OTHER;
  if (BIND_NAME.test(name) || (at.type !== 'pair' && feedsBind(code, name, code.root)))
    return { role: 'bind', name, call: null };
  return ADDRESS_NAME.test(name) || (address.scheme !== null && address.hasPort)
    ? { role: 'connect', name, call: null }
    : OTHER;
}

/** Names of the dictionaries and variables around a value. */
function containerNames(code: CodeModel, node: SyntaxNode): string[] {
  const names: string[] = [];
  for (let at = node.parent; at !== null; at = at.parent) {
    if (at.type === 'pair') names.push(nameOfKey(code, at));
    const target =
      at.type === 'assignment'
        ? at.childForField('left')
        : at.type === 'variable_declarator'
          ? at.childForField('name')
          : null;
    if (target !== null) return [...names, code.textOf(target)];
  }
  return names;
}

function fromReturn(code: CodeModel, statement: SyntaxNode, address: Address): Role {
  const name = code.enclosingFunction(statement)?.name ?? '';
  if (JUDGING_NAME.test(name)) return OTHER;
  if (BIND_NAME.test(name)) return { role: 'bind', name, call: null };
  return /host|url|addr|endpoint|_ip\b|get_ip|_ip_/i.test(name)
    ? { role: 'connect', name: name.replace(/^(get|find|resolve|_)+_?/i, ''), call: null }
    : address.scheme !== null && address.hasPort && /connect|client/i.test(name)
      ? { role: 'connect', name, call: null }
      : OTHER;
}

/** Whether a name is given to a call that binds, somewhere in the file or function. */
function feedsBind(code: CodeModel, name: string, within: SyntaxNode): boolean {
  if (!/^\w+$/.test(name)) return false;
  const { start, end } = within;
  const word = new RegExp(`(?<![\\w"'])${name}(?![\\w"'])`);
  return code.calls.some(
    (call) =>
      call.argumentList !== null &&
      call.node.start >= start &&
      call.node.end <= end &&
      isBindCall(code, call) &&
      word.test(code.textOf(call.argumentList)),
  );
}

const BIND_CALLEES =
  /(^|\.)(uvicorn\.run|uvicorn\.Config|hypercorn\.\w+|web\.run_app|web\.TCPSite|TCPSite|websockets(\.\w+)*\.serve|serve|run_simple|make_server|HTTPServer|ThreadingHTTPServer|TCPServer|ThreadingTCPServer|UDPServer|WSGIServer|SimpleXMLRPCServer|start_server|create_server|add_insecure_port|add_secure_port|listen|listen_tcp|start_http_server|TcpListener\.bind|UdpSocket\.bind|Server\.bind|bind_to_random_port)$/;

/** Calls whose address is where a server listens. */
export function isBindCall(code: CodeModel, call: Call): boolean {
  if (call.name === 'bind' || call.name === 'bind_async') return true;
  const callee = code.resolvedCallee(call) ?? '';
  if (BIND_CALLEES.test(callee) || BIND_CALLEES.test(code.calleeOf(call) ?? '')) return true;
  if (call.name !== 'run' && call.name !== 'run_async' && call.name !== 'launch') return false;
  // `app.run(host=…)` of Flask and its relatives: nothing but a server takes host and port to run.
  return argumentOf(call, 'host') !== null || argumentOf(call, 'server_name') !== null;
}

const CONNECT_NAMES =
  /^(connect|connect_ex|create_connection|open_connection|insecure_channel|secure_channel|connect_async|websocket_connect)$/;

export function isConnectCall(code: CodeModel, call: Call): boolean {
  void code;
  return CONNECT_NAMES.test(call.name);
}

const CLIENT_NAMES =
  /^(get|post|put|patch|delete|head|options|request|stream|urlopen|Request|fetch|ws_connect|from_url|Redis|StrictRedis|Client|AsyncClient|Session|ClientSession|QdrantClient|OpenAI|AsyncOpenAI|MongoClient|InfluxDBClient|Elasticsearch|create_engine|Connection|ConnectionParameters|URL|urljoin|wait_for_\w+|\w*[Cc]lient|\w+_url|set_url)$/;

function isClientCall(code: CodeModel, call: Call): boolean {
  void code;
  return CLIENT_NAMES.test(call.name);
}

function isEnvLookup(code: CodeModel, call: Call): boolean {
  return code.envLookups.some((lookup) => lookup.node === call.node);
}

const TALK =
  /^(debug|info|warning|warn|error|critical|exception|log|print|write|echo|secho|style|format_exc|println|eprintln|trace|fatal)$/;
const TEXT_METHODS =
  /^(replace|startswith|endswith|startsWith|endsWith|split|rsplit|find|index|indexOf|includes|count|strip|sub|compile|match|search|fullmatch|findall|finditer|partition|add_argument|append_text|append|Exception|Error|ValueError|RuntimeError|ip_address|ip_network|inet_aton|gethostbyname|getaddrinfo|assertEqual|assertIn|patch|mock|option|argument|Field|test|contains)$/;

/** Calls that show, compare or take apart a text. */
function isTalk(code: CodeModel, call: Call): boolean {
  void code;
  return TALK.test(call.name) || TEXT_METHODS.test(call.name);
}
