import type { Call, CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { chainAbove, chainBelow, isInsideTimeout } from './rust-chains';
import type { TimeoutDefaults, TimeoutFix, TimeoutGap } from './timeout-gap';

/** Clients and connections in Rust that wait for ever. `reqwest::blocking` has a default of 30 s. */
export function rustTimeoutGaps(code: CodeModel, defaults: TimeoutDefaults): TimeoutGap[] {
  // What tonic-build and prost write is not to be edited.
  if (/@generated|Generated client implementations/.test(code.text)) return [];
  const gaps: TimeoutGap[] = [];
  const limitsRequests = everyRequestIsLimited(code);
  for (const call of code.calls) {
    const gap = gapOf(code, call, defaults, limitsRequests);
    if (gap !== null) gaps.push(gap);
  }
  return gaps;
}

const LIMITS = /^(timeout|read_timeout|timeout_read|timeout_global|timeout_connect)$/;
const UREQ_VERBS = /^ureq\.(get|post|put|patch|delete|head|request)$/;

function gapOf(code: CodeModel, call: Call, defaults: TimeoutDefaults, limitsRequests: boolean): TimeoutGap | null {
  const callee = code.calleeOf(call) ?? '';
  const report = (what: string, waitsFor: string, fix: TimeoutFix | null = null): TimeoutGap => ({
    node: call.callee,
    what,
    waitsFor,
    fix,
  });
  if (/^reqwest\.Client\.(new|default)$/.test(callee)) {
    return limitsRequests ? null : report('A reqwest client', 'the server', builderFix(code, call, defaults));
  }
  if (/^reqwest(\.blocking)?\.(Client\.builder|ClientBuilder\.new)$/.test(callee)) {
    return builderGap(code, call, callee, limitsRequests, report, defaults);
  }
  if (callee === 'reqwest.get') {
    return isInsideTimeout(code, call.node) ? null : report('reqwest::get()', 'the server');
  }
  if (UREQ_VERBS.test(callee)) {
    return chainAbove(code, call.node).some(({ name }) => LIMITS.test(name)) ? null : report('ureq', 'the server');
  }
  if (
    /^ureq\.(AgentBuilder\.new|Agent\.new|Agent\.new_with_defaults|Agent\.config_builder|builder|agent)$/.test(callee)
  ) {
    return chainAbove(code, call.node).some(({ name }) => LIMITS.test(name))
      ? null
      : report('A ureq agent', 'the server');
  }
  if (/^tokio\.net\.(TcpStream|UnixStream)\.connect$/.test(callee)) {
    return isInsideTimeout(code, call.node) ? null : report('connect()', 'the other side');
  }
  if (callee === 'std.net.TcpStream.connect') {
    return /\.set_read_timeout\(\s*Some/.test(code.text) ? null : report('TcpStream::connect()', 'the other side');
  }
  if (/^tonic\.transport\.(Endpoint|Channel)\.(from_static|from_shared|new|builder)$/.test(callee)) {
    const limited = chainAbove(code, call.node).some(({ name }) => LIMITS.test(name));
    return limited || keepsTimeLater(code) ? null : report('A gRPC channel', 'the server');
  }
  if (/_client\.\w+Client\.connect$/.test(callee) && /\btonic\b|_client::/.test(code.text)) {
    const endpoint = call.arguments[0];
    const own = endpoint === undefined ? null : code.originOf(endpoint.value);
    // An endpoint that was made with a limit, or is reported itself.
    if (own !== null || keepsTimeLater(code) || isInsideTimeout(code, call.node)) return null;
    return report(`${code.textOf(call.callee)}()`, 'the gRPC server');
  }
  if (/^recv_(msg|string|bytes|multipart|into)$/.test(call.name) || call.name === 'recv') {
    return messageGap(code, call, report);
  }
  return requestGap(code, call, report);
}

function builderGap(
  code: CodeModel,
  call: Call,
  callee: string,
  limitsRequests: boolean,
  report: (what: string, waitsFor: string, fix?: TimeoutFix | null) => TimeoutGap,
  defaults: TimeoutDefaults,
): TimeoutGap | null {
  const limit = chainAbove(code, call.node).find(({ name }) => LIMITS.test(name) && name !== 'timeout_connect');
  if (limit !== undefined) {
    const switchedOff = limit.call !== null && /\(\s*None\s*\)$/.test(code.textOf(limit.call));
    return switchedOff ? report('A reqwest client', 'the server') : null;
  }
  // A builder kept in a variable may be given its limit later.
  if (callee.includes('.blocking.') || limitsRequests || limitsKeptBuilder(code, call)) return null;
  const { end } = call.node;
  const newText = `.timeout(std::time::Duration::from_secs(${defaults.seconds}))`;
  return report('A reqwest client', 'the server', {
    title: `Wait at most ${defaults.seconds} s`,
    safety: 'safe',
    edits: () => [{ range: { start: end, end }, newText }],
  });
}

function limitsKeptBuilder(code: CodeModel, call: Call): boolean {
  const declaration = call.node.ancestorOfType('let_declaration');
  const name = declaration?.childForField('pattern');
  if (name === null || name === undefined || chainAbove(code, call.node).some((link) => link.name === 'build')) {
    return false;
  }
  return new RegExp(`(?<!\\w)${code.textOf(name).replace(/\W/g, '')}\\s*\\.\\s*(read_)?timeout\\(`).test(code.text);
}

/** Every request of the file that is sent has a limit of its own: `.get(u).timeout(d).send()`, `timeout(d, client.get(u).send())`. */
function everyRequestIsLimited(code: CodeModel): boolean {
  if (!code.text.includes('.send()') || !code.text.includes('timeout')) return false;
  const sent = code.calls.filter((call) => call.name === 'send' && call.arguments.length === 0);
  return (
    sent.length > 0 &&
    sent.every((call) => chainBelow(code, call).includes('timeout') || isInsideTimeout(code, call.node))
  );
}

function keepsTimeLater(code: CodeModel): boolean {
  return /\.set_timeout\(|TimeoutLayer|\.timeout\(/.test(code.text);
}

/** Requests of hyper, which leaves time to its caller. */
function requestGap(
  code: CodeModel,
  call: Call,
  report: (what: string, waitsFor: string) => TimeoutGap,
): TimeoutGap | null {
  if ((call.name !== 'request' && call.name !== 'get') || call.receiver === null || !code.text.includes('hyper')) {
    return null;
  }
  const maker = code.originOf(call.receiver);
  const path = maker === null ? null : rootPath(code, maker);
  if (path === null || !/^hyper(_util)?\.(client\.legacy\.)?(client\.)?Client\./.test(path)) return null;
  return isInsideTimeout(code, call.node) ? null : report(`${call.name}()`, 'the server');
}

/** The path at the bottom of a chain: `Client::builder(e).build(c)` gives `hyper_util.client.legacy.Client.builder`. */
function rootPath(code: CodeModel, call: Call): string | null {
  let at: SyntaxNode = call.callee;
  while (at.type === 'field_expression' || at.type === 'call_expression' || at.type === 'generic_function') {
    const next = at.childForField('value') ?? at.childForField('function');
    if (next === null) break;
    at = next;
  }
  return code.pathOf(at);
}

/** `socket.recv_msg(0)` on a ZeroMQ socket that nothing governs. */
function messageGap(
  code: CodeModel,
  call: Call,
  report: (what: string, waitsFor: string) => TimeoutGap,
): TimeoutGap | null {
  if (call.receiver === null || !/\bzmq::/.test(code.text) || /set_rcvtimeo\((?!-1)|\.poll\(|zmq::poll/.test(code.text))
    return null;
  const maker = code.originOf(call.receiver);
  if (maker?.name !== 'socket' || /DONTWAIT/.test(code.textOf(call.node))) return null;
  return report(`${code.textOf(call.callee)}()`, 'a message');
}

function builderFix(code: CodeModel, call: Call, defaults: TimeoutDefaults): TimeoutGap['fix'] {
  const path = code.textOf(call.callee).replace(/::(new|default)$/, '');
  const newText = `${path}::builder().timeout(std::time::Duration::from_secs(${defaults.seconds})).build().expect("HTTP client")`;
  return {
    title: `Wait at most ${defaults.seconds} s`,
    safety: 'review',
    edits: () => [{ range: { start: call.node.start, end: call.node.end }, newText }],
  };
}
