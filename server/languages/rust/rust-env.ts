import type { Call, CodeModel, EnvLookup } from '../code-model';
import type { SyntaxNode } from '../syntax-node';
import { rustArgumentLookups } from './rust-arguments';

const LOOKUPS = new Set([
  'std.env.var',
  'env.var',
  'std.env.var_os',
  'env.var_os',
  'dotenvy.var',
  'dotenv.var',
  'envmnt.get_or',
  'envmnt.get_or_panic',
]);
/** Read while compiling: `env!("X")`, `option_env!("X")`. */
const MACROS = new Set(['env', 'std.env', 'option_env', 'std.option_env', 'dotenv', 'dotenvy_macro.dotenv']);

/** `env::var("X")` with the default that stands behind it, `env!("X")`, and arguments that clap takes from the environment. */
export function rustEnvLookups(model: CodeModel): EnvLookup[] {
  return [
    ...model.calls.flatMap((call) => {
      const callee = model.calleeOf(call);
      if (callee === null || !isLookup(call, callee)) return [];
      const variable = call.arguments[0] === undefined ? null : model.stringValue(call.arguments[0].value)?.constant;
      if (typeof variable !== 'string') return [];
      const given = callee === 'envmnt.get_or' ? (call.arguments[1]?.value ?? null) : null;
      return [{ node: call.node, variable, defaultValue: given ?? fallbackBehind(model, call.node), via: callee }];
    }),
    ...rustArgumentLookups(model),
  ];
}

function isLookup(call: Call, callee: string): boolean {
  return LOOKUPS.has(callee) || (call.node.type === 'macro_invocation' && MACROS.has(callee));
}

/** Methods between a lookup and its default: they change what is there, not what stands in for it. */
const BETWEEN = /^(?:ok|map|map_err|and_then|filter|as_deref|as_ref|as_str|trim|parse|cloned|to_owned|inspect_err)$/;

function fallbackBehind(model: CodeModel, lookup: SyntaxNode): SyntaxNode | null {
  const { parent } = lookup;
  if (parent?.type === 'match_expression' && lookup.field === 'value') return armOfFailure(model, parent);
  const outer = parent?.type === 'field_expression' ? parent.parent : null;
  const field = parent?.childForField('field');
  if (outer?.type !== 'call_expression' || field === null || field === undefined) return null;
  const method = model.textOf(field);
  const [argument] = outer.childForField('arguments')?.namedChildren ?? [];
  if (BETWEEN.test(method)) return fallbackBehind(model, outer);
  if (argument === undefined || !/^(?:unwrap_or(?:_else)?|map_or(?:_else)?|or_else)$/.test(method)) return null;
  const value = argument.type === 'closure_expression' ? argument.childForField('body') : argument;
  // `.or_else(|_| env::var("Y"))` asks for another variable; what stands behind that is the default of both.
  return method === 'or_else' ? fallbackBehind(model, outer) : value;
}

/** The `"d"` of `match env::var("X") { Ok(v) => v, Err(_) => "d".into() }`. */
function armOfFailure(model: CodeModel, match: SyntaxNode): SyntaxNode | null {
  for (const arm of match.childForField('body')?.namedChildren ?? []) {
    const pattern = arm.childForField('pattern');
    const value = arm.childForField('value');
    if (pattern === null || value === null || !/^(?:Err\b|None\b|_)/.test(model.textOf(pattern))) continue;
    return /string_literal$|call_expression|integer_literal|macro_invocation/.test(value.type) ? value : null;
  }
  return null;
}
