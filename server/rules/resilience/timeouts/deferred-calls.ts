import { type Call, type CodeModel, argumentOf } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { typeOf } from './receiver-type';

/** A function that is handed to a thread instead of being called. */
export interface DeferredFunction {
  /** The resolved path of the function. */
  readonly path: string;
  /** False for `run_in_executor`, which hands on positional arguments only. */
  readonly takesKeywords: boolean;
}

const DEFERRING =
  /^(to_thread|run_in_executor|submit|run_sync|run_in_threadpool|map|imap|imap_unordered|starmap|Thread)$/;
/** Those that hand keywords on. */
const TAKES_KEYWORDS = /^(to_thread|submit|run_in_threadpool)$/;

/** The function that `asyncio.to_thread(f, …)`, `loop.run_in_executor(None, f, …)` and their like run elsewhere. */
export function deferredFunction(code: CodeModel, call: Call): DeferredFunction | null {
  if (!DEFERRING.test(call.name)) return null;
  const position = call.name === 'run_in_executor' ? 1 : 0;
  const given = call.name === 'Thread' ? argumentOf(call, 'target') : argumentOf(call, 'func', position);
  if (given === null || (call.name === 'Thread' && /timeout/.test(code.textOf(call.node)))) return null;
  const path = functionPath(code, partiallyApplied(code, given.value) ?? given.value);
  return path === null ? null : { path, takesKeywords: TAKES_KEYWORDS.test(call.name) };
}

/** `requests.get` of `functools.partial(requests.get, url)` where it sets no timeout. */
function partiallyApplied(code: CodeModel, node: SyntaxNode): SyntaxNode | null {
  if (node.type !== 'call') return null;
  const partial = code.originOf(node);
  if (partial?.name !== 'partial' || partial.arguments.some(({ name, spread }) => spread || /timeout/.test(name ?? '')))
    return null;
  return partial.arguments[0]?.value ?? null;
}

function functionPath(code: CodeModel, node: SyntaxNode): string | null {
  const object = node.type === 'attribute' ? node.childForField('object') : null;
  const method = node.childForField('attribute');
  if (object !== null && method !== null) {
    const maker = code.originOf(object);
    const type =
      maker === null ? (object.type === 'identifier' ? typeOf(code, object) : null) : code.resolvedCallee(maker);
    if (type !== null) return `${type}.${code.textOf(method)}`;
  }
  return code.pathOf(node);
}
