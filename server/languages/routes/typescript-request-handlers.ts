import type { Call, CodeModel, FunctionDefinition } from '../code-model';
import type { Route } from '../route';
import type { SyntaxNode } from '../syntax-node';
import { functionMeant } from './handler-names';

/** Routes of servers without a framework: `http.createServer((request, response) => { if (request.url === '/health') … })`. */
export function comparedUrls(code: CodeModel): Route[] {
  const seen = new Set<SyntaxNode>();
  return code.calls.flatMap((call) => {
    if (!/^(?:createServer|createSecureServer|serve)$/.test(call.name)) return [];
    return handlersOf(code, call).flatMap((handler) => {
      if (seen.has(handler.node)) return [];
      seen.add(handler.node);
      return routesIn(code, handler);
    });
  });
}

/** The listener of a server: in place, by name, or the `fetch` method of `Bun.serve({ fetch })`. */
function handlersOf(code: CodeModel, call: Call): FunctionDefinition[] {
  return call.arguments.flatMap(({ value, name }) => {
    if (name !== null && name !== 'fetch' && name !== 'handler') return [];
    if (value.type === 'object')
      return code.functions.filter(({ node, name: own }) => node.parent === value && own === 'fetch');
    return functionMeant(code, value) ?? [];
  });
}

function routesIn(code: CodeModel, handler: FunctionDefinition): Route[] {
  const routes: Route[] = [];
  const add = (literal: SyntaxNode): void => {
    const path = code.stringValue(literal)?.constant;
    if (typeof path !== 'string' || !path.startsWith('/')) return;
    routes.push({
      node: literal,
      path,
      pathNode: literal,
      methods: [],
      handler: handler.node,
      function: handler,
      guards: [],
    });
  };
  handler.body?.walk((node) => {
    if (node.type === 'binary_expression') {
      const [left, right] = [node.childForField('left'), node.childForField('right')];
      if (left === null || right === null || !/^===?$/.test(node.childForField('operator')?.type ?? '')) return;
      if (isUrl(code.textOf(left))) add(right);
      else if (isUrl(code.textOf(right))) add(left);
    } else if (node.type === 'switch_statement') {
      const subject = node.childForField('value');
      if (subject === null || !isUrl(code.textOf(subject).replace(/^\(|\)$/g, ''))) return;
      for (const branch of node.childForField('body')?.namedChildren ?? []) {
        const value = branch.type === 'switch_case' ? branch.childForField('value') : null;
        if (value !== null) add(value);
      }
    } else if (node.type === 'call_expression') {
      const callee = node.childForField('function');
      const argument = node.childForField('arguments')?.namedChildren[0];
      if (callee === null || argument === undefined) return;
      const match = /^(.*)\.startsWith$/.exec(code.textOf(callee));
      if (match !== null && isUrl(match[1] ?? '')) add(argument);
    }
  });
  if (routes.length > 0) return routes;
  return [
    {
      node: handler.node,
      path: null,
      pathNode: null,
      methods: [],
      handler: handler.node,
      function: handler,
      guards: [],
    },
  ];
}

/** `req.url`, `url.pathname`, `pathname`, `parsed.path` */
function isUrl(text: string): boolean {
  return /(?:^|[.\s])(?:url|pathname|path|route)!?$/.test(text);
}
