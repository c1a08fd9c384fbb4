import { type Call, type CodeModel, argumentOf } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { makingHelper } from './receiver-type';

/**
 * A session or pool that brings a limit along: made with one, an adapter or hook of that name mounted on it, its `request` replaced, or of a class of the
 * file's own.
 */
export function sessionHasTimeout(code: CodeModel, call: Call, callee: string): boolean {
  if (call.receiver === null) return false;
  if (callee.startsWith('urllib3.')) {
    const maker = code.originOf(call.receiver);
    const limit = maker === null ? null : argumentOf(maker, 'timeout');
    return limit !== null && code.textOf(limit.value) !== 'None';
  }
  if (!/[sS]ession\.|create_scraper\./.test(callee)) return false;
  const name = code.textOf(call.receiver);
  const helper = makingHelper(code, call.receiver);
  if (helper !== null && /timeout/i.test(code.textOf(helper.node))) return true;
  const mounted = code.calls.some(
    (other) =>
      other.name === 'mount' &&
      other.receiver !== null &&
      code.textOf(other.receiver) === name &&
      isSameName(code, name, other.node, call.node) &&
      other.arguments.some((argument) => bringsTimeout(code, argument.value)),
  );
  return (
    mounted ||
    code.assignments.some(
      ({ path, node }) =>
        path?.startsWith(`${name}.`) === true && REPLACED.test(path) && isSameName(code, name, node, call.node),
    )
  );
}

/** Whether a name means the same at two places: locals of two functions have nothing to do with each other. */
function isSameName(code: CodeModel, name: string, there: SyntaxNode, here: SyntaxNode): boolean {
  if (name.includes('.')) return true;
  const setIn = code.enclosingFunction(there);
  return setIn === null || setIn.node === code.enclosingFunction(here)?.node;
}

const REPLACED = /\.(request|send|get|timeout)$/;

/** `TimeoutHTTPAdapter(5)`, or a name that holds one. */
function bringsTimeout(code: CodeModel, adapter: Parameters<CodeModel['originOf']>[0]): boolean {
  if (/timeout/i.test(code.textOf(adapter))) return true;
  const maker = code.originOf(adapter);
  return maker !== null && (/timeout/i.test(code.textOf(maker.node)) || ownAdapterWithTimeout(code, maker.name));
}

function ownAdapterWithTimeout(code: CodeModel, name: string): boolean {
  const own = code.classes.find((definition) => definition.name === name);
  return own !== undefined && /timeout/.test(code.textOf(own.node));
}

/** `requests.Session.request = functools.partialmethod(…, timeout=5)` and the like: all requests of the program have a limit. */
export function patchesRequests(code: CodeModel): boolean {
  if (!code.text.includes('requests')) return false;
  return code.assignments.some(
    ({ path, target, value }) =>
      path !== null &&
      /\.(get|post|request|send)$/.test(path) &&
      /^requests\./.test(code.pathOf(target) ?? '') &&
      (/timeout/i.test(code.textOf(value)) || value.type === 'identifier'),
  );
}
