import type { Call, CodeModel, EnvLookup } from '../code-model';
import { argumentOf } from '../code-model';
import type { SyntaxNode } from '../syntax-node';

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;
const UPPER_CASE = /^[A-Z][A-Z0-9_]*$/;
/** Names of the helpers that projects write for themselves: `get_env`, `env_str`, `require_env`, `getenv_int`, `env`. */
const HELPER = /^(?:\w+_)?(?:get_?)?env(?:iron)?(?:_?(?:var|str|int|bool|float|or|required|value)\w*)?$/i;
const LOOKUPS = new Set(['os.getenv', 'os.environ.get', 'os.environ.setdefault', 'os.environ.pop']);

/** The lookup of an environment variable that a call is, or null. */
export function pythonEnvCall(model: CodeModel, call: Call): EnvLookup | null {
  const callee = model.calleeOf(call);
  if (callee === null) return null;
  const standard = LOOKUPS.has(callee);
  if (!standard && !HELPER.test(call.name)) return null;
  const nameArgument = call.arguments[0];
  if (nameArgument === undefined || nameArgument.spread) return null;
  const variable = model.stringValue(nameArgument.value)?.constant;
  if (variable === undefined || variable === null || !(standard ? VARIABLE : UPPER_CASE).test(variable)) return null;
  const defaultValue = argumentOf(call, 'default', 1)?.value ?? fallbackBehind(model, call.node);
  return { node: call.node, variable, defaultValue, via: callee };
}

/** `os.environ["NAME"]` where it is read. */
export function pythonEnvSubscript(model: CodeModel, node: SyntaxNode): EnvLookup | null {
  const object = node.childForField('value');
  const key = node.childForField('subscript');
  if (object === null || key === null || model.pathOf(object) !== 'os.environ') return null;
  const { parent } = node;
  if (parent?.type === 'assignment' && node.field === 'left') return null;
  if (parent?.type === 'delete_statement') return null;
  const variable = model.stringValue(key)?.constant;
  if (variable === undefined || variable === null || !VARIABLE.test(variable)) return null;
  return { node, variable, defaultValue: fallbackBehind(model, node), via: 'os.environ' };
}

/** The `"d"` of `os.getenv("X") or "d"`. */
function fallbackBehind(model: CodeModel, lookup: SyntaxNode): SyntaxNode | null {
  const { parent } = lookup;
  if (parent?.type !== 'boolean_operator' || lookup.field !== 'left') return null;
  const operator = parent.childForField('operator');
  return operator !== null && model.textOf(operator) === 'or' ? parent.childForField('right') : null;
}
