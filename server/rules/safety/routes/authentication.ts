import type { CodeModel } from '../../../languages/code-model';
import type { Route } from '../../../languages/route';
import type { ProjectView } from '../../../project/project-view';

/** Words by which people call what finds out who is asking, and whether they may. */
const AUTHENTICATION =
  /auth(?!or(?!i[sz])|ent)|api_?key|bearer|jwt|current_?user|get_?user|login_?required|permission|require[sd]?_?(admin|role|user|login|scope|token|auth|permission|session)|(admin|staff|superuser|role|scope|permission|token|signature|login|session)s?_?(required|only|check|guard|allowed)|is_?admin|verify_?(token|user|key|signature|jwt|session|request|admin|api|credential)|check_?(token|user|key|signature|jwt|session|admin|api|credential|access|permission)|credential|UseGuards|Security\(|claims|principal|access_control|protect(ed)?\b|ensure_?(logged|admin|user)|\bsession\b|passport|compare_digest|hmac|timingSafeEqual|allowed_?(users|ips)/i;
const MODULES =
  /^(fastapi\.security|flask_login|flask_httpauth|flask_jwt_extended|flask_security|jwt|jose|authlib|django\.contrib\.auth|starlette\.authentication|starlette\.middleware\.authentication|aiohttp_security|passport|jsonwebtoken|express-jwt|@nestjs\/passport|@clerk|next-auth|axum_login|axum_auth|actix_web_httpauth|actix_identity|jsonwebtoken)(\.|\/|$)/;
/** What a whole application or router does before every route. */
const FOR_ALL_ROUTES =
  /\b(add_middleware|middleware|before_request|before_app_request|before_serving|dependencies|use|addHook|useGlobalGuards|layer|route_layer|wrap|from_fn\w*|preHandler|onRequest|register)\b\s*[(=:]([^\n;]*)/g;

/** Whether a text names something that authenticates. */
export function namesAuthentication(text: string): boolean {
  return AUTHENTICATION.test(text);
}

/** Whether anything is asked of the caller before a route's handler does its work. */
export function isGuarded(code: CodeModel, route: Route): boolean {
  if (route.guards.some((guard) => namesAuthentication(code.textOf(guard)))) return true;
  return route.function !== null && namesAuthentication(code.textOf(route.function.node));
}

/** Whether the file asks every caller: middleware, hooks before each request, dependencies of the application. */
export function guardsAllRoutes(code: CodeModel): boolean {
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

/** Whether the project has a way to tell who is asking: another route of the file uses it, an import names it, a Python module defines it. */
export function hasAuthentication(code: CodeModel, project: ProjectView): boolean {
  return (
    code.imports.some(({ module, path }) => MODULES.test(module) || MODULES.test(path) || isGuardName(path)) ||
    code.functions.some(({ name }) => isGuardName(name)) ||
    code.routes.some((route) => route.guards.some((guard) => namesAuthentication(code.textOf(guard)))) ||
    (code.language === 'python' &&
      project.facts.modules.some(({ functions }) => Object.keys(functions).some(isGuardName)))
  );
}

const GUARD_NAME =
  /(^|[._/])(require_?(auth|login|admin|user|role|token|api_?key)\w*|requires_?auth\w*|(get|require)_?current_?(active_?)?user|verify_?(token|api_?key|jwt|credentials)|check_?(auth|api_?key|token)\w*|authenticate\w*|auth_?required|login_?required|is_?authenticated|ensure_?(auth|logged)\w*|auth_?(middleware|guard))$/i;

function isGuardName(name: string): boolean {
  return GUARD_NAME.test(name);
}
