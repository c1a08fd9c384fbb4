/** Words by which people call what finds out who is asking, and whether they may. */
const AUTHENTICATION =
  /auth(?!or(?!i[sz])|ent)|api[-_]?key|bearer|jwt|current_?user|get_?user|login_?required|permission|require[sd]?_?(?:admin|role|user|login|scope|token|auth|permission|session)|(?:admin|staff|superuser|role|scope|permission|token|signature|login|session)s?_?(?:required|only|check|guard|allowed)|is_?admin|is_?staff|verify_?(?:token|user|key|signature|jwt|session|request|admin|api|credential)|check_?(?:token|user|key|signature|jwt|session|admin|api|credential|access|permission)|credential|UseGuards|Security\(|claims|principal|access_control|protect(?:ed)?\b|ensure_?(?:logged|admin|user)|\breq(?:uest)?\.session\b|\bsession\s*(?:\[|\.get\(["']|\.user)|server_?session|passport|compare_digest|hmac|timingSafeEqual|allowed_?(?:users|ips)|logged_?in/i;
const MODULES =
  /^(?:fastapi\.security|flask_login|flask_httpauth|flask_jwt_extended|flask_security|jwt|jose|authlib|django\.contrib\.auth|rest_framework\.(?:permissions|authentication)|starlette\.authentication|starlette\.middleware\.authentication|aiohttp_security|passport|jsonwebtoken|express-jwt|express-oauth2-jwt-bearer|express-basic-auth|@fastify\/(?:jwt|auth|basic-auth|bearer-auth)|koa-jwt|hono\/(?:jwt|bearer-auth|basic-auth)|@nestjs\/passport|@clerk|next-auth|axum_login|axum_auth|actix_web_httpauth|actix_identity)(?:\.|\/|$)/;
const GUARD_NAME =
  /(?:^|[._/])(?:require_?(?:auth|login|admin|user|role|token|api_?key)\w*|requires_?auth\w*|(?:get|require)_?current_?(?:active_?)?user|verify_?(?:token|api_?key|jwt|credentials)|check_?(?:auth|api_?key|token)\w*|authenticate\w*|auth_?required|login_?required|is_?authenticated|ensure_?(?:auth|logged)\w*|auth_?(?:middleware|guard))$/i;

/** Whether a text names something that authenticates. */
export function namesAuthentication(text: string): boolean {
  return AUTHENTICATION.test(text);
}

/** Whether a module is there to find out who is asking. */
export function isAuthenticationModule(module: string): boolean {
  return MODULES.test(module);
}

/** Whether a function of this name asks who is calling, and turns others away. */
export function isGuardName(name: string): boolean {
  return GUARD_NAME.test(name);
}
