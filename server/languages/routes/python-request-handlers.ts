import type { CodeModel, FunctionDefinition } from '../code-model';
import type { Route } from '../route';
import type { SyntaxNode } from '../syntax-node';

/**
 * Routes of `BaseHTTPRequestHandler` subclasses, whose `do_GET` compares `self.path` by hand, and of Tornado's `Application([(path, Handler)])`.
 */
export function requestHandlerRoutes(code: CodeModel): Route[] {
  return [
    ...code.functions.flatMap((definition) => comparedPaths(code, definition)),
    ...code.calls.flatMap((call) =>
      call.name === 'Application' || call.name === 'add_handlers'
        ? call.arguments.flatMap(({ value }) => handlerTuples(code, value))
        : [],
    ),
  ];
}

const HANDLER_METHOD = /^do_([A-Z]+)$/;

function comparedPaths(code: CodeModel, definition: FunctionDefinition): Route[] {
  const method = HANDLER_METHOD.exec(definition.name)?.[1];
  if (method === undefined || definition.body === null || code.enclosingClass(definition.node) === null) return [];
  const routes: Route[] = [];
  const add = (node: SyntaxNode, path: string | null, pathNode: SyntaxNode | null): void => {
    routes.push({
      node,
      path,
      pathNode,
      methods: [method],
      handler: definition.node,
      function: definition,
      guards: [],
    });
  };
  definition.body.walk((node) => {
    if (node.type === 'comparison_operator') {
      const sides = node.namedChildren;
      if (!sides.some((side) => isPath(code.textOf(side))) || !/==|\bin\b/.test(code.textOf(node))) return;
      for (const side of sides) for (const literal of literalsIn(side)) addPath(literal);
    } else if (node.type === 'match_statement') {
      const subject = node.childForField('subject');
      if (subject === null || !isPath(code.textOf(subject))) return;
      node.walk((inner) => {
        if (inner.type === 'case_pattern') for (const literal of literalsIn(inner)) addPath(literal);
      });
    } else if (node.type === 'call') {
      const match = /^(?:self\.)?\w*path\w*\.startswith$/.exec(code.textOf(node.childForField('function') ?? node));
      const argument = node.childForField('arguments')?.namedChildren[0];
      if (match !== null && argument !== undefined) for (const literal of literalsIn(argument)) addPath(literal);
    }
  });
  if (routes.length === 0) add(definition.node, null, null);
  return routes;

  function addPath(literal: SyntaxNode): void {
    const text = code.stringValue(literal)?.constant;
    if (typeof text === 'string' && text.startsWith('/')) add(literal, text, literal);
  }
}

/** `self.path`, `path`, `parsed.path`, `urlparse(self.path).path`, `self.path.split("?")[0]` */
function isPath(text: string): boolean {
  return /(?:^|[.\s(_])path\b|\b(?:route|endpoint|parsed_path|url_path)\b/.test(text) && !/^["']/.test(text);
}

function literalsIn(node: SyntaxNode): SyntaxNode[] {
  if (node.type === 'string') return [node];
  if (!/^(?:tuple|list|set|case_pattern|union_pattern|parenthesized_expression|tuple_pattern)$/.test(node.type))
    return [];
  return node.namedChildren.flatMap(literalsIn);
}

/** The `(r"/health", HealthHandler)` entries of a list. */
function handlerTuples(code: CodeModel, list: SyntaxNode): Route[] {
  if (list.type !== 'list') return [];
  return list.namedChildren.flatMap((entry): Route[] => {
    const [pathNode, handler] = entry.type === 'tuple' ? entry.namedChildren : [];
    const path = pathNode === undefined ? null : code.stringValue(pathNode)?.constant;
    if (pathNode === undefined || handler === undefined || typeof path !== 'string' || !/^\^?\//.test(path)) return [];
    const plain = path.replace(/^\^/, '').replace(/\$$/, '');
    return [{ node: entry, path: plain, pathNode, methods: [], handler, function: null, guards: [] }];
  });
}
