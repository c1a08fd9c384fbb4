import type { CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';

const ENDING =
  /\.(close|term|terminate|kill|cancel|disconnect|shutdown|stop|join|unlink|cleanup|release|quit|destroy)\(|\bos\.(remove|unlink|kill)\(|await \w+$/;

/** `contextlib.suppress(Exception)` around something other than clean-up. */
export function wideSuppressions(code: CodeModel): SyntaxNode[] {
  if (!code.text.includes('suppress')) return [];
  return code.calls.flatMap((call) => {
    if (call.name !== 'suppress' || code.calleeOf(call) !== 'contextlib.suppress') return [];
    if (!call.arguments.some(({ value }) => /^(Base)?Exception$/.test(code.textOf(value)))) return [];
    const body = call.node.ancestorOfType('with_statement')?.childForField('body') ?? null;
    if (body !== null && ENDING.test(code.textOf(body).trim())) return [];
    return [call.node];
  });
}
