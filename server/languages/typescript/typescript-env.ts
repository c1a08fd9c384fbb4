import { type Call, type CodeModel, type EnvLookup, argumentOf } from '../code-model';
import type { SyntaxNode } from '../syntax-node';
import { patternLookups } from './environment-patterns';

const OBJECTS = new Set(['process.env', 'import.meta.env', 'Deno.env', 'Bun.env', '__ENV']);
const HELPER = /^(?:(?:get|require|read)?_?[eE]nv(?:Var|Str|String|Int|Number|Bool)?|getenv)$/;

/** `process.env.X`, `process.env['X']`, `const { X = 'd' } = process.env`, and helpers such as `getEnv('X', 'd')`. */
export function typescriptEnvLookups(model: CodeModel, members: readonly SyntaxNode[]): EnvLookup[] {
  const found: EnvLookup[] = [];
  for (const node of members) {
    const object = node.childForField('object');
    if (object === null) continue;
    const via = isWritten(node) || isCalled(node) ? null : environmentAt(model, object);
    const variable = via === null ? null : variableOf(model, node);
    if (via !== null && variable !== null)
      found.push({ node, variable, defaultValue: fallbackBehind(model, node), via });
  }
  for (const call of model.calls) {
    const callee = model.calleeOf(call);
    if (callee === null || (callee !== 'Deno.env.get' && !HELPER.test(call.name) && !isConfigService(model, call)))
      continue;
    const [first] = call.arguments;
    const variable = first === undefined ? null : model.stringValue(first.value)?.constant;
    if (typeof variable !== 'string' || !/^[A-Z][A-Z0-9_]*$/.test(variable)) continue;
    found.push({
      node: call.node,
      variable,
      defaultValue: argumentOf(call, 'default', 1)?.value ?? fallbackBehind(model, call.node),
      via: callee,
    });
  }
  return [...found, ...patternLookups(model, (node) => environmentAt(model, node))];
}

/** The environment that an expression is, under whatever name: `process.env`, `env` of `node:process`, `const e = process.env`. */
function environmentAt(model: CodeModel, node: SyntaxNode, steps = 0): string | null {
  if (node.length > 60) return null;
  const written = model.textOf(node).replace(/^globalThis\./, '');
  if (OBJECTS.has(written)) return written;
  const path = model.pathOf(node);
  if (path !== null && OBJECTS.has(path)) return path;
  if (node.type !== 'identifier' || steps > 3 || !/env/i.test(written)) return null;
  const values = model.valuesOf(node);
  return values.length === 1 && values[0] !== undefined ? environmentAt(model, values[0], steps + 1) : null;
}

/** NestJS reads the environment through `this.configService.get<string>('NAME', 'default')`. */
function isConfigService(model: CodeModel, call: Call): boolean {
  return (
    (call.name === 'get' || call.name === 'getOrThrow') &&
    call.receiver !== null &&
    /(^|\.)config(Service)?$/.test(model.textOf(call.receiver))
  );
}

function variableOf(model: CodeModel, node: SyntaxNode): string | null {
  const property = node.childForField('property');
  if (property !== null) return model.textOf(property);
  const index = node.childForField('index');
  return index === null ? null : (model.stringValue(index)?.constant ?? null);
}

function isCalled(node: SyntaxNode): boolean {
  return node.parent?.type === 'call_expression' && node.field === 'function';
}

function isWritten(node: SyntaxNode): boolean {
  return node.parent?.type === 'assignment_expression' && node.field === 'left';
}

/** The `"d"` of `process.env.X ?? "d"` and `process.env.X || "d"`. */
function fallbackBehind(model: CodeModel, lookup: SyntaxNode): SyntaxNode | null {
  let fallback: SyntaxNode | null = null;
  for (let node = lookup, parent = node.parent; parent !== null; node = parent, parent = parent.parent) {
    if (parent.type === 'parenthesized_expression' || parent.type === 'non_null_expression') continue;
    const operator = parent.type === 'binary_expression' ? parent.childForField('operator') : null;
    if (operator === null || !/^(\?\?|\|\|)$/.test(model.textOf(operator))) break;
    // In `a ?? b ?? 'd'` the last one falls back for both lookups.
    if (node.field === 'left') fallback = parent.childForField('right');
  }
  return fallback;
}
