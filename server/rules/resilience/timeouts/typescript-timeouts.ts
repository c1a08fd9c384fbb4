import type { Call, CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { type LimitState, limitState, optionFix, positional } from './call-options';
import { chainedMethods, isRaced } from './promise-limits';
import type { TimeoutDefaults, TimeoutFix, TimeoutGap } from './timeout-gap';
import { isStreamed, secondsFor } from './waiting-time';

/** A library of Node, and what limits its calls. */
interface NodeLibrary {
  /** Resolved callees. */
  readonly callee: RegExp;
  /** The options that set a limit; any one is enough. */
  readonly keys: RegExp;
  /** 0-based position of the options that a fix adds to; null where no fix is offered. */
  readonly position: (call: Call, callee: string) => number | null;
  readonly property: string;
  readonly waitsFor: string;
  /** 0-based position from which options may stand; else `position`. */
  readonly firstOption?: number;
  readonly review?: boolean;
  /** True where only an explicit "no limit" waits for ever. */
  readonly hasDefault?: boolean;
  /** Further reasons to believe that the time is kept. */
  readonly isLimited?: (code: CodeModel, call: Call) => boolean;
}

const VERBS = '(get|post|put|patch|delete|head|options|request)';

const LIBRARIES: readonly NodeLibrary[] = [
  {
    callee: /^axios(\.default)?\.create$/,
    keys: /^(timeout|signal|cancelToken|adapter)$/,
    position: () => 0,
    property: 'timeout',
    waitsFor: 'the server',
    isLimited: (code, call) => axiosHasLimit(code) || assignsDefault(code, call),
  },
  {
    callee: new RegExp(`^axios(\\.default)?(\\.${VERBS})?$`),
    keys: /^(timeout|signal|cancelToken)$/,
    position: (call, callee) =>
      call.name === 'request' || !/\.(get|post|put|patch|delete|head|options)$/.test(callee)
        ? 0
        : /^(post|put|patch)$/.test(call.name)
          ? 2
          : 1,
    property: 'timeout',
    waitsFor: 'the server',
    isLimited: axiosHasLimit,
  },
  {
    callee: /^got(\.default)?(\.got)?(\.(get|post|put|patch|delete|head|stream|extend|paginate))?$/,
    keys: /^(timeout|signal)$/,
    position: () => null,
    firstOption: 0,
    property: 'timeout',
    waitsFor: 'the server',
  },
  {
    callee: /^ky(\.default)?(\.(get|post|put|patch|delete|head|create|extend))?$/,
    keys: /^timeout$/,
    position: () => 1,
    firstOption: 0,
    property: 'timeout',
    waitsFor: 'the server',
    hasDefault: true,
  },
  {
    callee: /^superagent(\.default)?(\.(get|post|put|patch|del|delete|head))?$/,
    keys: /^timeout$/,
    position: () => null,
    firstOption: 9,
    property: 'timeout',
    waitsFor: 'the server',
    isLimited: (code, call) => chainedMethods(code, call.node).includes('timeout'),
  },
  {
    callee: /^request(\.(get|post|put|patch|del|delete|head|defaults))?$/,
    keys: /^timeout$/,
    position: () => 0,
    property: 'timeout',
    waitsFor: 'the server',
  },
  {
    callee: /^undici\.(request|stream)$/,
    keys: /^(headersTimeout|bodyTimeout|signal|dispatcher)$/,
    position: () => 1,
    property: 'headersTimeout',
    waitsFor: 'the server',
  },
  {
    callee: /^https?\.(request|get)$/,
    keys: /^(timeout|signal)$/,
    position: (call) => (positional(call)[0]?.type === 'object' ? 0 : null),
    firstOption: 0,
    property: 'timeout',
    waitsFor: 'the server',
    review: true,
    isLimited: (code, call) => requestIsLimited(code, call),
  },
  {
    callee: /^ioredis(\.default|\.Redis|\.Cluster)?$/,
    keys: /^(commandTimeout|socketTimeout)$/,
    position: (call) => {
      const last = positional(call).findIndex((value) => value.type === 'object');
      return last === -1 ? positional(call).length : last;
    },
    firstOption: 0,
    property: 'commandTimeout',
    waitsFor: 'Redis',
    review: true,
  },
  {
    callee: /^(child_process\.)?(execSync|execFileSync|spawnSync)$/,
    keys: /^(timeout|signal)$/,
    position: (call) => (/execFile|spawn/.test(call.name) ? 2 : 1),
    firstOption: 1,
    property: 'timeout',
    waitsFor: 'the process',
    review: true,
  },
];

/** The last written names of all callees above; default imports have any name and are looked up by import. */
const NAMES =
  /^(create|get|post|put|patch|del|delete|head|options|request|stream|extend|paginate|defaults|default|execSync|execFileSync|spawnSync|fetch|receive|Redis|Cluster|got|axios)$/;

/** Calls in TypeScript and JavaScript that wait for ever. The asynchronous `exec` can be killed by its caller; its synchronous twins block the process. */
export function typescriptTimeoutGaps(code: CodeModel, defaults: TimeoutDefaults): TimeoutGap[] {
  const imported = new Set(code.imports.map(({ local }) => local));
  const modules = new Set(code.imports.map(({ module }) => module));
  const ownFetch = code.functions.some((definition) => definition.name === 'fetch');
  const gaps: TimeoutGap[] = [];
  const grpc = code.text.includes('grpc');
  for (const call of code.calls) {
    if (!NAMES.test(call.name) && !imported.has(call.name)) {
      const gap = grpc ? grpcGap(code, call) : null;
      if (gap !== null) gaps.push(gap);
      continue;
    }
    const callee = code.resolvedCallee(call);
    if (callee === null) continue;
    const gap = isFetch(callee, ownFetch)
      ? fetchGap(code, call, callee, defaults)
      : ((isImported(callee, modules) ? libraryGap(code, call, callee, defaults) : null) ??
        messageGap(code, call, callee));
    if (gap !== null && !isRaced(code, call)) gaps.push(gap);
  }
  return gaps;
}

function libraryGap(code: CodeModel, call: Call, callee: string, defaults: TimeoutDefaults): TimeoutGap | null {
  const library = LIBRARIES.find((candidate) => candidate.callee.test(callee));
  if (library === undefined) return null;
  const position = library.position(call, callee);
  if (library.hasDefault === true) {
    const switchedOff = call.arguments.find(({ name }) => name !== null && library.keys.test(name));
    return switchedOff !== undefined && /^(false|0|Infinity)$/.test(code.textOf(switchedOff.value))
      ? gap(code, call, library.waitsFor, null)
      : null;
  }
  const state = limitState(code, call, library.keys, library.firstOption ?? position ?? 0);
  if (state !== 'unset' || library.isLimited?.(code, call) === true) return null;
  const seconds = library.waitsFor === 'the process' ? defaults.processSeconds : secondsFor(code, call, defaults);
  const fix =
    position === null
      ? null
      : optionFix(
          code,
          call,
          position,
          `${library.property}: ${seconds * 1000}`,
          seconds,
          library.review ? 'review' : 'safe',
        );
  return gap(code, call, library.waitsFor, fix);
}

const FETCHES =
  /^(fetch|(globalThis|window|self|global)\.fetch|(node-fetch|cross-fetch|isomorphic-fetch|make-fetch-happen|undici)(\.(default|fetch))?)$/;

function isFetch(callee: string, ownFetch: boolean): boolean {
  // A function of the file's own that happens to be called fetch has its own ideas.
  return FETCHES.test(callee) && callee !== 'undici' && !(callee === 'fetch' && ownFetch);
}

function fetchGap(code: CodeModel, call: Call, callee: string, defaults: TimeoutDefaults): TimeoutGap | null {
  if (isOwnPage(code, call) || fetchState(code, call, callee) !== 'unset') return null;
  const seconds = secondsFor(code, call, defaults);
  const safety = isStreamed(code, call) ? 'review' : 'safe';
  const fix = optionFix(code, call, 1, `signal: AbortSignal.timeout(${seconds * 1000})`, seconds, safety);
  return { ...gap(code, call, 'the server', fix), what: 'fetch()' };
}

function fetchState(code: CodeModel, call: Call, callee: string): LimitState {
  // Only libraries of old know a `timeout` of their own; the platform's fetch ignores it.
  const keys = /node-fetch|make-fetch-happen/.test(callee) ? /^(signal|timeout)$/ : /^(signal|dispatcher)$/;
  const [target] = positional(call);
  const maker = target === undefined ? null : code.originOf(target);
  if (maker?.name === 'Request') {
    // What fetch() is told itself counts before what the request was made with.
    const state = limitState(code, maker, keys, 1);
    return state === 'unset' ? limitState(code, call, keys, 1) : state;
  }
  if (target !== undefined && positional(call).length === 1 && /(^|\.)(req|request)$/i.test(code.textOf(target))) {
    return 'unknown';
  }
  return limitState(code, call, keys, 1);
}

/** `fetch('/api/agents')`: only a browser can complete such an address. */
function isOwnPage(code: CodeModel, call: Call): boolean {
  const [first] = call.arguments;
  const text = first === undefined ? null : code.stringValue(first.value);
  return text?.parts[0]?.text?.startsWith('/') === true;
}

function axiosHasLimit(code: CodeModel): boolean {
  return (
    /\baxios(\.default)?\.defaults\.(timeout|signal)\s*=/.test(code.text) ||
    /\binterceptors\.request\.use\([\s\S]{0,800}?\b(timeout|signal)\b/.test(code.text)
  );
}

/** `api.defaults.timeout = 5000` after `api = axios.create()`. */
function assignsDefault(code: CodeModel, call: Call): boolean {
  const holder = call.node.parent;
  const name = holder?.childForField('name') ?? holder?.childForField('left') ?? null;
  const text = name === null ? null : code.textOf(name);
  return text !== null && code.assignments.some(({ path }) => path === `${text}.defaults.timeout`);
}

/** `request.setTimeout(5000)` and `.on('timeout', …)` on what the call gives. */
function requestIsLimited(code: CodeModel, call: Call): boolean {
  if (chainedMethods(code, call.node).includes('setTimeout')) return true;
  const holder = call.node.parent;
  const name = holder?.childForField('name') ?? holder?.childForField('left') ?? null;
  if (name === null) return false;
  const text = code.textOf(name);
  return code.calls.some(
    (other) =>
      (other.name === 'setTimeout' && other.receiver !== null && code.textOf(other.receiver) === text) ||
      // `setTimeout(() => request.destroy(), 5000)`
      (other.name === 'setTimeout' && other.receiver === null && code.textOf(other.node).includes(`${text}.`)),
  );
}

/** `await socket.receive()` on a ZeroMQ socket that asks. */
function messageGap(code: CodeModel, call: Call, callee: string): TimeoutGap | null {
  if (!/^zeromq\.(Request|Dealer)\.receive$/.test(callee) || call.receiver === null) return null;
  const maker = code.originOf(call.receiver);
  const name = code.textOf(call.receiver);
  const limited =
    (maker !== null && limitState(code, maker, /^receiveTimeout$/, 0) !== 'unset') ||
    code.assignments.some(({ path }) => path === `${name}.receiveTimeout`);
  return limited ? null : gap(code, call, 'a message', null);
}

/** `client.sayHello(request, callback)` with no deadline, after `client = new Greeter(address, grpc.credentials.createInsecure())`. */
function grpcGap(code: CodeModel, call: Call): TimeoutGap | null {
  const last = call.arguments.at(-1)?.value;
  if (call.receiver === null || last === undefined || !/^(arrow_function|function_expression)$/.test(last.type))
    return null;
  const maker = code.originOf(call.receiver);
  if (maker === null || maker.node === call.node || !/\bcredentials\.create/.test(code.textOf(maker.node))) return null;
  if (/^(waitForReady|close|getChannel|on)$/.test(call.name)) return null;
  return limitState(code, call, /^deadline$/, 0) === 'set' || /interceptors/.test(code.textOf(maker.node))
    ? null
    : gap(code, call, 'the gRPC server', null);
}

function gap(code: CodeModel, call: Call, waitsFor: string, fix: TimeoutFix | null): TimeoutGap {
  const node: SyntaxNode = call.callee;
  return { node, what: `${code.textOf(node).replace(/\s+/g, '').slice(0, 60)}()`, waitsFor, fix };
}

/** Names such as `request` or `got` mean the library only where it is imported; pages and scripts get `axios` without. */
function isImported(callee: string, modules: ReadonlySet<string>): boolean {
  const head = callee.split('.')[0] ?? '';
  return head === 'axios' || modules.has(head);
}
