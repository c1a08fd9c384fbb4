import type { Call, CodeModel, FunctionDefinition } from '../code-model';
import { textWithHoles } from '../code-model';
import { HTTP_METHODS, type Route, joinPaths, methodNamed } from '../route';
import { rustCall } from '../rust/rust-definitions';
import type { SyntaxNode } from '../syntax-node';
import { functionMeant } from './handler-names';
import { matchedPaths, warpRoute } from './rust-filters';

/** Routes of axum, actix-web, Rocket, Poem, Tide, warp and hyper. */
export function rustRoutes(code: CodeModel): Route[] {
  return [
    ...code.functions.flatMap((definition) => attributeRoutes(code, definition)),
    ...code.calls.flatMap((call) => registeredRoutes(code, call)),
    ...code.calls.flatMap((call) => warpRoute(code, call) ?? []),
    ...matchedPaths(code),
  ];
}

const ATTRIBUTE = /^#\[\s*(?:\w+::)*(get|post|put|delete|patch|head|options|route)\s*\(/;

/** `#[get("/health")]` of actix-web and Rocket. */
function attributeRoutes(code: CodeModel, definition: FunctionDefinition): Route[] {
  return definition.decorators.flatMap((attribute): Route[] => {
    const name = ATTRIBUTE.exec(code.textOf(attribute))?.[1];
    if (name === undefined) return [];
    let pathNode: SyntaxNode | null = null;
    attribute.walk((node) => {
      if (pathNode === null && /string_literal$/.test(node.type)) pathNode = node;
    });
    const path = pathNode === null ? null : code.stringValue(pathNode)?.constant;
    if (typeof path !== 'string') return [];
    const method = methodNamed(name);
    const named = [...code.textOf(attribute).matchAll(/\b(?:method\s*=\s*"(\w+)"|(GET|POST|PUT|DELETE|PATCH))\b/g)];
    return [
      {
        node: attribute,
        path: joinPaths(mountOf(code, definition.name), path.split('?')[0] ?? path),
        pathNode,
        methods:
          method !== null ? [method] : named.flatMap(([, quoted, plain]) => (quoted ?? plain ?? '').toUpperCase()),
        handler: definition.node,
        function: definition,
        guards: definition.decorators.filter((other) => other !== attribute && /wrap|guard/.test(code.textOf(other))),
      },
    ];
  });
}

/** Where Rocket mounts a handler: `rocket.mount("/api", routes![health])`. */
function mountOf(code: CodeModel, handler: string): string {
  for (const call of code.calls) {
    if (call.name !== 'mount' || call.arguments.length !== 2) continue;
    const [base, list] = call.arguments.map(({ value }) => value);
    if (base === undefined || list === undefined) continue;
    if (new RegExp(`^routes!.*\\b${handler}\\b`, 's').test(code.textOf(list)))
      return code.stringValue(base)?.constant ?? '';
  }
  return '';
}

/** `.route("/x", get(show).post(create))`, `.at("/x").get(show)`, `web::resource("/x").route(web::get().to(show))` */
function registeredRoutes(code: CodeModel, call: Call): Route[] {
  const [first, second] = call.arguments.map(({ value }) => value);
  if (first === undefined) return [];
  if ((call.name === 'route' || call.name === 'at') && second !== undefined) {
    const path = textAt(code, first);
    return path === null ? [] : methodRouterRoutes(code, second, call, path, first);
  }
  if (call.name === 'route' || call.name === 'to') {
    const resource = resourceBehind(code, call);
    if (resource === null) return [];
    const path = textAt(code, resource);
    if (path === null) return [];
    if (call.name === 'route') return methodRouterRoutes(code, first, call, path, resource);
    return [route(code, call, path, resource, [], first)];
  }
  const method = methodNamed(call.name);
  const receiver = call.receiver === null ? null : rustCall(code, call.receiver);
  if (method === null || receiver?.name !== 'at' || receiver.arguments.length !== 1) return [];
  const tidePath = receiver.arguments[0]?.value;
  const path = tidePath === undefined ? null : textAt(code, tidePath);
  return path === null || tidePath === undefined ? [] : [route(code, call, path, tidePath, [method], first)];
}

function textAt(code: CodeModel, node: SyntaxNode): string | null {
  const value = code.stringValue(node);
  return value === null ? null : textWithHoles(value);
}

/** The `"/x"` of `web::resource("/x")` that a chain of calls starts with. */
function resourceBehind(code: CodeModel, call: Call): SyntaxNode | null {
  for (let inner = innerCall(code, call); inner !== null; inner = innerCall(code, inner)) {
    if (inner.name === 'resource') return inner.arguments[0]?.value ?? null;
  }
  return null;
}

/** The call that a method is called on: `a(x)` of `a(x).b(y)`. */
function innerCall(code: CodeModel, call: Call): Call | null {
  return call.receiver?.type === 'call_expression' ? rustCall(code, call.receiver) : null;
}

/** One route for each method in `get(show).post(create)`, `web::get().to(show)`, `any(all)`. */
function methodRouterRoutes(
  code: CodeModel,
  router: SyntaxNode,
  call: Call,
  path: string,
  pathNode: SyntaxNode,
): Route[] {
  const routes: Route[] = [];
  const guards: SyntaxNode[] = [];
  let to: SyntaxNode | null = null;
  for (let link = rustCall(code, router); link !== null; link = innerCall(code, link)) {
    const name = link.name.replace(/_service$/, '');
    const argument = link.arguments[0]?.value ?? null;
    const method = methodNamed(name);
    if (link.name === 'to') to = argument;
    else if (/^(?:layer|route_layer|wrap|guard)$/.test(name) && argument !== null) guards.push(argument);
    else if (method !== null || name === 'any' || name === 'on' || (name === 'method' && argument !== null)) {
      const named = /\b([A-Z]{3,7})\b/.exec(
        name === 'on' || name === 'method' ? code.textOf(argument ?? router) : '',
      )?.[1];
      const methods = method !== null ? [method] : named !== undefined && HTTP_METHODS.has(named) ? [named] : [];
      const handler = to ?? (name === 'on' ? (link.arguments[1]?.value ?? null) : argument);
      routes.unshift(route(code, call, path, pathNode, methods, handler));
    }
  }
  if (routes.length === 0 && to !== null) routes.push(route(code, call, path, pathNode, [], to));
  return guards.length === 0 ? routes : routes.map((each) => ({ ...each, guards }));
}

function route(
  code: CodeModel,
  call: Call,
  path: string,
  pathNode: SyntaxNode,
  methods: readonly string[],
  handler: SyntaxNode | null,
): Route {
  return {
    node: call.node,
    path: joinPaths(prefixAround(code, call.node), path),
    pathNode,
    methods,
    handler,
    function: handler === null ? null : functionMeant(code, handler),
    guards: [],
  };
}

/** The prefixes of `.nest("/api", …)` and `web::scope("/api")` around a route, also where the router comes from a variable or function of this file. */
function prefixAround(code: CodeModel, node: SyntaxNode): string {
  const prefixes: string[] = [];
  for (let at: SyntaxNode | null = node; at !== null; at = at.parent) {
    if (at.type === 'call_expression') {
      const outer = rustCall(code, at);
      // A scope's own routes are chained behind it; everything else is given to it.
      if (outer?.name === 'service' || outer?.name === 'route' || outer?.name === 'configure') {
        for (let inner = innerCall(code, outer); inner !== null; inner = innerCall(code, inner)) {
          const base = inner.name === 'scope' ? inner.arguments[0]?.value : undefined;
          if (base !== undefined) addPrefix(base);
        }
      } else if (outer?.name === 'nest' && at !== node) addNest(outer, node);
    } else if (at.type === 'let_declaration' || at.type === 'function_item') {
      const name = at.childForField(at.type === 'function_item' ? 'name' : 'pattern');
      const nest = name === null ? undefined : nestsOf(code).get(code.textOf(name));
      if (nest !== undefined) addPrefix(nest);
      if (at.type === 'function_item') break;
    }
  }
  return prefixes.length === 0 ? '' : joinPaths(...prefixes);

  function addNest(nest: Call, inside: SyntaxNode): void {
    const [base, router] = nest.arguments.map(({ value }) => value);
    if (base !== undefined && router !== undefined && router.start <= inside.start && inside.end <= router.end)
      addPrefix(base);
  }
  function addPrefix(base: SyntaxNode): void {
    const text = textAt(code, base);
    // `web::scope` may be seen from several links of one chain.
    if (text !== null && prefixes[0] !== text) prefixes.unshift(text);
  }
}

const nests = new WeakMap<CodeModel, ReadonlyMap<string, SyntaxNode>>();

/** Where routers are nested by name: `.nest("/api", api)` and `.nest("/api", api_routes(state))`. */
function nestsOf(code: CodeModel): ReadonlyMap<string, SyntaxNode> {
  let found = nests.get(code);
  if (found === undefined) {
    found = new Map(
      code.calls.flatMap((call): [string, SyntaxNode][] => {
        const [base, router] = call.arguments.map(({ value }) => value);
        if (call.name !== 'nest' || base === undefined || router === undefined) return [];
        const name = /^(?:\w+::)*(\w+)(?:\(.*\))?$/s.exec(code.textOf(router))?.[1];
        return name === undefined ? [] : [[name, base]];
      }),
    );
    nests.set(code, found);
  }
  return found;
}
