import type {
  Argument,
  Assignment,
  Call,
  ClassDefinition,
  CodeModel,
  FunctionDefinition,
  ImportBinding,
  Parameter,
} from '../code-model';
import { keptByNode } from '../kept-by-node';
import type { SyntaxNode } from '../syntax-node';

/** `f(x)`, `a.b(x)` and `new C(x)`; the properties of object arguments count as keywords. */
export const typescriptCall = keptByNode((model, node): Call | null => {
  const called = node.childForField(node.type === 'new_expression' ? 'constructor' : 'function');
  // The grammar reads `await f<T>(x)` as a call of `await f`.
  const callee = called?.type === 'await_expression' ? (called.namedChildren[0] ?? null) : called;
  if (callee === null) return null;
  const member = callee.type === 'member_expression' ? callee.childForField('property') : null;
  const nameNode = member ?? (callee.type === 'identifier' ? callee : null);
  const argumentList = node.childForField('arguments');
  return {
    node,
    callee,
    name: nameNode === null ? '' : model.textOf(nameNode),
    receiver: callee.type === 'member_expression' ? callee.childForField('object') : null,
    arguments:
      argumentList?.type === 'arguments'
        ? argumentList.namedChildren.flatMap((child) => typescriptArguments(model, child))
        : [],
    argumentList,
  };
});

function typescriptArguments(model: CodeModel, node: SyntaxNode): Argument[] {
  if (node.type === 'comment') return [];
  const own: Argument = { name: null, value: node, node, spread: node.type === 'spread_element' };
  return node.type === 'object'
    ? [own, ...node.namedChildren.flatMap((child) => propertyArgument(model, child))]
    : [own];
}

function propertyArgument(model: CodeModel, node: SyntaxNode): Argument[] {
  switch (node.type) {
    case 'pair': {
      const key = node.childForField('key');
      const value = node.childForField('value');
      return key === null || value === null ? [] : [{ name: keyText(model, key), value, node, spread: false }];
    }
    case 'shorthand_property_identifier':
      return [{ name: model.textOf(node), value: node, node, spread: false }];
    case 'spread_element':
      return [{ name: '**', value: node.namedChildren[0] ?? node, node, spread: true }];
    default:
      return [];
  }
}

function keyText(model: CodeModel, key: SyntaxNode): string {
  return model.textOf(key).replace(/^['"]|['"]$/g, '');
}

export function typescriptAssignment(model: CodeModel, node: SyntaxNode): Assignment | null {
  const target = node.childForField('left') ?? node.childForField('name') ?? node.childForField('property');
  const value = node.childForField('right') ?? node.childForField('value');
  if (target === null || value === null) return null;
  const path = typescriptPath(model, target);
  return { node, target, value, path, annotation: node.childForField('type') };
}

/** `a.b`, `this.x`; optional chaining reads like plain access. */
export function typescriptPath(model: CodeModel, node: SyntaxNode): string | null {
  if (!PATH_TYPES.has(node.type)) return null;
  const text = model.textOf(node).replaceAll('?.', '.').replaceAll('!.', '.');
  return /^[\w$.#]+$/.test(text) ? text : null;
}

export const PATH_TYPES: ReadonlySet<string> = new Set([
  'identifier',
  'member_expression',
  'property_identifier',
  'shorthand_property_identifier',
  'private_property_identifier',
]);

export function typescriptFunction(model: CodeModel, node: SyntaxNode): FunctionDefinition {
  const { parent } = node;
  const holder =
    parent?.type === 'variable_declarator' || parent?.type === 'public_field_definition' || parent?.type === 'pair'
      ? parent
      : null;
  const nameNode = node.childForField('name') ?? holder?.childForField('name') ?? holder?.childForField('key') ?? null;
  const single = node.childForField('parameter');
  return {
    node,
    nameNode,
    name: nameNode === null ? '' : model.textOf(nameNode),
    parameters:
      single !== null
        ? [{ name: model.textOf(single), node: single, defaultValue: null, annotation: null, variadic: null }]
        : (node.childForField('parameters')?.namedChildren ?? []).flatMap((child) => typescriptParameter(model, child)),
    body: node.childForField('body'),
    async: node.children.some((child) => child.type === 'async'),
    decorators: decoratorsOf(node),
  };
}

function typescriptParameter(model: CodeModel, node: SyntaxNode): Parameter[] {
  const pattern =
    node.childForField('pattern') ?? node.childForField('left') ?? (node.type === 'identifier' ? node : null);
  if (pattern === null) return [];
  const rest = pattern.type === 'rest_pattern';
  const named = rest ? (pattern.namedChildren[0] ?? pattern) : pattern;
  const defaultValue = node.childForField('value') ?? node.childForField('right');
  const annotation = node.childForField('type');
  return [{ name: model.textOf(named), node, defaultValue, annotation, variadic: rest ? 'positional' : null }];
}

export function typescriptClass(model: CodeModel, node: SyntaxNode): ClassDefinition | null {
  const nameNode = node.childForField('name');
  if (nameNode === null) return null;
  const body = node.childForField('body');
  const heritage = node.childOfType('class_heritage');
  const clause = heritage?.childOfType('extends_clause') ?? heritage;
  const bases = clause?.namedChildren.filter((child) => PATH_TYPES.has(child.type)) ?? [];
  const methods = (body?.namedChildren ?? [])
    .filter((child) => child.type === 'method_definition')
    .map((child) => typescriptFunction(model, child));
  return { node, nameNode, name: model.textOf(nameNode), bases, body, decorators: decoratorsOf(node), methods };
}

/** Inside the node, before an exported class, or, for methods, among the members above. */
function decoratorsOf(node: SyntaxNode): SyntaxNode[] {
  const own = node.children.filter((child) => child.type === 'decorator');
  const { parent } = node;
  if (parent === null || !/^(?:class_body|export_statement)$/.test(parent.type)) return own;
  const above: SyntaxNode[] = [];
  for (let at = parent.children.indexOf(node) - 1; at >= 0; at--) {
    const sibling = parent.children[at] as SyntaxNode;
    if (sibling.type === 'decorator') above.unshift(sibling);
    else if (sibling.named && sibling.type !== 'comment') break;
  }
  return [...above, ...own];
}

/** `import` in all its forms, `const x = require('y')`, and `const { x } = await import('y')`. */
export function typescriptImports(model: CodeModel, node: SyntaxNode): ImportBinding[] {
  if (node.type === 'variable_declarator') return requiredNames(model, node);
  const source = node.childForField('source');
  if (source === null) return [];
  const module = moduleName(model, source);
  const clause = node.childOfType('import_clause');
  return (clause?.namedChildren ?? []).flatMap((child): ImportBinding[] => {
    const binding = (local: SyntaxNode, path: string): ImportBinding => ({
      local: model.textOf(local),
      path,
      module,
      node,
      topLevel: true,
    });
    if (child.type === 'identifier') return [binding(child, module)];
    if (child.type === 'namespace_import')
      return child.namedChildren.slice(0, 1).map((local) => binding(local, module));
    return child.namedChildren.flatMap((specifier) => {
      const name = specifier.childForField('name');
      return name === null
        ? []
        : [binding(specifier.childForField('alias') ?? name, `${module}.${model.textOf(name)}`)];
    });
  });
}

function requiredNames(model: CodeModel, declarator: SyntaxNode): ImportBinding[] {
  const target = declarator.childForField('name');
  const held = declarator.childForField('value');
  const value = held?.type === 'await_expression' ? held.namedChildren[0] : held;
  if (target === null || value?.type !== 'call_expression') return [];
  const callee = value.childForField('function');
  const source = value.childForField('arguments')?.namedChildren[0];
  const name = callee === null ? '' : model.textOf(callee);
  // `await import('y')` gives the module, too.
  if (name !== (value === held ? 'require' : 'import') || source?.type !== 'string') return [];
  const module = moduleName(model, source);
  const topLevel = declarator.parent?.parent?.type === 'program';
  const binding = (local: SyntaxNode, path: string): ImportBinding => ({
    local: model.textOf(local),
    path,
    module,
    node: declarator,
    topLevel,
  });
  if (target.type === 'identifier') return [binding(target, module)];
  return target.namedChildren.flatMap((child) => {
    if (child.type === 'shorthand_property_identifier_pattern')
      return [binding(child, `${module}.${model.textOf(child)}`)];
    const key = child.childForField('key');
    const local = child.childForField('value');
    return key === null || local === null ? [] : [binding(local, `${module}.${model.textOf(key)}`)];
  });
}

/** `node:http` and `http` are the same module. */
function moduleName(model: CodeModel, source: SyntaxNode): string {
  return model
    .textOf(source)
    .slice(1, -1)
    .replace(/^node:/, '');
}
