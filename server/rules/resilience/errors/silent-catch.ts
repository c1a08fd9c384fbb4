import type { Call, CodeModel } from '../../../languages/code-model';

const ENDS =
  /(^|\.)(close|kill|cancel|disconnect|shutdown|stop|unlink|rm|rmdir|cleanup|destroy|dispose|release|unsubscribe|quit|end|abort|remove|terminate|exit|unregister)\s*\??\.?\($/;

/** `.catch(() => {})` on something that does not just end, and whose result nobody looks at: with one, nothing is an answer. */
export function silentCatchCalls(code: CodeModel): Call[] {
  if (!code.text.includes('.catch(')) return [];
  return code.calls.filter((call) => {
    const [handler] = call.arguments;
    if (call.name !== 'catch' || call.receiver === null || handler === undefined || call.arguments.length !== 1)
      return false;
    const text = code.textOf(handler.value);
    if (
      !/^(async\s*)?(\(\s*\w*\s*\)|\w+)\s*=>\s*(\{\s*\}|undefined|null|void 0)$|^function\s*\(\w*\)\s*\{\s*\}$|^noop$/.test(
        text,
      )
    )
      return false;
    if (!isStatement(call)) return false;
    const tried = code.textOf(call.receiver);
    const opened = tried.replace(/\([\s\S]*$/, '(');
    return !ENDS.test(opened) && !ENDS.test(lastCall(tried));
  });
}

/** `a.b(c).close(` of `a.b(c).close(x)`. */
function lastCall(text: string): string {
  const open = text.lastIndexOf('(');
  return open === -1 ? text : text.slice(0, open + 1);
}

function isStatement(call: Call): boolean {
  let { parent } = call.node;
  while (parent?.type === 'await_expression' || parent?.type === 'unary_expression') parent = parent.parent;
  return parent?.type === 'expression_statement';
}
