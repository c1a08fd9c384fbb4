import type { CodeModel, EnvLookup } from '../code-model';
import type { SyntaxNode } from '../syntax-node';

const LOOKUPS = new Set(['std.env.var', 'env.var', 'std.env.var_os', 'env.var_os', 'dotenvy.var', 'dotenv.var']);

/** `env::var("X")` with the default that a following `unwrap_or…` gives. */
export function rustEnvLookups(model: CodeModel): EnvLookup[] {
  return model.calls.flatMap((call) => {
    const callee = model.calleeOf(call);
    if (callee === null || !LOOKUPS.has(callee)) return [];
    const variable = call.arguments[0] === undefined ? null : model.stringValue(call.arguments[0].value)?.constant;
    if (typeof variable !== 'string') return [];
    return [{ node: call.node, variable, defaultValue: fallbackBehind(model, call.node), via: callee }];
  });
}

function fallbackBehind(model: CodeModel, lookup: SyntaxNode): SyntaxNode | null {
  const member = lookup.parent;
  const outer = member?.type === 'field_expression' ? member.parent : null;
  const field = member?.childForField('field');
  if (outer?.type !== 'call_expression' || field === null || field === undefined) return null;
  const method = model.textOf(field);
  const argument = outer.childForField('arguments')?.namedChildren[0];
  if (method === 'ok') return fallbackBehind(model, outer);
  if (argument === undefined || !/^unwrap_or(_else)?$/.test(method)) return null;
  return argument.type === 'closure_expression' ? argument.childForField('body') : argument;
}
