import { type Call, type CodeModel, argumentOf, hasSpreadKeywords } from '../../../languages/code-model';
import type { FixSafety } from '../../finding';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { isStreamed, secondsFor } from './waiting-time';
import { addArgument, lineBreakBefore } from './add-argument';
import type { TimeoutDefaults, TimeoutFix, TimeoutGap } from './timeout-gap';

/** Calls in TypeScript and JavaScript that wait for ever. */
export function typescriptTimeoutGaps(code: CodeModel, defaults: TimeoutDefaults): TimeoutGap[] {
  const axiosHasDefault = /\baxios\.defaults\.timeout\s*=/.test(code.text);
  const gaps: TimeoutGap[] = [];
  for (const call of code.calls) {
    if (hasSpreadKeywords(call) || hasUnknownOptions(code, call)) continue;
    const callee = code.resolvedCallee(call) ?? '';
    if (isFetch(code, callee)) {
      if (argumentOf(call, 'signal') === null && !isOwnPage(code, call)) {
        const seconds = secondsFor(code, call, defaults);
        const safety = isStreamed(code, call) ? 'review' : 'safe';
        const fix = optionFix(code, call, 1, `signal: AbortSignal.timeout(${seconds * 1000})`, seconds, safety);
        gaps.push(gap(call, 'fetch()', 'the server', fix));
      }
    } else if (!axiosHasDefault && AXIOS.test(callee)) {
      const gapInAxios = axiosGap(code, call, callee, defaults);
      if (gapInAxios !== null) gaps.push(gapInAxios);
    } else if (PROCESS.test(callee)) {
      if (argumentOf(call, 'timeout') === null && argumentOf(call, 'signal') === null) {
        const position = /execFile|spawn/.test(call.name) ? 2 : 1;
        gaps.push(
          gap(
            call,
            `${call.name}()`,
            'the process',
            optionFix(
              code,
              call,
              position,
              `timeout: ${defaults.processSeconds * 1000}`,
              defaults.processSeconds,
              'review',
            ),
          ),
        );
      }
    }
  }
  return gaps;
}

const AXIOS = /^axios(\.default)?(\.create)?(\.(get|post|put|patch|delete|head|options|request))?$/;
/** The asynchronous twins can be killed by their caller; these block the whole process until the child ends. */
const PROCESS = /^(child_process\.)?(execSync|execFileSync|spawnSync)$/;

function isFetch(code: CodeModel, callee: string): boolean {
  if (callee === 'node-fetch' || callee === 'node-fetch.default' || callee === 'undici.fetch') return true;
  if (callee !== 'fetch' && callee !== 'globalThis.fetch' && callee !== 'window.fetch') return false;
  // A function of the file's own that happens to be called fetch has its own ideas.
  return !code.functions.some((definition) => definition.name === 'fetch');
}

/** `fetch('/api/agents')`: only a browser can complete such an address. */
function isOwnPage(code: CodeModel, call: Call): boolean {
  const [first] = call.arguments;
  const text = first === undefined ? null : code.stringValue(first.value);
  return text?.parts[0]?.text?.startsWith('/') === true;
}

function axiosGap(code: CodeModel, call: Call, callee: string, defaults: TimeoutDefaults): TimeoutGap | null {
  if (argumentOf(call, 'timeout') !== null || argumentOf(call, 'signal') !== null) return null;
  const seconds = secondsFor(code, call, defaults);
  if (/\.create$/.test(callee))
    return gap(call, 'axios.create()', 'the server', optionFix(code, call, 0, `timeout: ${seconds * 1000}`, seconds));
  // Requests of an instance have its timeout; an instance without one has been told already.
  if (/\.create\./.test(callee)) return null;
  const position = call.name === 'request' || !callee.includes('.') ? 0 : /^(post|put|patch)$/.test(call.name) ? 2 : 1;
  return gap(
    call,
    `${code.textOf(call.callee)}()`,
    'the server',
    optionFix(code, call, position, `timeout: ${seconds * 1000}`, seconds),
  );
}

function gap(call: Call, what: string, waitsFor: string, fix: TimeoutFix | null): TimeoutGap {
  return { node: call.callee, what, waitsFor, fix };
}

function positional(call: Call): SyntaxNode[] {
  return call.arguments.filter((argument) => argument.name === null).map((argument) => argument.value);
}

/** Options handed over in a variable may hold a timeout. */
function hasUnknownOptions(code: CodeModel, call: Call): boolean {
  const options = positional(call).slice(1).at(-1);
  return (
    options !== undefined &&
    /^(identifier|member_expression|call_expression)$/.test(options.type) &&
    /opt|conf|init|param|setting/i.test(code.textOf(options))
  );
}

/** Adds a property to the options at a position, or the options themselves when the arguments before them are there. */
function optionFix(
  code: CodeModel,
  call: Call,
  position: number,
  property: string,
  seconds: number,
  safety: FixSafety = 'safe',
): TimeoutFix | null {
  const given = positional(call);
  const options = given[position];
  const title = `Wait at most ${seconds} s`;
  if (options?.type === 'object' && !options.hasError) {
    const first = options.namedChildren[0];
    const at = first?.start ?? options.start + 1;
    const separator = lineBreakBefore(code, at) ?? ' ';
    return {
      title,
      safety,
      edits: () => [
        { range: { start: at, end: at }, newText: first === undefined ? ` ${property} ` : `${property},${separator}` },
      ],
    };
  }
  if (options === undefined && given.length === position) {
    return { title, safety, edits: () => addArgument(code, call, `{ ${property} }`) };
  }
  return null;
}
