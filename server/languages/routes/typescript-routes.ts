import { type Call, type CodeModel, argumentOf, textWithHoles } from '../code-model';
import { type Route, joinPaths, methodNamed } from '../route';
import type { SyntaxNode } from '../syntax-node';
import { typescriptCall } from '../typescript/typescript-definitions';
import { functionMeant } from './handler-names';
import { controllerRoutes } from './typescript-controllers';
import { comparedUrls } from './typescript-request-handlers';

/** Routes of Express, Fastify, Koa, Hono, hapi and their relatives, of NestJS controllers, and of plain `http` handlers. */
export function typescriptRoutes(code: CodeModel): Route[] {
  const prefixes = mountPrefixes(code);
  return [
    ...code.calls.flatMap((call) => routesOf(code, call, prefixes)),
    ...controllerRoutes(code),
    ...comparedUrls(code),
  ];
}

const ROUTER_MAKERS =
  /^(?:express(?:\.(?:default|Router))?|fastify(?:\.\w+)?|@?koa[-/]router(?:\.\w+)?|(?:hono|@hono\/\w+)(?:\.\w+)?|polka|restify(?:\.createServer)?|itty-router(?:\.\w+)?|find-my-way|elysia(?:\.\w+)?|restana|hyper-express(?:\.\w+)*|uWebSockets\.js(?:\.\w+)*|@oak\/oak\.\w+|oak\.\w+|.*\.Router)$/i;
/** Clients have the same verbs: `axios.get('/x')` asks, `app.get('/x', …)` answers. */
const CLIENTS =
  /(?:^|\.)(?:axios|http|https|got|superagent|request|needle|ky|fetcher|jQuery|\$|\$http|api|client|cy|nock|msw|rest|supertest|chai)(?![\w$])/i;
const FUNCTION_TYPES = new Set(['arrow_function', 'function_expression', 'generator_function']);

function routesOf(code: CodeModel, call: Call, prefixes: Prefixes): Route[] {
  const { receiver } = call;
  if (receiver === null) return [];
  const method = call.name === 'del' ? 'DELETE' : methodNamed(call.name);
  if (call.name === 'route') return describedRoutes(code, call, prefixes);
  if (method === null && call.name !== 'all' && call.name !== 'ws') return [];
  const chained = chainedPath(code, receiver);
  const [first, ...rest] = call.arguments.filter(({ name }) => name === null);
  if (first === undefined) return [];
  if (chained === null && rest.length === 0) return [];
  const handlers = (chained === null ? rest : [first, ...rest]).map(({ value }) => value);
  const path = chained ?? pathAt(code, first.value);
  const router = chained?.router ?? receiver;
  const handler = handlers.at(-1);
  if (path === null || handler === undefined || !answers(code, router, path.text, handler)) return [];
  return [
    {
      node: call.node,
      path: joinPaths(prefixOf(code, router, prefixes), path.text),
      pathNode: path.node,
      methods: call.name === 'ws' ? ['WEBSOCKET'] : method === null ? [] : [method],
      handler,
      function: functionMeant(code, handler),
      guards: handlers.slice(0, -1).flatMap((node) => (node.type === 'array' ? node.namedChildren : [node])),
    },
  ];
}

/** Whether something with HTTP verbs is a router: by its maker, else by what it is given and how it is called. */
function answers(code: CodeModel, router: SyntaxNode, path: string, handler: SyntaxNode): boolean {
  const maker = code.originOf(router);
  const made = maker === null ? null : code.resolvedCallee(maker);
  if (made !== null && ROUTER_MAKERS.test(made)) return true;
  if (!/^[/*\uFFFC]/.test(path)) return false;
  const name = code.pathOf(router) ?? '';
  if (/(?:app|router|routes|server|fastify|instance|express|koa|hono)$/i.test(name)) return handler.type !== 'object';
  return FUNCTION_TYPES.has(handler.type) && !CLIENTS.test(made ?? name) && name !== '';
}

interface RoutePath {
  readonly text: string;
  readonly node: SyntaxNode;
}

function pathAt(code: CodeModel, node: SyntaxNode): RoutePath | null {
  if (node.type === 'array' && node.namedChildren[0] !== undefined) return pathAt(code, node.namedChildren[0]);
  const value = code.stringValue(node);
  return value === null ? null : { text: textWithHoles(value), node };
}

/** The path behind `router.route('/x').get(…).post(…)`. */
function chainedPath(code: CodeModel, receiver: SyntaxNode): (RoutePath & { readonly router: SyntaxNode }) | null {
  if (receiver.type !== 'call_expression') return null;
  const inner = typescriptCall(code, receiver);
  if (inner === null || inner.receiver === null) return null;
  if (inner.name !== 'route') return methodNamed(inner.name) === null ? null : chainedPath(code, inner.receiver);
  const [first] = inner.arguments;
  const path = first === undefined || inner.arguments.length !== 1 ? null : pathAt(code, first.value);
  return path === null ? null : { ...path, router: inner.receiver };
}

/** `server.route({ method: 'GET', url: '/x', handler })` of Fastify and hapi, one or a list of them. */
function describedRoutes(code: CodeModel, call: Call, prefixes: Prefixes): Route[] {
  const [first] = call.arguments;
  const objects = first?.value.type === 'array' ? first.value.namedChildren : first === undefined ? [] : [first.value];
  return objects.flatMap((object): Route[] => {
    if (object.type !== 'object') return [];
    const pathNode = property(code, object, 'url') ?? property(code, object, 'path');
    const path = pathNode === null ? null : pathAt(code, pathNode);
    if (path === null) return [];
    const method = property(code, object, 'method');
    const methodNodes = method?.type === 'array' ? method.namedChildren : method === null ? [] : [method];
    const handler = property(code, object, 'handler');
    const guard = property(code, object, 'preHandler') ?? property(code, object, 'onRequest');
    return [
      {
        node: object,
        path: joinPaths(call.receiver === null ? '' : prefixOf(code, call.receiver, prefixes), path.text),
        pathNode,
        methods: methodNodes
          .flatMap((node) => code.stringValue(node)?.constant?.toUpperCase() ?? [])
          .filter((name) => name !== '*'),
        handler,
        function: handler === null ? null : functionMeant(code, handler),
        guards: guard === null ? [] : guard.type === 'array' ? guard.namedChildren : [guard],
      },
    ];
  });
}

/** The value of an object's property; a method of that name counts as a function. */
function property(code: CodeModel, object: SyntaxNode, name: string): SyntaxNode | null {
  for (const child of object.namedChildren) {
    const key = child.childForField('key') ?? child.childForField('name');
    const keyText = code.textOf(key ?? child).replace(/^['"]|['"]$/g, '');
    if (keyText !== name) continue;
    return child.type === 'pair' ? child.childForField('value') : child;
  }
  return null;
}

/** Prefixes under which this file mounts routers: `app.use('/api', router)`, `app.register(routes, { prefix: '/api' })`. */
type Prefixes = ReadonlyMap<string, string>;

function mountPrefixes(code: CodeModel): Prefixes {
  const prefixes = new Map<string, string>();
  for (const call of code.calls) {
    if (!/^(?:use|route|register|mount)$/.test(call.name) || call.receiver === null) continue;
    if (call.name === 'register') {
      const prefix = argumentOf(call, 'prefix');
      const plugin = call.arguments[0]?.value;
      const text = prefix === null ? null : code.stringValue(prefix.value)?.constant;
      if (plugin !== undefined && typeof text === 'string') prefixes.set(code.textOf(plugin), text);
      continue;
    }
    const [first, ...rest] = call.arguments;
    const text = first === undefined ? null : code.stringValue(first.value)?.constant;
    const router = rest.at(-1)?.value;
    // `app.use('/api', router.routes())` is Koa's way.
    const mounted = router === undefined ? '' : code.textOf(router).replace(/\.(?:routes|router)(?:\(\))?$/, '');
    if (typeof text === 'string' && text.startsWith('/') && /^[\w$.]+$/.test(mounted)) prefixes.set(mounted, text);
  }
  return prefixes;
}

function prefixOf(code: CodeModel, router: SyntaxNode, mounted: Prefixes): string {
  const maker = code.originOf(router);
  const own = maker === null ? null : argumentOf(maker, 'prefix');
  const text = own === null ? '' : (code.stringValue(own.value)?.constant ?? '');
  const name = code.textOf(router);
  const plugin = code.enclosingFunction(router);
  // Inside a plugin the instance is the function's parameter.
  const isParameter = plugin !== null && plugin.parameters[0]?.name === name;
  const outer = (isParameter ? mounted.get(plugin.name) : mounted.get(name)) ?? '';
  return outer === '' && text === '' ? '' : joinPaths(outer, text);
}
