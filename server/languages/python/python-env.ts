import type { Call, CodeModel, EnvLookup } from '../code-model';
import { argumentOf } from '../code-model';
import { NodeQuestion } from '../node-question';
import type { SyntaxNode } from '../syntax-node';

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;
const UPPER_CASE = /^[A-Z][A-Z0-9_]*$/;
/** Names of the helpers that projects write for themselves: `get_env`, `env_str`, `require_env`, `getenv_int`, `env`. */
const HELPER = /^(?:\w+_)?(?:get_?)?env(?:iron)?(?:_?(?:var|str|int|bool|float|or|required|value)\w*)?$/i;
const LOOKUPS = new Set(['os.getenv', 'os.environ.get', 'os.environ.setdefault', 'os.environ.pop']);

const BUILT_IN =
  /^(print|len|int|str|float|bool|dict|list|set|tuple|range|isinstance|super|open|max|min|sorted|getattr|hasattr|setattr|enumerate|zip|type|any|all|sum|round|Exception|ValueError|RuntimeError)$/;

/** By the callee as it is written: functions may be imported under any name, methods cannot. */
const mayLookUp = new NodeQuestion((text) => {
  const callee = /^[\w.\s]*(?=\()/.exec(text.slice(0, 200))?.[0].trim() ?? null;
  if (callee === null) return true;
  const name = callee.slice(callee.lastIndexOf('.') + 1);
  if (name === callee) return !BUILT_IN.test(name);
  return (
    (/^(get|setdefault|pop|str|int|bool|float|list|url|json)$/.test(name) ? /env/i.test(callee) : name === 'getenv') ||
    HELPER.test(name)
  );
});

/** The lookup of an environment variable that a call is, or null. */
export function pythonEnvCall(model: CodeModel, call: Call): EnvLookup | null {
  if (!mayLookUp.answer(model.text, call.node)) return null;
  const callee = model.calleeOf(call);
  if (callee === null) return null;
  const standard = LOOKUPS.has(callee);
  if (!standard && !HELPER.test(call.name) && !isSettingsLookup(model, call, callee)) return null;
  const nameArgument = call.arguments[0];
  if (nameArgument === undefined || nameArgument.spread) return null;
  const variable = model.stringValue(nameArgument.value)?.constant;
  if (variable === undefined || variable === null || !(standard ? VARIABLE : UPPER_CASE).test(variable)) return null;
  const defaultValue = argumentOf(call, 'default', 1)?.value ?? fallbackBehind(model, call.node);
  return { node: call.node, variable, defaultValue, via: callee };
}

/** `env.get("X", "d")` on a loaded .env file, and `config("X", default="d")` of python-decouple and Starlette. */
function isSettingsLookup(model: CodeModel, call: Call, callee: string): boolean {
  if (call.name === 'get') {
    return (
      call.receiver !== null &&
      /(^|\.)_?(env|environ|environment|dotenv|env_(vars|values))$/i.test(model.textOf(call.receiver))
    );
  }
  // `env.str("X", "d")` of environs and django-environ.
  if (/^(str|int|bool|float|list|url|json)$/.test(call.name))
    return call.receiver !== null && /(^|\.)_?env$/.test(model.textOf(call.receiver));
  return callee === 'decouple.config' || (call.name === 'config' && model.originOf(call.callee)?.name === 'Config');
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
  let fallback: SyntaxNode | null = null;
  for (let node = lookup, parent = node.parent; parent !== null; node = parent, parent = parent.parent) {
    if (parent.type === 'parenthesized_expression') continue;
    const operator = parent.type === 'boolean_operator' ? parent.childForField('operator') : null;
    if (operator === null || model.textOf(operator) !== 'or') break;
    // In `a or b or "d"` the last one falls back for both lookups.
    if (node.field === 'left') fallback = parent.childForField('right');
  }
  return fallback;
}
