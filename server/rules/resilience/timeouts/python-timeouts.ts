import { type Argument, type Call, type CodeModel, argumentOf } from '../../../languages/code-model';
import { addArgument } from './add-argument';
import { deferredFunction } from './deferred-calls';
import { grpcGap } from './grpc-timeouts';
import { hasGlobalLimit, isTimeKept } from './kept-time';
import { LIBRARY_CALLS, LIBRARY_NAMES, type LibraryCall } from './python-libraries';
import { calleeByType } from './receiver-type';
import { patchesRequests, sessionHasTimeout } from './session-timeouts';
import { spreadKeywords } from './spread-keywords';
import type { TimeoutDefaults, TimeoutFix, TimeoutGap } from './timeout-gap';
import { secondsFor } from './waiting-time';
import { ForwardingFunctions } from './forwarding-functions';

/** Calls of Python libraries that wait for ever. */
export function pythonTimeoutGaps(code: CodeModel, defaults: TimeoutDefaults): TimeoutGap[] {
  return new PythonTimeouts(code, defaults).gaps();
}

class PythonTimeouts {
  private readonly globalLimit: boolean;
  private readonly patched: boolean;
  private readonly typedClients: boolean;
  private readonly forwarding: ForwardingFunctions;
  private readonly imported: ReadonlySet<string>;

  constructor(
    private readonly code: CodeModel,
    private readonly defaults: TimeoutDefaults,
  ) {
    this.globalLimit = hasGlobalLimit(code);
    this.patched = patchesRequests(code);
    this.typedClients = code.imports.some(({ module }) => /^(requests|httpx|aiohttp|urllib3|paramiko)\b/.test(module));
    this.imported = new Set(code.imports.map(({ local }) => local));
    this.forwarding = new ForwardingFunctions(code);
  }

  gaps(): TimeoutGap[] {
    const gaps: TimeoutGap[] = [];
    for (const call of this.code.calls) {
      const gap = this.gapOf(call);
      if (gap !== null) gaps.push(gap);
    }
    for (const { call, library } of this.forwarding.callsWithout()) {
      if (!isTimeKept(this.code, call)) gaps.push(this.gapAt(call, library.waitsFor, null));
    }
    return gaps;
  }

  private gapOf(call: Call): TimeoutGap | null {
    const { code } = this;
    const deferred = deferredFunction(code, call);
    if (deferred !== null) return this.deferredGap(call, deferred.path, deferred.takesKeywords);
    const capital = call.name.charCodeAt(0) < 97;
    const mayBeName = call.receiver === null && (this.typedClients || this.imported.has(call.name));
    if (!capital && !LIBRARY_NAMES.test(call.name) && !mayBeName) {
      return null;
    }
    const found = this.libraryOf(call);
    if (found !== null) return this.libraryGap(call, found.library, found.callee);
    return grpcGap(code, call, (seconds) => this.keywordFix(call, 'timeout', seconds), this.defaults);
  }

  private libraryOf(call: Call): { readonly library: LibraryCall; readonly callee: string } | null {
    const callee = this.code.resolvedCallee(call) ?? chosenMethod(this.code, call);
    const library = callee === null ? undefined : libraryFor(callee);
    if (callee !== null && library !== undefined) return { library, callee };
    const typed = this.typedClients ? (calleeByType(this.code, call) ?? functionByName(this.code, call)) : null;
    const byType = typed === null ? undefined : libraryFor(typed);
    return typed === null || byType === undefined ? null : { library: byType, callee: typed };
  }

  private isLimited(library: LibraryCall, callee: string): boolean {
    return (this.globalLimit && library.process !== true) || (this.patched && callee.startsWith('requests'));
  }

  private libraryGap(call: Call, library: LibraryCall, callee: string): TimeoutGap | null {
    const { code } = this;
    if (this.isLimited(library, callee) || isTimeKept(code, call)) return null;
    const spread = spreadKeywords(code, call);
    if (spread !== null) {
      if (spread.known === null) this.forwarding.note(call, library);
      if (spread.known === null || library.keywords.some((keyword) => spread.known?.has(keyword))) return null;
    }
    const given = library.keywords
      .map((keyword, index) => argumentOf(call, keyword, index === 0 ? library.position : undefined))
      .find((argument) => argument !== null);
    const seconds = this.secondsOf(call, library);
    if (given !== undefined) {
      if (!isUnlimited(code, given, library)) return null;
      if (call.arguments.some(({ name }) => /^(sock_|connect$|read$|pool$)/.test(name ?? ''))) return null;
      return this.gapAt(call, library.waitsFor, {
        title: `Wait at most ${seconds} s`,
        // Somebody switched the limit off on purpose, for a stream perhaps.
        safety: 'review',
        edits: () => [{ range: { start: given.value.start, end: given.value.end }, newText: seconds }],
      });
    }
    if (callee === 'aiohttp.ClientTimeout' && call.arguments.length === 0) {
      return this.gapAt(call, library.waitsFor, this.keywordFix(call, 'total', seconds));
    }
    if (library.hasDefault === true || sessionHasTimeout(code, call, callee)) return null;
    if (library.waitsFor === 'Redis' && isLimitedByAddress(code, call)) return null;
    const fix = library.fixable === false ? null : this.keywordFix(call, library.keywords[0] ?? 'timeout', seconds);
    // How long a process may work, only its author knows.
    const uncertain = library.process === true || (library.waitsFor === 'Redis' && BLOCKING_REDIS.test(code.text));
    return this.gapAt(call, library.waitsFor, fix === null || !uncertain ? fix : { ...fix, safety: 'review' });
  }

  /** `asyncio.to_thread(requests.get, url)`: the thread waits for ever, and is never given back. */
  private deferredGap(call: Call, path: string, takesKeywords: boolean): TimeoutGap | null {
    const library = libraryFor(path);
    if (library === undefined || library.hasDefault === true || /^[A-Z]/.test(path.slice(path.lastIndexOf('.') + 1)))
      return null;
    if (this.isLimited(library, path) || isTimeKept(this.code, call)) return null;
    if (call.arguments.some(({ name, spread }) => spread || library.keywords.includes(name ?? ''))) return null;
    const fix =
      takesKeywords && library.fixable !== false
        ? this.keywordFix(call, library.keywords[0] ?? 'timeout', this.secondsOf(call, library))
        : null;
    return {
      ...this.gapAt(call, library.waitsFor, fix === null ? null : { ...fix, safety: 'review' }),
      what: `${path}()`,
    };
  }

  private secondsOf(call: Call, library: LibraryCall): string {
    return String(library.process === true ? this.defaults.processSeconds : secondsFor(this.code, call, this.defaults));
  }

  private gapAt(call: Call, waitsFor: string, fix: TimeoutFix | null): TimeoutGap {
    const what = `${this.code.textOf(call.callee).replace(/\s+/g, '').slice(0, 60)}()`;
    return { node: call.callee, what, waitsFor, fix };
  }

  private keywordFix(call: Call, keyword: string, value: string): TimeoutFix | null {
    const { code } = this;
    if (call.argumentList === null || call.argumentList.hasError || call.argumentList.type !== 'argument_list')
      return null;
    // A generator given as the only argument would need brackets of its own first.
    if (call.arguments.some((argument) => argument.value.type === 'generator_expression')) return null;
    return {
      title: `Wait at most ${value} s`,
      safety: 'safe',
      edits: () => addArgument(code, call, `${keyword}=${value}`),
    };
  }
}

/** `getattr(requests, method)(url)` */
function chosenMethod(code: CodeModel, call: Call): string | null {
  if (call.callee.type !== 'call' || !code.textOf(call.callee).startsWith('getattr(')) return null;
  const object = code.originOf(call.callee)?.arguments[0]?.value;
  const path = object === undefined ? null : code.pathOf(object);
  return path === 'requests' ? 'requests.request' : null;
}

/** `fetch(url)` after `fetch = requests.get` */
function functionByName(code: CodeModel, call: Call): string | null {
  if (call.receiver !== null || call.callee.type !== 'identifier') return null;
  const values = code.valuesOf(call.callee);
  const [only] = values;
  return values.length === 1 && only?.type === 'attribute' ? code.pathOf(only) : null;
}

function libraryFor(callee: string): LibraryCall | undefined {
  return LIBRARY_CALLS.find((candidate) => candidate.callee.test(callee));
}

/** Commands that wait on purpose, longer perhaps than the limit of the socket. */
const BLOCKING_REDIS = /\.(pubsub|blpop|brpop|blmove|bzpopmin|bzpopmax|xread|xreadgroup)\s*\(/;

/** `redis://host/0?socket_timeout=5` */
function isLimitedByAddress(code: CodeModel, call: Call): boolean {
  return call.arguments.some((argument) => /socket_timeout=\d/.test(code.textOf(argument.value)));
}

/** `None`, a name that holds nothing else, or `(5, None)`: no limit on the answer. */
function isUnlimited(code: CodeModel, argument: Argument, library: LibraryCall): boolean {
  const { value } = argument;
  const text = code.textOf(value);
  if (text === 'None' || (library.zeroIsNone === true && text === '0')) return true;
  if (value.type === 'tuple') return value.namedChildren.at(-1)?.type === 'none';
  if (value.type !== 'identifier') return false;
  const values = code.valuesOf(value);
  return values.length > 0 && values.every((candidate) => candidate.type === 'none');
}
