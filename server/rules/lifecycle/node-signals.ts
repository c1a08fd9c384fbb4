import type { Call, CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import type { TerminationHandling } from './shutdown-signals';

/** Packages and functions that say in their name that they deal with signals. */
const HELPERS = /graceful|terminus|terminator|shutdown|lightship|stoppable|death|signal|exit-hook/i;
const HELPER_CALLS = /graceful|shutdown_?hooks?|on_?shutdown|close-?with-?grace|signal_?handlers?|handle_?signals?/i;
const LISTENERS = /^(?:on|once|addListener|prependListener|prependOnceListener|addSignalListener|handle)$/;

/** How a Node program takes SIGTERM. */
export function nodeTermination(code: CodeModel): TerminationHandling {
  if (code.imports.some(({ module }) => HELPERS.test(module))) return 'handled';
  if (code.calls.some(({ name }) => HELPER_CALLS.test(name))) return 'handled';
  if (!code.text.includes('SIGTERM')) return 'none';
  let handling: TerminationHandling = 'none';
  for (const string of code.strings) {
    if (code.stringValue(string)?.constant !== 'SIGTERM') continue;
    const call = callAround(code, string);
    if (call !== null && /^(?:kill|terminate|sendSignal)$/.test(call.name)) continue;
    if (isComparison(string)) continue;
    // In a list of signals, or handed to a function of the project.
    if (call === null || !LISTENERS.test(call.name)) return 'handled';
    const listener = call.arguments[1]?.value;
    if (listener === undefined || !isIdle(code, listener)) return 'handled';
    handling = 'ignored';
  }
  return handling;
}

/** The call that a text is an argument of itself; null inside lists. */
function callAround(code: CodeModel, string: SyntaxNode): Call | null {
  return string.parent?.type === 'arguments' ? code.callWith(string.parent) : null;
}

function isComparison({ parent }: SyntaxNode): boolean {
  return parent?.type === 'binary_expression' || parent?.type === 'switch_case' || parent?.type === 'literal_type';
}

/** `() => {}` and `() => { console.log("…"); }`: with it the signal no longer ends the process, and nothing else does. */
function isIdle(code: CodeModel, listener: SyntaxNode): boolean {
  if (listener.type !== 'arrow_function' && listener.type !== 'function_expression') return false;
  const body = listener.childForField('body');
  if (body === null) return false;
  const statements = body.type === 'statement_block' ? body.namedChildren : [body];
  return statements
    .filter(({ type }) => type !== 'comment')
    .every((statement) => /^(?:await\s+)?(?:console|logger|log)\.\w+\(/.test(code.textOf(statement)));
}
