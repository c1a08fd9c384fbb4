import { type Call, type CodeModel, type FunctionDefinition, argumentOf, textWithHoles } from '../code-model';
import { pythonCall } from '../python/python-definitions';
import { HTTP_METHODS, type Route, joinPaths, methodNamed } from '../route';
import type { SyntaxNode } from '../syntax-node';
import { functionMeant } from './handler-names';
import { requestHandlerRoutes } from './python-request-handlers';

/** Routes of Flask, Quart, FastAPI, Starlette, aiohttp, Sanic, Bottle, Falcon, Tornado, Django, and of the standard library's request handlers. */
export function pythonRoutes(code: CodeModel): Route[] {
  const prefixes = mountPrefixes(code);
  return [
    ...code.functions.flatMap((definition) => decoratedRoutes(code, definition, prefixes)),
    ...code.calls.flatMap((call) => registeredRoute(code, call, prefixes) ?? []),
    ...requestHandlerRoutes(code),
  ];
}

/** Anything with `.route` or `.get` may be a router to a decorator: what makes it one is the path it is given. */
const ROUTE_DECORATORS = new Set(['route', 'api_route', 'websocket', 'websocket_route']);
const ROUTER_MAKERS =
  /(?:^|\.)(?:Flask|Quart|Blueprint|FastAPI|APIRouter|Starlette|Router|Sanic|RouteTableDef|Bottle|Litestar|Robyn|Namespace|Api|FastMCP|Application)$/;
/** Bottle's and Litestar's decorators are plain functions. */
const PLAIN_DECORATORS = /^(?:bottle|litestar(?:\.handlers)?|starlite)\.(?:route|get|post|put|delete|patch|head)$/;

function decoratedRoutes(code: CodeModel, definition: FunctionDefinition, prefixes: Prefixes): Route[] {
  const { decorators } = definition;
  return decorators.flatMap((decorator): Route[] => {
    const expression = decorator.namedChildren[0];
    const call = expression?.type === 'call' ? pythonCall(code, expression) : null;
    if (call === null) return [];
    const method = methodNamed(call.name);
    if (method === null && !ROUTE_DECORATORS.has(call.name)) return [];
    if (call.receiver === null && !PLAIN_DECORATORS.test(code.calleeOf(call) ?? '')) return [];
    if (method === 'PATCH' && /mock/i.test(code.calleeOf(call) ?? '')) return [];
    const path = pathArgument(code, call, ['path', 'rule', 'uri']);
    if (path === null || (!/^[/\uFFFC]/.test(path.text) && !isRouter(code, call.receiver))) return [];
    const others = decorators.filter((other) => other !== decorator && !makesRoute(code, other));
    return [
      {
        node: decorator,
        path: joinPaths(prefixOf(code, call.receiver, prefixes), path.text),
        pathNode: path.node,
        methods: method !== null ? [method] : methodsOf(code, call, call.name.startsWith('websocket')),
        handler: definition.node,
        function: definition,
        guards: [...others, ...dependencies(call), ...dependencies(originCall(code, call.receiver))],
      },
    ];
  });
}

function makesRoute(code: CodeModel, decorator: SyntaxNode): boolean {
  return /\.(?:route|api_route|websocket|get|post|put|delete|patch|head|options)\s*\(/.test(code.textOf(decorator));
}

function isRouter(code: CodeModel, receiver: SyntaxNode | null): boolean {
  const maker = originCall(code, receiver);
  return maker !== null && ROUTER_MAKERS.test(code.resolvedCallee(maker) ?? '');
}

function originCall(code: CodeModel, receiver: SyntaxNode | null): Call | null {
  return receiver === null ? null : code.originOf(receiver);
}

/** `dependencies=[Depends(…)]` of a route or a router. */
function dependencies(call: Call | null): SyntaxNode[] {
  const value = call === null ? null : (argumentOf(call, 'dependencies')?.value ?? null);
  return value === null ? [] : value.namedChildren.filter((child) => child.type !== 'comment');
}

/** What the path is, by keyword or position; a path that cannot be read counts as unknown. */
function pathArgument(
  code: CodeModel,
  call: Call,
  keywords: readonly string[],
  position = 0,
): { text: string; node: SyntaxNode } | null {
  const positional = argumentOf(call, '', position);
  const argument = keywords.map((keyword) => argumentOf(call, keyword)).find((found) => found !== null) ?? positional;
  if (argument === null || argument === undefined || argument.spread) return null;
  const value = code.stringValue(argument.value);
  return value === null ? null : { text: textWithHoles(value), node: argument.value };
}

/** `methods=["GET"]`; Flask's `route` answers GET when nothing is said. */
function methodsOf(code: CodeModel, call: Call, socket: boolean): string[] {
  if (socket) return ['WEBSOCKET'];
  const value = (argumentOf(call, 'methods') ?? argumentOf(call, 'method'))?.value;
  if (value === undefined) return call.name === 'route' || call.name === 'add_url_rule' ? ['GET'] : [];
  const nodes = /^(?:list|tuple|set)$/.test(value.type) ? value.namedChildren : [value];
  return nodes.flatMap((node) => code.stringValue(node)?.constant?.toUpperCase() ?? []);
}

/** Prefixes under which this file mounts routers, by the router as it is written there. */
type Prefixes = ReadonlyMap<string, string>;

const MOUNTS = new Set(['include_router', 'register_blueprint', 'add_subapp', 'mount']);

function mountPrefixes(code: CodeModel): Prefixes {
  const prefixes = new Map<string, string>();
  for (const call of code.calls) {
    if (!MOUNTS.has(call.name)) continue;
    const pathFirst = call.name === 'add_subapp' || call.name === 'mount';
    const router = call.arguments[pathFirst ? 1 : 0]?.value;
    const prefix = pathFirst ? call.arguments[0] : (argumentOf(call, 'prefix') ?? argumentOf(call, 'url_prefix'));
    const text = prefix === undefined || prefix === null ? null : code.stringValue(prefix.value)?.constant;
    if (router !== undefined && typeof text === 'string') prefixes.set(code.textOf(router), text);
  }
  return prefixes;
}

function prefixOf(code: CodeModel, receiver: SyntaxNode | null, mounted: Prefixes): string {
  if (receiver === null) return '';
  const maker = code.originOf(receiver);
  const own = maker === null ? null : (argumentOf(maker, 'prefix') ?? argumentOf(maker, 'url_prefix'));
  const text = own === null ? '' : (code.stringValue(own.value)?.constant ?? '');
  const outer = mounted.get(code.textOf(receiver)) ?? '';
  return outer === '' && text === '' ? '' : joinPaths(outer, text);
}

const ROUTE_CLASSES = /(?:^|\.)(?:Route|APIRoute|WebSocketRoute|APIWebSocketRoute)$/;
const DJANGO = /^django\.(?:urls|conf\.urls)\.(?:path|re_path|url)$/;
const AIOHTTP = /^aiohttp\.web\.(get|post|put|delete|patch|head|options|view|route)$/;

/** A route that a call makes: `add_url_rule`, `add_api_route`, `web.get(…)`, `Route(…)`, `path(…)`. */
function registeredRoute(code: CodeModel, call: Call, prefixes: Prefixes): Route | null {
  const { name } = call;
  if (call.node.parent?.type === 'decorator') return null;
  switch (name) {
    case 'add_url_rule':
      return registered(code, call, prefixes, ['rule'], 0, ['view_func'], 2);
    case 'add_api_route':
    case 'add_websocket_route':
    case 'add_api_websocket_route':
      return registered(code, call, prefixes, ['path'], 0, ['endpoint', 'route'], 1);
    case 'add_resource':
      return registered(code, call, prefixes, [], 1, ['resource'], 0);
    case 'add_view':
    case 'add_get':
    case 'add_post':
    case 'add_put':
    case 'add_delete':
    case 'add_patch':
    case 'add_head':
    case 'add_options':
      return registered(code, call, prefixes, ['path'], 0, ['handler'], 1);
    case 'add_route':
      return addedRoute(code, call, prefixes);
  }
  if (ROUTE_CLASSES.test(name)) {
    if (!/^(?:starlette|fastapi)\./.test(code.calleeOf(call) ?? '')) return null;
    return registered(code, call, prefixes, ['path'], 0, ['endpoint'], 1);
  }
  const callee = /^(?:path|re_path|url|get|post|put|delete|patch|head|options|view|route)$/.test(name)
    ? (code.calleeOf(call) ?? '')
    : '';
  if (DJANGO.test(callee)) {
    const view = call.arguments[1]?.value;
    if (view === undefined || (view.type === 'call' && pythonCall(code, view)?.name === 'include')) return null;
    return registered(code, call, prefixes, ['route'], 0, ['view'], 1);
  }
  const served = AIOHTTP.exec(callee)?.[1];
  if (served === undefined) return null;
  return served === 'route'
    ? addedRoute(code, call, prefixes)
    : registered(code, call, prefixes, ['path'], 0, ['handler'], 1);
}

/** `add_route` takes method, path, handler (aiohttp), path, handler (Starlette, Falcon), or handler, path (Sanic). */
function addedRoute(code: CodeModel, call: Call, prefixes: Prefixes): Route | null {
  const [first, second] = call.arguments.map(({ value }) => code.stringValue(value)?.constant ?? null);
  if (typeof first === 'string' && (first === '*' || HTTP_METHODS.has(first.toUpperCase()))) {
    const route = registered(code, call, prefixes, ['path'], 1, ['handler'], 2);
    return route === null ? null : { ...route, methods: first === '*' ? [] : [first.toUpperCase()] };
  }
  return first === null && typeof second === 'string'
    ? registered(code, call, prefixes, ['uri'], 1, ['handler'], 0)
    : registered(code, call, prefixes, ['path', 'uri_template'], 0, ['route', 'endpoint', 'resource'], 1);
}

function registered(
  code: CodeModel,
  call: Call,
  prefixes: Prefixes,
  pathKeywords: readonly string[],
  pathPosition: number,
  handlerKeywords: readonly string[],
  handlerPosition: number,
): Route | null {
  const path = pathArgument(code, call, pathKeywords, pathPosition);
  if (path === null) return null;
  const handler =
    handlerKeywords.map((keyword) => argumentOf(call, keyword)).find((found) => found !== null) ??
    argumentOf(call, '', handlerPosition);
  const method = methodNamed(call.name);
  return {
    node: call.node,
    path: joinPaths(outerMounts(code, call), prefixOf(code, call.receiver, prefixes), plainPath(path.text)),
    pathNode: path.node,
    methods: method !== null ? [method] : methodsOf(code, call, /websocket/i.test(call.name)),
    handler: handler?.value ?? null,
    function: handler === null || handler === undefined ? null : functionMeant(code, handler.value),
    guards: dependencies(call),
  };
}

/** Django's patterns and Tornado's expressions are anchored: `^health/$`. */
function plainPath(text: string): string {
  return text.replace(/^\^/, '').replace(/\$$/, '');
}

/** The prefixes of the `Mount("/api", routes=[…])` calls around a route. */
function outerMounts(code: CodeModel, call: Call): string {
  const mounts: string[] = [];
  for (let node = call.node.parent; node !== null; node = node.parent) {
    if (node.type !== 'call') continue;
    const outer = pythonCall(code, node);
    const first = outer?.name === 'Mount' ? pathArgument(code, outer, ['path']) : null;
    if (first !== null) mounts.unshift(first.text);
  }
  return mounts.length === 0 ? '' : joinPaths(...mounts);
}
