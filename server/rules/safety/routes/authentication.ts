import type { CodeModel } from '../../../languages/code-model';
import { type Route, joinPaths } from '../../../languages/route';
import type { ProjectView } from '../../../project/project-view';
import {
  isAuthenticationModule,
  isGuardName,
  namesAuthentication,
} from '../../../project/routing/authentication-words';

export { namesAuthentication };

/** What a whole application or router does before every route. */
const FOR_ALL_ROUTES =
  /\b(add_middleware|middleware|middlewares|before_request|before_app_request|before_serving|dependencies|use|addHook|useGlobalGuards|layer|route_layer|wrap|from_fn\w*|preHandler|onRequest|register)\b\s*[(=:]([^\n;]*)/g;

/** Where a route stands: its file, the code in it, and the project around it. */
export interface RoutePlace {
  readonly code: CodeModel;
  readonly path: string;
  readonly project: ProjectView;
}

/** Every path under which callers reach a route: its own, behind each path at which other files mount its router. */
export function servedPaths({ path, project }: RoutePlace, route: Route): readonly string[] {
  const own = route.path ?? '';
  const ways = project.routing.waysTo(path);
  return ways.length === 0 ? [own] : ways.map(({ prefix }) => joinPaths(prefix, own));
}

/** Whether anything is asked of the caller before a route's handler does its work, or by a handler of this file. */
export function isGuarded(place: RoutePlace, route: Route): boolean {
  const { code } = place;
  if (route.guards.some((guard) => namesAuthentication(code.textOf(guard)))) return true;
  if (route.function !== null && namesAuthentication(code.textOf(route.function.node))) return true;
  return routerIsGuarded(place, route);
}

/** Whether a handler of another file asks by itself; taken for granted where the project does not show it. */
export function handlerMayAsk({ code, path, project }: RoutePlace, route: Route): boolean {
  if (route.function !== null || route.handler === null) return false;
  const text = code.textOf(route.handler);
  // `login_required(views.run)`
  if (namesAuthentication(text)) return true;
  if (code.language !== 'python') return code.language === 'rust';
  // `views.run`, `Run.as_view()`
  const name = /^[\w.]+?(?=\.as_view\(|$)/.exec(text)?.[0];
  return name === undefined || project.routing.handlerAsks(path, name) !== false;
}

/** Guards of the router the route stands on, and of the ways that lead to it from other files. */
function routerIsGuarded({ code, path, project }: RoutePlace, route: Route): boolean {
  const { routing } = project;
  const ways = routing.waysTo(path);
  if (ways.some(({ guarded }) => guarded)) return true;
  // `@router.post(…)`, `app.router.add_post(…)`, `router.route(…).post(…)`
  const router =
    /^@?((?:this\.|self\.)?[\w$]+)(?:\.router)?\s*\??\.\s*\w+\s*\(/.exec(code.textOf(route.node))?.[1] ?? null;
  const facts = routing.file(path);
  if (facts !== null && routing.isGuarded(facts, router, { path: route.path ?? '', start: route.node.start }))
    return true;
  // A router that another file made and guards.
  return router !== null && routing.isGuardedAtHome(path, router);
}

/** Whether every route of the file, or of the project, asks its caller: middleware, hooks before each request, dependencies of the application. */
export function guardsAllRoutes({ code, path, project }: RoutePlace): boolean {
  if (project.routing.guardsProject(path)) return true;
  // Which router of Python and Node is behind which guard is known one by one.
  return code.language === 'rust' && mentionsGuardOfAll(code);
}

/** Whether a file says anywhere that something asks every caller, whatever routes it holds for. */
export function mentionsGuardOfAll(code: CodeModel): boolean {
  for (const [, name, rest] of code.text.matchAll(FOR_ALL_ROUTES)) {
    if (name !== undefined && rest !== undefined && namesAuthentication(rest)) return true;
  }
  return code.functions.some(
    (definition) =>
      definition.decorators.some((decorator) =>
        /before_(app_)?request|\.middleware\b|before_serving/.test(code.textOf(decorator)),
      ) && namesAuthentication(code.textOf(definition.node)),
  );
}

/** Whether the project has a way to tell who is asking: another route of the file uses it, an import names it, a file in the same language defines it. */
export function hasAuthentication({ code, path, project }: RoutePlace): boolean {
  return (
    code.imports.some(
      ({ module, path: imported }) =>
        isAuthenticationModule(module) || isAuthenticationModule(imported) || isGuardName(imported),
    ) ||
    code.functions.some(({ name }) => isGuardName(name)) ||
    code.routes.some((route) => route.guards.some((guard) => namesAuthentication(code.textOf(guard)))) ||
    project.routing.authenticates(path) ||
    (code.language === 'python' &&
      project.facts.modules.some(({ functions }) => Object.keys(functions).some(isGuardName)))
  );
}
