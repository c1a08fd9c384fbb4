import type { CodeModel } from '../../../languages/code-model';
import type { Route } from '../../../languages/route';

/** Last parts of a path that mean nothing but a health check. */
const CERTAIN =
  /^(?:_*health_*|health[-_]?z|healthz|health[-_]?checks?|healthchecker|check[-_]?health|service[-_]?health|health[-_]?status|is[-_]?(?:alive|healthy)|alive|livez|heartbeat|hc)$/i;
/** Words that are a health check at the top of a server, and something else below `/jobs` or `/users`. */
const LIKELY = /^(?:ping|status|live|liveness|up|_status|_ping)$/i;
/** Parts that may stand in front of a path without changing what it means. */
const PREFIX = /^(?:api|v\d+|internal|_internal|public|system|monitoring|app|service)$/i;

/** How sure it is that a path asks for health; null for other paths. Readiness is a question of its own and none of them. */
export function healthCertainty(path: string): 'certain' | 'likely' | null {
  const parts = path.split('/').filter((part) => part !== '');
  const last = parts.at(-1) ?? '';
  if (CERTAIN.test(last)) return 'certain';
  return LIKELY.test(last) && parts.slice(0, -1).every((part) => PREFIX.test(part)) ? 'likely' : null;
}

/** True for the project's standard path and for what stands below it (`/health/db`), also behind a prefix. */
export function isStandardHealthPath(path: string, standard: string): boolean {
  return path === standard || `${path}/`.includes(`${standard}/`);
}

/** True for routes that are read: `GET`, `HEAD`, or whatever comes. */
export function isRead(route: Route): boolean {
  return route.methods.length === 0 || route.methods.some((method) => method === 'GET' || method === 'HEAD');
}

const HANDLER_NAME =
  /^(?:get_?|handle_?|on_?)?(?:health|health_?check|healthz|heartbeat|check_?health)(?:_?(?:handler|endpoint|route|status))?$/i;

/** The routes of a file that answer health checks. */
export function healthRoutes(code: CodeModel, standard: string): Route[] {
  return code.routes.filter((route) => {
    if (!isRead(route)) return false;
    if (route.path !== null && /\bready|readiness/i.test(route.path)) return false;
    if (
      route.path !== null &&
      (isStandardHealthPath(route.path, standard) || healthCertainty(route.path) === 'certain')
    )
      return true;
    const name = route.function?.name ?? '';
    return route.path !== null && healthCertainty(route.path) === 'likely'
      ? true
      : HANDLER_NAME.test(name) && route.path !== null;
  });
}
