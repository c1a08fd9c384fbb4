import { type Argument, type Call, type CodeModel, argumentOf, hasSpreadKeywords } from '../../../languages/code-model';
import { addArgument } from './add-argument';
import { secondsFor } from './waiting-time';
import type { TimeoutDefaults, TimeoutFix, TimeoutGap } from './timeout-gap';

interface TimeoutRule {
  /** Resolved callees, without the module's aliases. */
  readonly callee: RegExp;
  /** Keywords that set a timeout; any one is enough. */
  readonly keywords: readonly string[];
  /** 0-based position at which a timeout may be passed without its keyword. */
  readonly position?: number;
  readonly waitsFor: string;
  readonly process?: boolean;
  /** True for libraries that have a default: only an explicit None waits for ever. */
  readonly hasDefault?: boolean;
}

const HTTP_METHODS = '(get|post|put|patch|delete|head|options|request)';

const RULES: readonly TimeoutRule[] = [
  { callee: new RegExp(`^requests(\\.api)?\\.${HTTP_METHODS}$`), keywords: ['timeout'], waitsFor: 'the server' },
  {
    callee: new RegExp(`^requests(\\.sessions)?\\.[sS]ession\\.${HTTP_METHODS}$`),
    keywords: ['timeout'],
    waitsFor: 'the server',
  },
  {
    callee: new RegExp(`^httpx\\.(${HTTP_METHODS}|stream|Client|AsyncClient|(Async)?Client\\.${HTTP_METHODS})$`),
    keywords: ['timeout'],
    waitsFor: 'the server',
    hasDefault: true,
  },
  { callee: /^aiohttp\.ClientTimeout$/, keywords: ['total'], position: 0, waitsFor: 'the server', hasDefault: true },
  {
    callee: new RegExp(`^aiohttp\\.(ClientSession|ClientSession\\.${HTTP_METHODS})$`),
    keywords: ['timeout'],
    waitsFor: 'the server',
    hasDefault: true,
  },
  { callee: /^urllib\.request\.urlopen$/, keywords: ['timeout'], position: 2, waitsFor: 'the server' },
  { callee: /^urllib2\.urlopen$/, keywords: ['timeout'], position: 2, waitsFor: 'the server' },
  { callee: /^http\.client\.HTTPS?Connection$/, keywords: ['timeout'], waitsFor: 'the server' },
  { callee: /^socket\.create_connection$/, keywords: ['timeout'], position: 1, waitsFor: 'the other side' },
  {
    callee: /^(smtplib\.SMTP(_SSL)?|ftplib\.FTP(_TLS)?|telnetlib\.Telnet|poplib\.POP3(_SSL)?|imaplib\.IMAP4(_SSL)?)$/,
    keywords: ['timeout'],
    waitsFor: 'the server',
  },
  {
    callee: /^redis(\.asyncio|\.client)?\.(Redis|StrictRedis)(\.from_url)?$|^redis(\.asyncio)?\.from_url$/,
    keywords: ['socket_timeout', 'connection_pool'],
    waitsFor: 'Redis',
  },
  {
    callee: /^(redis(\.asyncio)?\.)?(ConnectionPool|BlockingConnectionPool)(\.from_url)?$/,
    keywords: ['socket_timeout', 'timeout'],
    waitsFor: 'Redis',
    hasDefault: true,
  },
  {
    callee: /^subprocess\.(run|call|check_call|check_output)$/,
    keywords: ['timeout'],
    waitsFor: 'the process',
    process: true,
  },
  { callee: /^subprocess\.Popen\.communicate$/, keywords: ['timeout'], waitsFor: 'the process', process: true },
  { callee: /^websocket\.create_connection$/, keywords: ['timeout'], position: 1, waitsFor: 'the server' },
  { callee: /^(paramiko\.)?(client\.)?SSHClient\.connect$/, keywords: ['timeout'], waitsFor: 'the server' },
];

/** The last parts of all callees above: most calls are told apart by their name alone. */
const NAMES =
  /^(get|post|put|patch|delete|head|options|request|stream|\w*Client|ClientTimeout|ClientSession|urlopen|HTTPS?Connection|create_connection|SMTP\w*|FTP\w*|Telnet|POP3\w*|IMAP4\w*|Redis|StrictRedis|from_url|\w*ConnectionPool|run|call|check_call|check_output|communicate|connect)$/;

/** Calls of Python libraries that wait for ever. */
export function pythonTimeoutGaps(code: CodeModel, defaults: TimeoutDefaults): TimeoutGap[] {
  if (code.text.includes('setdefaulttimeout')) return [];
  const gaps: TimeoutGap[] = [];
  for (const call of code.calls) {
    const capital = call.name.charCodeAt(0) < 97;
    if (!capital && !NAMES.test(call.name)) continue;
    const callee = code.resolvedCallee(call);
    if (callee === null) continue;
    const rule = RULES.find((candidate) => candidate.callee.test(callee));
    if (rule !== undefined) {
      const gap = ruleGap(code, call, rule, callee, defaults);
      if (gap !== null) gaps.push(gap);
    } else if (isStubCall(code, call) && !argumentOf(call, 'timeout') && !hasSpreadKeywords(call)) {
      gaps.push(
        gapAt(
          code,
          call,
          'the gRPC server',
          keywordFix(code, call, 'timeout', String(secondsFor(code, call, defaults))),
        ),
      );
    }
  }
  return gaps;
}

function ruleGap(
  code: CodeModel,
  call: Call,
  rule: TimeoutRule,
  callee: string,
  defaults: TimeoutDefaults,
): TimeoutGap | null {
  if (hasSpreadKeywords(call) || isGuarded(code, call)) return null;
  const given = rule.keywords
    .map((keyword, index) => argumentOf(call, keyword, index === 0 ? rule.position : undefined))
    .find((argument) => argument !== null);
  const seconds = String(rule.process === true ? defaults.processSeconds : secondsFor(code, call, defaults));
  if (given !== undefined) {
    if (!isNone(code, given) || call.arguments.some(({ name }) => /^(sock_|connect|read)/.test(name ?? '')))
      return null;
    return gapAt(code, call, rule.waitsFor, {
      title: `Wait at most ${seconds} s`,
      // Somebody switched the limit off on purpose, for a stream perhaps.
      safety: 'review',
      edits: () => [{ range: { start: given.value.start, end: given.value.end }, newText: seconds }],
    });
  }
  if (rule.hasDefault === true) return null;
  if (/^requests.*[sS]ession\./.test(callee) && sessionHasTimeout(code, call)) return null;
  const keyword = rule.keywords[0] ?? 'timeout';
  const fix = keywordFix(code, call, keyword, seconds);
  // How long a process may work, only its author knows.
  const uncertain = rule.process === true || (rule.waitsFor === 'Redis' && BLOCKING_REDIS.test(code.text));
  return gapAt(code, call, rule.waitsFor, fix === null || !uncertain ? fix : { ...fix, safety: 'review' });
}

/** Commands that wait on purpose, longer perhaps than the limit of the socket. */
const BLOCKING_REDIS = /\.(pubsub|blpop|brpop|blmove|bzpopmin|bzpopmax|xread|xreadgroup)\s*\(/;

function gapAt(code: CodeModel, call: Call, waitsFor: string, fix: TimeoutFix | null): TimeoutGap {
  return { node: call.callee, what: `${code.textOf(call.callee).replace(/\s+/g, '').slice(0, 60)}()`, waitsFor, fix };
}

function keywordFix(code: CodeModel, call: Call, keyword: string, value: string): TimeoutFix | null {
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

function isNone(code: CodeModel, argument: Argument): boolean {
  return code.textOf(argument.value) === 'None';
}

const GUARDS = /(^|\.)(wait_for|timeout|timeout_at|fail_after|move_on_after|async_timeout)$/;

/** Inside `asyncio.wait_for(…)` or `async with asyncio.timeout(…)` somebody else keeps the time. */
function isGuarded(code: CodeModel, call: Call): boolean {
  for (let node = call.node.parent; node !== null; node = node.parent) {
    if (node.type === 'function_definition') return false;
    if (node.type !== 'call' && node.type !== 'with_statement') continue;
    const { start, end } = node.type === 'call' ? node : (node.childOfType('with_clause') ?? node);
    if (
      code.calls.some(
        (other) =>
          other.node.start >= start &&
          other.node.end <= end &&
          other !== call &&
          GUARDS.test(code.calleeOf(other) ?? ''),
      )
    )
      return true;
  }
  return false;
}

/** A session whose adapter, hook or patched `request` brings a timeout along. */
function sessionHasTimeout(code: CodeModel, call: Call): boolean {
  if (call.receiver === null) return false;
  const name = code.textOf(call.receiver);
  return (
    code.calls.some(
      (other) =>
        other.name === 'mount' &&
        other.receiver !== null &&
        code.textOf(other.receiver) === name &&
        /timeout/i.test(code.textOf(other.node)),
    ) ||
    code.assignments.some(
      (assignment) =>
        /^(request|send|get|timeout)$/.test(assignment.path?.slice(name.length + 1) ?? '') &&
        assignment.path?.startsWith(`${name}.`) === true,
    )
  );
}

/** `stub.Translate(request)` after `stub = translator_pb2_grpc.TranslatorStub(channel)`. */
function isStubCall(code: CodeModel, call: Call): boolean {
  if (call.receiver === null || call.arguments.length === 0) return false;
  const maker = code.originOf(call.receiver);
  return maker !== null && maker.node !== call.node && /Stub$/.test(maker.name) && /^[A-Z]/.test(call.name);
}
