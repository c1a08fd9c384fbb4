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
import { NodeMemo } from '../node-memo';
import type { SyntaxNode } from '../syntax-node';

/** The parts that can be told from a node alone; kept per node, because an untouched node keeps its identity over edits. */
const functions = new NodeMemo<FunctionDefinition>();

export const pythonCall = keptByNode((model, node): Call | null => {
  const callee = node.childForField('function');
  if (callee === null) return null;
  const attribute = callee.type === 'attribute' ? callee.childForField('attribute') : null;
  const nameNode = attribute ?? (callee.type === 'identifier' ? callee : null);
  const argumentList = node.childForField('arguments');
  return {
    node,
    callee,
    name: nameNode === null ? '' : model.textOf(nameNode),
    receiver: callee.type === 'attribute' ? callee.childForField('object') : null,
    arguments:
      argumentList?.type === 'argument_list'
        ? argumentList.namedChildren.flatMap((child) => pythonArgument(model, child))
        : [],
    argumentList,
  };
});

function pythonArgument(model: CodeModel, node: SyntaxNode): Argument[] {
  switch (node.type) {
    case 'comment':
      return [];
    case 'keyword_argument': {
      const name = node.childForField('name');
      const value = node.childForField('value');
      return name === null || value === null ? [] : [{ name: model.textOf(name), value, node, spread: false }];
    }
    case 'list_splat':
    case 'dictionary_splat':
      return [
        {
          name: node.type === 'dictionary_splat' ? '**' : null,
          value: node.namedChildren[0] ?? node,
          node,
          spread: true,
        },
      ];
    default:
      return [{ name: null, value: node, node, spread: false }];
  }
}

export const pythonAssignment = keptByNode((model, node): Assignment | null => {
  const target = node.childForField(node.type === 'named_expression' ? 'name' : 'left');
  const value = node.childForField(node.type === 'named_expression' ? 'value' : 'right');
  if (target === null || value === null) return null;
  const plain = target.type === 'identifier' || target.type === 'attribute';
  const path = plain ? model.textOf(target) : null;
  return {
    node,
    target,
    value,
    path: path !== null && /^[\w.]+$/.test(path) ? path : null,
    annotation: node.childForField('type'),
  };
});

export function pythonFunction(model: CodeModel, node: SyntaxNode): FunctionDefinition {
  const kept = functions.get(node);
  if (kept !== undefined) return kept;
  const nameNode = node.childForField('name');
  const definition: FunctionDefinition = {
    node,
    nameNode,
    name: nameNode === null ? '' : model.textOf(nameNode),
    parameters: (node.childForField('parameters')?.namedChildren ?? []).flatMap((child) =>
      pythonParameter(model, child),
    ),
    body: node.childForField('body'),
    async: node.children[0]?.type === 'async',
    // Asked for anew each time: a decorator can change while the function below it stays the same node.
    get decorators() {
      return decoratorsOf(node);
    },
  };
  functions.set(node, definition);
  return definition;
}

function pythonParameter(model: CodeModel, node: SyntaxNode): Parameter[] {
  const named = (inner: SyntaxNode | null | undefined): string => (inner ? model.textOf(inner) : '');
  switch (node.type) {
    case 'identifier':
      return [{ name: model.textOf(node), node, defaultValue: null, annotation: null, variadic: null }];
    case 'default_parameter':
    case 'typed_default_parameter':
      return [
        {
          name: named(node.childForField('name')),
          node,
          defaultValue: node.childForField('value'),
          annotation: node.childForField('type'),
          variadic: null,
        },
      ];
    case 'typed_parameter': {
      const inner = node.namedChildren[0];
      return inner === undefined
        ? []
        : pythonParameter(model, inner).map((parameter) => ({
            ...parameter,
            node,
            annotation: node.childForField('type'),
          }));
    }
    case 'list_splat_pattern':
      return [
        { name: named(node.namedChildren[0]), node, defaultValue: null, annotation: null, variadic: 'positional' },
      ];
    case 'dictionary_splat_pattern':
      return [{ name: named(node.namedChildren[0]), node, defaultValue: null, annotation: null, variadic: 'keyword' }];
    default:
      return [];
  }
}

export function pythonClass(model: CodeModel, node: SyntaxNode): ClassDefinition | null {
  const nameNode = node.childForField('name');
  if (nameNode === null) return null;
  const body = node.childForField('body');
  const methods = (body?.namedChildren ?? [])
    .map((child) => (child.type === 'decorated_definition' ? child.childForField('definition') : child))
    .filter((child): child is SyntaxNode => child?.type === 'function_definition')
    .map((child) => pythonFunction(model, child));
  const bases = (node.childForField('superclasses')?.namedChildren ?? []).filter(
    (child) => child.type !== 'keyword_argument' && child.type !== 'comment',
  );
  return { node, nameNode, name: model.textOf(nameNode), bases, body, decorators: decoratorsOf(node), methods };
}

function decoratorsOf({ parent }: SyntaxNode): SyntaxNode[] {
  return parent?.type === 'decorated_definition'
    ? parent.namedChildren.filter((child) => child.type === 'decorator')
    : [];
}

export function pythonImports(model: CodeModel, node: SyntaxNode): readonly ImportBinding[] {
  // Two memories: whether an import stands at the top is not told by the import itself.
  return (node.parent?.type === 'module' ? importsAtTop : importsInside)(model, node) ?? [];
}

const importsAtTop = keptByNode((model, node) => readImports(model, node, true));
const importsInside = keptByNode((model, node) => readImports(model, node, false));

function readImports(model: CodeModel, node: SyntaxNode, topLevel: boolean): readonly ImportBinding[] {
  const moduleNode = node.childForField('module_name');
  const module = moduleNode === null ? null : model.textOf(moduleNode);
  if (module !== null && node.childOfType('wildcard_import') !== null)
    return [{ local: EVERY_NAME, path: module, module, node, topLevel }];
  return node.childrenForField('name').flatMap((child): ImportBinding[] => {
    const aliased = child.type === 'aliased_import';
    const nameNode = aliased ? child.childForField('name') : child;
    const aliasNode = aliased ? child.childForField('alias') : null;
    if (nameNode === null) return [];
    const name = model.textOf(nameNode);
    if (module === null) {
      const local = aliasNode === null ? (name.split('.')[0] ?? name) : model.textOf(aliasNode);
      return [{ local, path: aliasNode === null ? local : name, module: name, node, topLevel }];
    }
    const separator = module.endsWith('.') ? '' : '.';
    return [
      {
        local: aliasNode === null ? name : model.textOf(aliasNode),
        path: `${module}${separator}${name}`,
        module,
        node,
        topLevel,
      },
    ];
  });
}
