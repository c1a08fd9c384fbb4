import type { DocumentKind } from '../../documents/document';
import { pythonRouting } from './python-routing';
import { rustRouting } from './rust-routing';
import { typescriptRouting } from './typescript-routing';
import type { RoutingFacts } from './routing-facts';

const WORTH_READING =
  /[rR]outer|[bB]lueprint|FastAPI|[fF]lask|[eE]xpress|[fF]astify|[hH]ono|[kK]oa|urlpatterns|include\(|MIDDLEWARE|REST_FRAMEWORK|APP_GUARD|useGlobalGuards|axum|actix_web|aiohttp|django|rest_framework|sanic|quart|createServer|jsonwebtoken|passport|requireAuth|[aA]uthGuard|authenticate/;

/** How a file puts routers together; null where it has nothing to do with routes. */
export function routingFacts(path: string, kind: DocumentKind | null, text: string): RoutingFacts | null {
  if (!WORTH_READING.test(text)) return null;
  const read =
    kind === 'python'
      ? pythonRouting(text)
      : kind === 'typescript' || kind === 'javascript'
        ? typescriptRouting(text)
        : kind === 'rust'
          ? rustRouting(text)
          : null;
  return read === null ? null : { path, ...read };
}
