import { type Call, type CodeModel, argumentOf, hasSpreadKeywords } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import type { RetryFault } from './retry-fault';

/** Decorators and objects of retry libraries that are not told when to stop, or to wait longer each time. */
export function retryDecoratorFaults(code: CodeModel): RetryFault[] {
  if (!code.imports.some(({ module }) => /^(tenacity|retrying|backoff|retry)(\.|$)/.test(module))) return [];
  const calls = code.calls.flatMap((call): RetryFault[] => {
    const kind = hasSpreadKeywords(call) ? null : kindOfCall(code, call);
    return kind === null ? [] : [{ node: call.callee, kind, fix: null }];
  });
  return [...calls, ...bareDecorators(code)];
}

function kindOfCall(code: CodeModel, call: Call): RetryFault['kind'] | null {
  const given = (name: string): boolean => argumentOf(call, name) !== null;
  switch (code.calleeOf(call)) {
    case 'tenacity.retry':
    case 'tenacity.Retrying':
    case 'tenacity.AsyncRetrying': {
      const wait = argumentOf(call, 'wait');
      const pause = wait === null ? 'none' : code.textOf(wait.value);
      const grows = !/^none$|^(tenacity\.)?wait_(fixed|none)\([^)]*\)$/.test(pause);
      if (!given('stop')) return grows ? null : 'endless';
      return wait !== null && !grows ? 'constant' : null;
    }
    case 'retrying.retry':
      if (!given('stop_max_attempt_number') && !given('stop_max_delay') && !given('stop')) {
        return given('wait_exponential_multiplier') ? null : 'endless';
      }
      return given('wait_fixed') ? 'constant' : null;
    case 'retry.retry':
    case 'retry.api.retry': {
      const tries = argumentOf(call, 'tries', 1);
      const grows = given('backoff') || given('jitter');
      if (tries === null || /^-\s*1$/.test(code.textOf(tries.value))) return grows ? null : 'endless';
      return given('delay') && !grows ? 'constant' : null;
    }
    case 'backoff.on_exception':
    case 'backoff.on_predicate': {
      const wait = argumentOf(call, 'wait_gen', 0);
      const constant = wait !== null && /constant$/.test(code.textOf(wait.value));
      if (!constant) return null;
      return given('max_tries') || given('max_time') ? 'constant' : 'endless';
    }
    default:
      return null;
  }
}

/** `@retry` alone: for ever, with no pause. */
function bareDecorators(code: CodeModel): RetryFault[] {
  return code.functions.flatMap((definition) =>
    definition.decorators.flatMap((decorator): RetryFault[] => {
      const name: SyntaxNode | undefined = decorator.namedChildren[0];
      const path = name === undefined || name.type === 'call' ? null : code.pathOf(name);
      return name !== undefined && path !== null && /^(tenacity|retrying|retry)\.retry$/.test(path)
        ? [{ node: name, kind: 'endless', fix: null }]
        : [];
    }),
  );
}
