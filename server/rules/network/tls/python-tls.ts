import { argumentRemoval } from '../../../fixes/python-arguments';
import type { Argument, Assignment, Call, CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { turnsOff } from './command-line-tls';
import { commandStringFaults } from './command-strings';
import type { TlsFault } from './tls-fault';
import { opposed } from './turned-on';

/** Calls whose `verify=` is about certificates; `jwt.decode(token, verify=False)` is another matter. */
const VERIFYING_CALLS =
  /^(?:get|post|put|patch|delete|head|options|request|stream|send|fetch|download|Client|AsyncClient|Session|AsyncSession|ClientSession|HTTPTransport|AsyncHTTPTransport|HTTPAdapter|client|resource|TLSConfig|api|urlopen|partial|rest_request|make_request|\w*_request)$/;
const OTHER_VERIFYING = /\b(?:jwt|jws|jose|token|pgp|gpg|signature)/i;
/** Flags of libraries that mean the same wherever they stand, with the value that turns verification off. */
const OFF_WHEN_FALSE =
  /^(?:verify_ssl|ssl_verify|verify_certs?|verify_tls|tls_verify|validate_certs?|verify_ssl_certs|verify_https|check_hostname|assert_hostname|ssl_check_hostname|verify_hostname|ssl_validate|tls_verify_peer|sslverify|verifyssl)$/i;
const OFF_WHEN_TRUE =
  /^(?:disable_ssl_certificate_validation|tlsAllowInvalidCertificates|tlsAllowInvalidHostnames|tlsInsecure|tls_allow_invalid_certificates|tls_insecure|insecure_skip_verify|insecure_skip_tls_verify|skip_tls_verify|tls_skip_verify|skip_ssl_verify|skip_ssl_verification|ssl_no_verify|disable_ssl_verify|disable_ssl_verification|no_verify_ssl|ignore_ssl_errors|ignore_https_errors|ignore_ssl|accept_insecure_certs|trust_server_certificate)$/i;
const REQUIREMENT = /^(?:cert_reqs|ssl_cert_reqs|verify_mode|validate|tls_require_cert|ssl_ca_certs_reqs)$/;

export function pythonFaults(code: CodeModel): TlsFault[] {
  return [
    ...code.calls.flatMap((call) => callFaults(code, call)),
    ...code.assignments.flatMap((assignment) => assignmentFaults(code, assignment)),
    ...dictionaryFaults(code),
    ...commandStringFaults(code),
  ];
}

function callFaults(code: CodeModel, call: Call): TlsFault[] {
  const found = call.arguments.flatMap((argument) => argumentFault(code, call, argument));
  switch (call.name) {
    case '_create_unverified_context':
    case '_create_stdlib_context':
      if (isToldToVerify(code, call)) return found;
      return [...found, { range: call.node, what: `ssl.${call.name}()`, edits: contextEdits(call.callee, code) }];
    case 'wrap_socket':
      // The module's own function asks for no certificate unless told to.
      if (
        code.calleeOf(call) !== 'ssl.wrap_socket' ||
        call.arguments.some(({ name, spread }) => name === 'cert_reqs' || name === 'server_side' || spread)
      )
        return found;
      return [...found, { range: call.node, what: 'ssl.wrap_socket() without cert_reqs', edits: [] }];
    case 'setopt':
      return [...found, ...curlOption(code, call)];
    case 'set_option':
    case 'tls_insecure_set':
    case 'set_verify':
    case 'setdefault':
    case 'putenv':
      return [...found, ...switchedOff(code, call)];
    default:
      return found;
  }
}

/** `_create_unverified_context(cert_reqs=CERT_REQUIRED)`, and `context.verify_mode = CERT_REQUIRED` before the name holds another. */
function isToldToVerify(code: CodeModel, call: Call): boolean {
  const asks = (value: SyntaxNode): boolean => /CERT_(?:REQUIRED|OPTIONAL)$/.test(code.textOf(value));
  if (call.arguments.some(({ name, value }) => name === 'cert_reqs' && asks(value))) return true;
  const holder = code.assignments.find(({ value }) => value === call.node)?.path ?? null;
  if (holder === null) return false;
  const around = code.enclosingFunction(call.node)?.node ?? code.root;
  const later = code.assignments.filter(({ node }) => node.start > call.node.end && node.end <= around.end);
  const until = later.find(({ path }) => path === holder)?.node.start ?? around.end;
  return later.some(
    ({ path, value, node }) =>
      node.start < until &&
      // Looking at the name asks for the certificate, too.
      ((path === `${holder}.verify_mode` && asks(value)) ||
        (path === `${holder}.check_hostname` && value.type === 'true')),
  );
}

function argumentFault(code: CodeModel, call: Call, argument: Argument): TlsFault[] {
  const { name, value, node } = argument;
  if (name === null || name === '**') return [];
  const range = { start: node.start, end: node.end };
  const what = code.textOf(node);
  if (REQUIREMENT.test(name) && requiresNothing(code, value, name)) {
    if (isServerContext(code, call.receiver)) return [];
    // ssl.wrap_socket() asks for nothing either when it is told nothing; which authorities to ask for is for a human to say.
    const byDefault = call.name === 'wrap_socket';
    return [{ range, what, edits: byDefault ? [] : [{ range: argumentRemoval(code, call, argument), newText: '' }] }];
  }
  const off = isFalse(code, value);
  const callee = code.resolvedCallee(call) ?? code.textOf(call.callee);
  const disables =
    (name === 'verify' && (off || isEmpty(code, value)) && isRequest(call.name, callee)) ||
    (OFF_WHEN_FALSE.test(name) && off && !isServerContext(code, call.receiver)) ||
    (OFF_WHEN_TRUE.test(name) && isTrue(code, value)) ||
    ((name === 'ssl' || name === 'verify_ssl') && off && isAiohttp(code, call, callee));
  return disables ? [{ range, what, edits: [{ range: argumentRemoval(code, call, argument), newText: '' }] }] : [];
}

/** By the name it is called by, else by the name it was imported as. */
function isRequest(name: string, callee: string): boolean {
  return (
    (VERIFYING_CALLS.test(name) || VERIFYING_CALLS.test(callee.slice(callee.lastIndexOf('.') + 1))) &&
    !OTHER_VERIFYING.test(callee)
  );
}

/** `ssl=False` means "do not verify" to aiohttp, and "do not encrypt" to most others. */
function isAiohttp(code: CodeModel, call: Call, callee: string): boolean {
  if (/^aiohttp\./.test(callee)) return true;
  if (call.name === 'TCPConnector') return true;
  return (
    /^(?:get|post|put|patch|delete|head|options|request|ws_connect)$/.test(call.name) &&
    code.imports.some(({ module }) => module === 'aiohttp')
  );
}

function isFalse(code: CodeModel, value: SyntaxNode): boolean {
  return is(code, value, /^(?:False|0)$/);
}

/** What counts as false without saying so: `verify=''` of an unset variable, `verify=[]`. */
function isEmpty(code: CodeModel, value: SyntaxNode): boolean {
  return is(code, value, /^(?:b?(?:''|"")|\[\]|\{\}|\(\)|0\.0|(?:set|dict|list|tuple)\(\))$/);
}

function isTrue(code: CodeModel, value: SyntaxNode): boolean {
  return is(code, value, /^(?:True|1)$/);
}

/** Written here, or the only value of a constant. */
function is(code: CodeModel, value: SyntaxNode, text: RegExp, steps = 0): boolean {
  if (value.type !== 'identifier' && value.type !== 'attribute') return text.test(code.textOf(value));
  const values = code.valuesOf(value);
  return steps < 4 && values.length === 1 && values[0] !== undefined && is(code, values[0], text, steps + 1);
}

function requiresNothing(code: CodeModel, value: SyntaxNode, name: string): boolean {
  const text = code.textOf(value);
  if (/(?:^|\.)CERT_NONE$/.test(code.pathOf(value) ?? text)) return true;
  const constant = code.stringValue(value)?.constant;
  if (typeof constant === 'string') return /^(?:CERT_NONE|none)$/i.test(constant);
  return name === 'ssl_cert_reqs' && text === 'None';
}

/** `if not verify_ssl:` before it: the configuration decides. */
function isAskedFor(code: CodeModel, node: SyntaxNode): boolean {
  const condition = node.ancestorOfType('if_statement', 'function_definition')?.childForField('condition') ?? null;
  return (
    condition !== null && /verify|insecure|self_?signed|skip_?(?:tls|ssl|cert)|validate/i.test(code.textOf(condition))
  );
}

/** A server that asks its clients for no certificate is an ordinary server. */
function isServerContext(code: CodeModel, receiver: SyntaxNode | null): boolean {
  const maker = receiver === null ? null : code.originOf(receiver);
  return maker !== null && /CLIENT_AUTH|PROTOCOL_TLS_SERVER/.test(code.textOf(maker.node));
}

function assignmentFaults(code: CodeModel, assignment: Assignment): TlsFault[] {
  const { target, value, node, path } = assignment;
  const range = { start: node.start, end: node.end };
  if (
    path?.endsWith('_create_default_https_context') === true &&
    /(?:^|\.)_create_unverified_context$/.test(code.pathOf(value) ?? '')
  )
    return [{ range, what: code.textOf(node), edits: contextEdits(value, code) }];
  if (target.type === 'subscript') {
    const variable = environmentVariable(code, target);
    const text = code.stringValue(value)?.constant;
    const off =
      variable !== null &&
      typeof text === 'string' &&
      (turnsOff(variable, text) || (/^(?:CURL|REQUESTS)_CA_BUNDLE$/.test(variable) && text === ''));
    return off ? [{ range, what: code.textOf(node), edits: text === '' ? [] : verifying(code, value) }] : [];
  }
  if (target.type !== 'attribute') return [];
  const name = code.textOf(target.childForField('attribute') ?? target);
  const receiver = target.childForField('object');
  if (isServerContext(code, receiver) || isAskedFor(code, node)) return [];
  if (name === 'verify_mode' && requiresNothing(code, value, name))
    return [{ range, what: code.textOf(node), edits: contextSwitches(code, assignment) }];
  if (name === 'check_hostname' && isFalse(code, value))
    return [{ range, what: code.textOf(node), edits: contextSwitches(code, assignment) }];
  const isSession =
    receiver !== null &&
    (/(?:Session|Client)$/.test(code.originOf(receiver)?.name ?? '') ||
      /(?:session|client|http|^s$)\w*$/i.test(code.textOf(receiver)));
  const off =
    (OFF_WHEN_FALSE.test(name) && isFalse(code, value)) ||
    (OFF_WHEN_TRUE.test(name) && isTrue(code, value)) ||
    (name === 'verify' && isFalse(code, value) && isSession);
  if (!off) return [];
  const newText = /^(?:False|0)$/.test(code.textOf(value)) ? 'True' : 'False';
  return [
    {
      range,
      what: code.textOf(node),
      edits: /^(?:True|False|0|1)$/.test(code.textOf(value)) ? [{ range: value, newText }] : [],
    },
  ];
}

/** Hostname and mode of one context are switched together: each refuses the other's old value. */
function contextSwitches(code: CodeModel, assignment: Assignment): TlsFault['edits'] {
  const context = code.textOf(assignment.target.childForField('object') ?? assignment.target);
  const around = code.enclosingFunction(assignment.node)?.node ?? code.root;
  return code.assignments
    .filter(
      ({ path, node }) =>
        (path === `${context}.verify_mode` || path === `${context}.check_hostname`) &&
        node.start >= around.start &&
        node.end <= around.end,
    )
    .flatMap(({ path, value }) => {
      if (path?.endsWith('.check_hostname') === true)
        return code.textOf(value) === 'False' ? [{ range: value, newText: 'True' }] : [];
      const text = code.textOf(value);
      return /CERT_NONE$/.test(text) ? [{ range: value, newText: text.replace(/CERT_NONE$/, 'CERT_REQUIRED') }] : [];
    });
}

function contextEdits(callee: SyntaxNode, code: CodeModel): TlsFault['edits'] {
  const name = callee.type === 'attribute' ? callee.childForField('attribute') : null;
  return name === null || code.textOf(callee.childForField('object') ?? callee) !== 'ssl'
    ? []
    : [{ range: name, newText: 'create_default_context' }];
}

function environmentVariable(code: CodeModel, target: SyntaxNode): string | null {
  const object = target.childForField('value');
  const key = target.childForField('subscript');
  if (object === null || key === null || !/environ$|^env$|_env$/.test(code.pathOf(object) ?? '')) return null;
  return code.stringValue(key)?.constant ?? null;
}

/** `c.setopt(pycurl.SSL_VERIFYPEER, 0)` */
function curlOption(code: CodeModel, call: Call): TlsFault[] {
  const [option, value] = call.arguments.map((argument) => argument.value);
  if (option === undefined || value === undefined) return [];
  const match = /SSL_VERIFY(PEER|HOST)$/.exec(code.textOf(option));
  if (match === null || !isFalse(code, value)) return [];
  return [
    {
      range: call.node,
      what: code.textOf(call.node),
      edits: [{ range: value, newText: match[1] === 'PEER' ? '1' : '2' }],
    },
  ];
}

/** `ldap.set_option(ldap.OPT_X_TLS_REQUIRE_CERT, ldap.OPT_X_TLS_NEVER)`, `client.tls_insecure_set(True)`, `context.set_verify(SSL.VERIFY_NONE, …)` */
function switchedOff(code: CodeModel, call: Call): TlsFault[] {
  const [first, second] = call.arguments.map(({ value }) => value);
  if (first === undefined) return [];
  const text = code.textOf(first);
  const off =
    (call.name === 'set_option' &&
      /OPT_X_TLS_REQUIRE_CERT$/.test(text) &&
      second !== undefined &&
      /OPT_X_TLS_(?:NEVER|ALLOW)$/.test(code.textOf(second))) ||
    (call.name === 'tls_insecure_set' && isTrue(code, first)) ||
    (call.name === 'set_verify' && /VERIFY_NONE$/.test(text)) ||
    ((call.name === 'setdefault' || call.name === 'putenv') &&
      second !== undefined &&
      turnsOff(code.stringValue(first)?.constant ?? '', code.stringValue(second)?.constant ?? ''));
  return off ? [{ range: call.node, what: code.textOf(call.node), edits: switchedOn(code, call) }] : [];
}

/** What says the opposite in the last word that says to verify nothing. */
function switchedOn(code: CodeModel, call: Call): TlsFault['edits'] {
  const [first, second] = call.arguments.map(({ value }) => value);
  const value = call.name === 'set_option' || /^(?:setdefault|putenv)$/.test(call.name) ? second : first;
  return value === undefined ? [] : verifying(code, value);
}

/** The edit that makes a value ask for verification; none for values that are worked out. */
function verifying(code: CodeModel, value: SyntaxNode): TlsFault['edits'] {
  const text = code.textOf(value);
  const name = /(CERT_NONE|VERIFY_NONE|OPT_X_TLS_NEVER|OPT_X_TLS_ALLOW)$/.exec(text)?.[1];
  if (name !== undefined) {
    const start = value.end - name.length;
    return [{ range: { start, end: value.end }, newText: REQUIRED.get(name) ?? name }];
  }
  const word = /^["']?(\w+)["']?$/.exec(text)?.[1] ?? '';
  return opposed(code.text, value.end, word);
}

const REQUIRED: ReadonlyMap<string, string> = new Map([
  ['CERT_NONE', 'CERT_REQUIRED'],
  ['VERIFY_NONE', 'VERIFY_PEER'],
  ['OPT_X_TLS_NEVER', 'OPT_X_TLS_DEMAND'],
  ['OPT_X_TLS_ALLOW', 'OPT_X_TLS_DEMAND'],
]);

/** `{"cert_reqs": ssl.CERT_NONE}`, `{"verify": False}` handed on as keywords, `env={"PYTHONHTTPSVERIFY": "0"}` */
function dictionaryFaults(code: CodeModel): TlsFault[] {
  const spread = new Set(
    code.calls
      .filter(({ name }) => VERIFYING_CALLS.test(name))
      .flatMap((call) => call.arguments.filter(({ name }) => name === '**'))
      .flatMap(({ value }) => (value.type === 'dictionary' ? [value] : code.valuesOf(value))),
  );
  return code.strings.flatMap((literal): TlsFault[] => {
    const pair = literal.parent;
    if (pair?.type !== 'pair' || literal.field !== 'key' || literal.length > 60) return [];
    const key = code.stringValue(literal)?.constant ?? '';
    const value = pair.childForField('value');
    if (value === null) return [];
    const off =
      (REQUIREMENT.test(key) && requiresNothing(code, value, key)) ||
      (OFF_WHEN_FALSE.test(key) && isFalse(code, value)) ||
      (OFF_WHEN_TRUE.test(key) && isTrue(code, value)) ||
      (key === 'verify' && isFalse(code, value) && pair.parent !== null && spread.has(pair.parent)) ||
      turnsOff(key, code.stringValue(value)?.constant ?? '');
    return off
      ? [{ range: { start: pair.start, end: pair.end }, what: code.textOf(pair), edits: verifying(code, value) }]
      : [];
  });
}
