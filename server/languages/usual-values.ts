import { type Call, type CodeModel, type FunctionDefinition, type Parameter, argumentOf } from './code-model';
import type { SyntaxNode } from './syntax-node';

/** The default that a parameter has in practice: null where it has none, or a call in this file passes a value, or none calls the function. */
export function usualDefault(code: CodeModel, parameter: Parameter): SyntaxNode | null {
  const { defaultValue, node, variadic } = parameter;
  const definition = defaultValue === null || variadic !== null ? null : code.enclosingFunction(node);
  if (definition === null) return null;
  const calls = callsOf(code, definition);
  const index = definition.parameters.indexOf(parameter) - (isMethod(code, definition) ? 1 : 0);
  return calls.length > 0 && calls.every((call) => isLeftOut(call, parameter.name, index)) ? defaultValue : null;
}

function isMethod(code: CodeModel, { node, parameters }: FunctionDefinition): boolean {
  return code.enclosingClass(node) !== null && /^(?:self|cls)$/.test(parameters[0]?.name ?? '');
}

/** The calls of a function, or of the class that a constructor belongs to, by name. */
function callsOf(code: CodeModel, { name, node }: FunctionDefinition): readonly Call[] {
  const called = name === '__init__' || name === 'constructor' ? (code.enclosingClass(node)?.name ?? '') : name;
  return called === '' ? [] : code.calls.filter((call) => call.name === called);
}

function isLeftOut(call: Call, name: string, index: number): boolean {
  return !call.arguments.some(({ spread }) => spread) && argumentOf(call, name, index) === null;
}
