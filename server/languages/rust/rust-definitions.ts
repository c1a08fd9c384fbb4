import {
  type Argument,
  type Assignment,
  type Call,
  type ClassDefinition,
  type CodeModel,
  EVERY_NAME,
  type FunctionDefinition,
  type ImportBinding,
  type Parameter,
} from '../code-model';
import { keptByNode } from '../kept-by-node';
import type { SyntaxNode } from '../syntax-node';

/** `f(x)`, `a.f(x)`, `A::f(x)`, and macros: `format!("…", x)` reads as a call of `format`. */
export const rustCall = keptByNode((model, node): Call | null => {
  const macro = node.type === 'macro_invocation';
  const written = node.childForField(macro ? 'macro' : 'function');
  // `decode::<Claims>(token)` calls `decode`.
  const callee = written?.type === 'generic_function' ? written.childForField('function') : written;
  if (callee === null) return null;
  const argumentList = macro ? node.childOfType('token_tree') : node.childForField('arguments');
  return {
    node,
    callee,
    name: lastName(model, callee),
    receiver: callee.type === 'field_expression' ? callee.childForField('value') : null,
    arguments: (argumentList?.namedChildren ?? []).filter((child) => !child.type.includes('comment')).map(rustArgument),
    argumentList,
  };
});

function rustArgument(value: SyntaxNode): Argument {
  return { name: null, value, node: value, spread: false };
}

function lastName(model: CodeModel, callee: SyntaxNode): string {
  const named =
    callee.type === 'field_expression'
      ? callee.childForField('field')
      : callee.type === 'scoped_identifier'
        ? callee.childForField('name')
        : callee;
  return named !== null && /identifier$/.test(named.type) ? model.textOf(named) : '';
}

export const PATH_TYPES: ReadonlySet<string> = new Set([
  'identifier',
  'scoped_identifier',
  'field_expression',
  'field_identifier',
  'type_identifier',
  'self',
]);

/** `a::b::c` and `self.x.y` with dots; null for anything with calls or generics in it. */
export function rustPath(model: CodeModel, node: SyntaxNode): string | null {
  if (!PATH_TYPES.has(node.type)) return null;
  const text = model.textOf(node).replaceAll('::', '.');
  return /^[\w.]+$/.test(text) ? text : null;
}

export function rustAssignment(model: CodeModel, node: SyntaxNode): Assignment | null {
  const target =
    node.childForField('left') ??
    node.childForField('pattern') ??
    node.childForField('name') ??
    node.childForField('field');
  const value = node.childForField('right') ?? node.childForField('value');
  if (target === null || value === null) return null;
  return { node, target, value, path: rustPath(model, target), annotation: node.childForField('type') };
}

export function rustFunction(model: CodeModel, node: SyntaxNode): FunctionDefinition {
  const nameNode = node.childForField('name');
  return {
    node,
    nameNode,
    name: nameNode === null ? '' : model.textOf(nameNode),
    parameters: (node.childForField('parameters')?.namedChildren ?? []).flatMap((child) => rustParameter(model, child)),
    body: node.childForField('body'),
    async: node.childOfType('function_modifiers')?.childOfType('async') != null || node.childOfType('async') !== null,
    decorators: attributesAbove(node),
  };
}

/** `#[tokio::main]` and its like stand before the function, not inside it; documentation may stand between. */
function attributesAbove(node: SyntaxNode): SyntaxNode[] {
  const siblings = node.parent?.children ?? [];
  const found: SyntaxNode[] = [];
  for (let at = siblings.indexOf(node) - 1; at >= 0; at--) {
    const sibling = siblings[at] as SyntaxNode;
    if (sibling.type === 'attribute_item') found.unshift(sibling);
    else if (!sibling.type.endsWith('comment')) break;
  }
  return found;
}

function rustParameter(model: CodeModel, node: SyntaxNode): Parameter[] {
  if (node.type === 'self_parameter')
    return [{ name: 'self', node, defaultValue: null, annotation: null, variadic: null }];
  const pattern = node.type === 'parameter' ? node.childForField('pattern') : node.type === 'identifier' ? node : null;
  return pattern === null
    ? []
    : [
        {
          name: model.textOf(pattern).replace(/^mut\s+/, ''),
          node,
          defaultValue: null,
          annotation: node.childForField('type'),
          variadic: null,
        },
      ];
}

/** An `impl` block stands for the class: that is where the methods are. */
export function rustClass(model: CodeModel, node: SyntaxNode): ClassDefinition | null {
  const nameNode = node.childForField('type');
  if (nameNode === null) return null;
  const trait = node.childForField('trait');
  const body = node.childForField('body');
  const methods = (body?.namedChildren ?? [])
    .filter((child) => child.type === 'function_item')
    .map((child) => rustFunction(model, child));
  return {
    node,
    nameNode,
    name: model.textOf(nameNode),
    bases: trait === null ? [] : [trait],
    body,
    decorators: attributesAbove(node),
    methods,
  };
}

export function rustImports(model: CodeModel, node: SyntaxNode): ImportBinding[] {
  const argument = node.childForField('argument');
  return argument === null ? [] : usedNames(model, node, argument, '');
}

function usedNames(model: CodeModel, use: SyntaxNode, node: SyntaxNode, prefix: string): ImportBinding[] {
  const join = (text: string): string => (prefix === '' ? text : `${prefix}.${text}`).replaceAll('::', '.');
  switch (node.type) {
    case 'identifier':
    case 'scoped_identifier': {
      const path = join(model.textOf(node));
      return [
        {
          local: path.slice(path.lastIndexOf('.') + 1),
          path,
          module: prefix || path,
          node: use,
          topLevel: use.parent?.type === 'source_file',
        },
      ];
    }
    case 'use_as_clause': {
      const path = node.childForField('path');
      const alias = node.childForField('alias');
      if (path === null || alias === null) return [];
      return usedNames(model, use, path, prefix).map((binding) => ({ ...binding, local: model.textOf(alias) }));
    }
    case 'scoped_use_list': {
      const path = node.childForField('path');
      const list = node.childForField('list');
      return list === null ? [] : usedNames(model, use, list, path === null ? prefix : join(model.textOf(path)));
    }
    case 'use_list':
      return node.namedChildren.flatMap((child) => usedNames(model, use, child, prefix));
    case 'use_wildcard': {
      const written = node.namedChildren[0];
      const path = written === undefined ? prefix : join(model.textOf(written));
      const topLevel = use.parent?.type === 'source_file';
      return path === '' ? [] : [{ local: EVERY_NAME, path, module: path, node: use, topLevel }];
    }
    case 'self':
      return [
        {
          local: prefix.slice(prefix.lastIndexOf('.') + 1),
          path: prefix,
          module: prefix,
          node: use,
          topLevel: use.parent?.type === 'source_file',
        },
      ];
    default:
      return [];
  }
}
