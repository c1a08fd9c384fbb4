import { isAuthenticationModule, isGuardName, namesAuthentication } from './authentication-words';
import { argumentTexts, firstOf, literalText } from './call-text';
import type { RouterUse, RoutingFacts } from './routing-facts';

const MOUNT = /\.(nest|nest_service|merge|service|configure|mount)\s*\(/g;
const LAYER = /\.(?:layer|route_layer|wrap|with|guard)\s*\(/g;

/**
 * How axum and actix-web put routers together. Layers are chained behind what they hold for; a file in which any layer authenticates is taken to guard the
 * routers that it mounts, which errs on the side of silence.
 */
export function rustRouting(text: string): Omit<RoutingFacts, 'path'> {
  const guarded = firstOf(text.matchAll(LAYER)).some((match) =>
    (argumentTexts(text, match.index + match[0].length) ?? []).some(namesAuthentication),
  );
  const uses = firstOf(text.matchAll(MOUNT)).flatMap((match): RouterUse[] => {
    const given = argumentTexts(text, match.index + match[0].length) ?? [];
    const prefix = literalText(given[0] ?? '');
    const router = given[prefix === null ? 0 : 1] ?? '';
    // `admin::routes(state)`: the module is the file.
    const module = /^(?:crate::|super::|self::)?(?:\w+::)*?(\w+)::\w+\s*(?:\(|$)/.exec(router)?.[1];
    return module === undefined
      ? []
      : [{ receiver: '', prefix: prefix ?? '', guarded, routers: [module], start: match.index }];
  });
  return {
    uses,
    imports: {},
    guardsProject: false,
    authenticates:
      [...text.matchAll(/\buse\s+([\w:]+)/g)].some(([, path = '']) =>
        isAuthenticationModule(path.replaceAll('::', '.')),
      ) || [...text.matchAll(/\bfn\s+(\w+)/g)].some(([, name = '']) => isGuardName(name)),
    guardedHandlers: [],
  };
}
