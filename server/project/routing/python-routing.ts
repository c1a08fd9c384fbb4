import { isAuthenticationModule, isGuardName, namesAuthentication } from './authentication-words';
import { argumentTexts, firstOf, literalText } from './call-text';
import type { RouterUse, RoutingFacts } from './routing-facts';

// Each begins with words that are rare; what stands before them on the line is looked at afterwards.
const USE =
  /\b(include_router|register_blueprint|blueprint|add_subapp|mount|add_routes|add_middleware|before_request|before_app_request|path|re_path|url)\s*\(/g;
/** `app = FastAPI(dependencies=[Depends(user)])` */
const MADE = /\b(?:FastAPI|APIRouter|Application|Starlette|Litestar|Router)\s*\(/g;
/** `register_admin(app)` */
const SETUP = /\((?:self\.)?_?(?:app|application|router|api|server|bp|blueprint)\s*[,)]/g;
const SETUP_NAME = /^\s*(?:await[ \t]+)?((?:\w+\.)?\w*(?:rout|register|setup|set_up|init|mount|add_|configure)\w*)$/;
/** Views of Django, and handlers that are registered by their names elsewhere. */
const MAY_ANSWER = /\(\s*(?:self,\s*)?req(?:uest)?\b|\bdjango\b|\brest_framework\b|View\b|Depends\b|current_user/;
const WITH_BLOCKS = new RegExp(`${MAY_ANSWER.source}|\\.(?:before_|middleware\\b|on_request)`);
const FUNCTION = /^(?:async[ \t]+)?def[ \t]+(\w+)/gm;
const LONGEST_NAME = 160;
const BLOCK = /^(?:@|(?:async[ \t]+)?def[ \t]|class[ \t])/gm;

/** How FastAPI, Flask, Starlette, aiohttp, Sanic and Django put routers together. */
export function pythonRouting(text: string): Omit<RoutingFacts, 'path'> {
  const blocks = WITH_BLOCKS.test(text) ? topLevelBlocks(text) : [];
  return {
    uses: [...madeGuards(text), ...readUses(text), ...setups(text), ...hooks(blocks)].sort((a, b) => a.start - b.start),
    imports: {},
    guardsProject: guardsProject(text),
    authenticates:
      /auth|jwt|jose|log_?in|security|verify_|check_|require|current_/.test(text) &&
      (importedModules(text).some((module) => isAuthenticationModule(module) || isGuardName(module)) ||
        [...text.matchAll(FUNCTION)].some(([, name = '']) => isGuardName(name))),
    guardedHandlers: MAY_ANSWER.test(text)
      ? blocks.filter(({ text: body }) => namesAuthentication(body)).map(({ name }) => name)
      : [],
  };
}

function importedModules(text: string): string[] {
  return [...text.matchAll(/^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+([\w, ]+)|import[ \t]+([\w.]+))/gm)].flatMap(
    ([, from, names, plain]) =>
      from === undefined ? [plain ?? ''] : [from, ...(names ?? '').split(/[\s,]+/).map((name) => `${from}.${name}`)],
  );
}

function guardsProject(text: string): boolean {
  const permissions = /DEFAULT_PERMISSION_CLASSES["']?\s*[:=]\s*[[(]([^\])]*)/.exec(text)?.[1];
  if (permissions !== undefined && /IsAuthenticated\b|IsAdminUser|DjangoModelPermissions|Permission/.test(permissions))
    return !/AllowAny/.test(permissions);
  const middleware = /^MIDDLEWARE\w*\s*\+?=\s*[[(]([^\])]*)/m.exec(text)?.[1] ?? '';
  return /LoginRequired|login_required|RequireLogin|RequireAuth/.test(middleware);
}

function madeGuards(text: string): RouterUse[] {
  return firstOf(text.matchAll(MADE)).flatMap((match): RouterUse[] => {
    const given = argumentTexts(text, match.index + match[0].length) ?? [];
    const asked = given.filter((argument) => /^(?:dependencies|middlewares?|guards|before)\s*=/.test(argument));
    const name = /([\w.]+)\s*(?::\s*[\w.]+\s*)?=\s*(?:\w+\.)*$/.exec(lineBefore(text, match.index))?.[1];
    return asked.some(namesAuthentication)
      ? [{ receiver: name ?? '', prefix: '', guarded: true, routers: [], start: match.index }]
      : [];
  });
}

function readUses(text: string): RouterUse[] {
  return firstOf(text.matchAll(USE)).flatMap((match): RouterUse[] => {
    const [whole, method = ''] = match;
    const receiver = /([\w.]+)\.$/.exec(lineBefore(text, match.index))?.[1] ?? '';
    if (receiver === '' && !/^(?:path|re_path|url)$/.test(method)) return [];
    if (method === 'path' && receiver !== '') return [];
    const given = argumentTexts(text, match.index + whole.length);
    if (given === null || given.length === 0) return [];
    const use = (prefix: string, guarded: boolean, routers: readonly string[]): RouterUse[] =>
      guarded || routers.length > 0 ? [{ receiver, prefix, guarded, routers, start: match.index }] : [];
    switch (method) {
      case 'add_middleware':
      case 'before_request':
      case 'before_app_request':
        return use('', isGuard(given[0] ?? ''), []);
      case 'path':
      case 're_path':
      case 'url':
        return djangoInclude(given, use);
      case 'add_subapp':
      case 'mount':
        return use(literalText(given[0] ?? '') ?? '', false, plainName(given[1]));
      case 'add_routes':
        return use('', false, plainName(given[0]));
      default: {
        const prefix = given.map((argument) => /^(?:url_)?prefix\s*=\s*(.*)$/s.exec(argument)?.[1]).find(Boolean);
        const asked = given.filter((argument) => /^dependencies\s*=/.test(argument));
        return use(literalText(prefix ?? '') ?? '', asked.some(namesAuthentication), plainName(given[0]));
      }
    }
  });
}

/** Functions of other files that put their routes, or guards, into what they are given. */
function setups(text: string): RouterUse[] {
  return [...text.matchAll(SETUP)].flatMap(({ 0: whole, index }): RouterUse[] => {
    const name = SETUP_NAME.exec(lineBefore(text, index))?.[1];
    const receiver = whole.slice(1, -1).trim();
    return name === undefined
      ? []
      : [{ receiver, prefix: '', guarded: false, routers: [name], setup: true, start: index - name.length }];
  });
}

function lineBefore(text: string, at: number): string {
  const before = text.slice(Math.max(0, at - LONGEST_NAME), at);
  return before.slice(before.lastIndexOf('\n') + 1);
}

function isGuard(argument: string): boolean {
  // `SessionMiddleware` remembers who somebody is, and turns nobody away.
  return namesAuthentication(argument) && !/^(?:[\w.]*\.)?(?:Session|CORS|Cookie)\w*$/.test(argument);
}

/** `path("ops/", include("ops.urls"))`, perhaps behind a decorator. */
function djangoInclude(
  given: readonly string[],
  use: (prefix: string, guarded: boolean, routers: readonly string[]) => RouterUse[],
): RouterUse[] {
  const view = given[1] ?? '';
  const included = /\binclude\(\s*\(?\s*(?:["']([\w.]+)["']|([\w.]+))/.exec(view);
  if (included === null) return [];
  const before = view.slice(0, included.index).replace(/^decorator_/, '');
  const decorated = /^decorator_include\(\s*([^,]*)/.exec(view)?.[1] ?? '';
  const prefix = (literalText(given[0] ?? '') ?? '').replace(/^\^/, '').replace(/\$$/, '');
  return use(prefix, namesAuthentication(before) || namesAuthentication(decorated), [included[1] ?? included[2] ?? '']);
}

function plainName(argument: string | undefined): string[] {
  const name = /^(?:router|blueprint|app)?\s*=?\s*([A-Za-z_][\w.]*)/.exec(argument ?? '')?.[1];
  return name === undefined ? [] : [name];
}

interface Block {
  readonly name: string;
  readonly text: string;
  readonly start: number;
}

/** Top-level functions and classes with their decorators. */
function topLevelBlocks(text: string): Block[] {
  const starts = [...text.matchAll(BLOCK)].map(({ index }) => index);
  const blocks: Block[] = [];
  let begin: number | null = null;
  for (const [number, start] of starts.entries()) {
    begin ??= start;
    if (text[start] === '@') continue;
    const next = starts[number + 1] ?? text.length;
    const name = /^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)/.exec(text.slice(start, start + 200))?.[1];
    if (name !== undefined) blocks.push({ name, text: text.slice(begin, next), start: begin });
    begin = null;
  }
  return blocks;
}

/** Functions that run before every request: `@app.before_request`, `@app.middleware("http")`. */
function hooks(blocks: readonly Block[]): RouterUse[] {
  return blocks.flatMap(({ text, start }): RouterUse[] => {
    const hook = /^@([\w.]+)\.(?:before_request|before_app_request|before_serving|middleware|on_request)\b/m.exec(text);
    return hook !== null && namesAuthentication(text.slice(hook.index + hook[0].length))
      ? [{ receiver: hook[1] ?? '', prefix: '', guarded: true, routers: [], start }]
      : [];
  });
}
