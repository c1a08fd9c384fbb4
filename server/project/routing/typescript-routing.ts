import { isAuthenticationModule, isGuardName, namesAuthentication } from './authentication-words';
import { argumentTexts, firstOf, literalText } from './call-text';
import type { RouterUse, RoutingFacts } from './routing-facts';

// Patterns begin with what is rare; what stands before it is looked at afterwards, and no further than a name is long.
const USE = /\.(use|register|route|mount|addHook|useGlobalGuards)\s*\(/g;
const RECEIVER = /([\w$]+(?:\.[\w$]+)*)\s*$/;
/** `registerAdminRoutes(app)` */
const SETUP = /\(\s{0,20}((?:this\.)?[\w$]{0,40}(?:app|App|server|router|fastify)[\w$]{0,40})\s{0,20}[,)]/g;
const SETUP_NAME =
  /(?<![.\w$]|function\s)([\w$]*(?:[rR]out|[cC]ontroller|[sS]etup|[rR]egister|[mM]ount|[aA]pi)[\w$]*)\s*$/;
const LONGEST_NAME = 120;
const IMPORT =
  /\bimport\s+(?:type\s+)?(?:([\w$]+)\s*,?\s*)?(?:\{([^}]{0,3000})\}|\*\s+as\s+([\w$]+))?\s*from\s*['"]([^'"]+)['"]|\b(?:const|let|var)\s+(?:([\w$]+)|\{([^}]{0,3000})\})\s*=\s*(?:await\s+import|require)\(\s*['"]([^'"]+)['"]\s*\)/g;
const GUARD_OF_ALL = /\bAPP_GUARD\b[^}]{0,200}?use(?:Class|Existing|Factory)\s*:\s*([^}]{0,200})/g;
const DECLARED = /\b(?:function|const|let|class)\s+([\w$]+)/g;
/** Names of routers that serve logins: they are no guards. */
const ROUTER_NAME = /(?:rout(?:er|e|es|ers|ing)|controllers?|api|handlers?|plugin)\b|^require\(/i;
/** What remembers who somebody is without turning anybody away. */
const NO_GUARD =
  /\bpassport\.(?:initialize|session)\(|^(?:express[_-]?)?session\(|cookie-?[sS]ession\(|\bcookie|\bcors\b|^(?:mongo|redis)/i;

/** Whether an argument of `use` turns strangers away. */
export function isGuardArgument(argument: string): boolean {
  if (literalText(argument) !== null || NO_GUARD.test(argument)) return false;
  const head = /^[\w$.]+/.exec(argument)?.[0] ?? '';
  const isFunction = /=>|^(?:async\s+)?function\b/.test(argument);
  if (!isFunction && ROUTER_NAME.test(head)) return false;
  return namesAuthentication(isFunction ? argument : argument.slice(0, 300));
}

/** How Express, Fastify, Koa, Hono and NestJS put routers together. */
export function typescriptRouting(text: string): Omit<RoutingFacts, 'path'> {
  const imports = readImports(text);
  const uses = [...readUses(text, imports), ...setups(text, imports)].sort((a, b) => a.start - b.start);
  const named = new Set(uses.flatMap(({ receiver, routers }) => [receiver.split('.')[0] ?? '', ...routers]));
  return {
    uses,
    imports: Object.fromEntries(Object.entries(imports).filter(([local]) => named.has(local))),
    guardsProject: guardsProject(text),
    authenticates:
      Object.entries(imports).some(([local, module]) => isAuthenticationModule(module) || isGuardName(local)) ||
      firstOf(text.matchAll(DECLARED)).some(([, name = '']) => isGuardName(name)),
    guardedHandlers: [],
  };
}

function guardsProject(text: string): boolean {
  for (const [, guard = ''] of text.matchAll(GUARD_OF_ALL)) if (namesAuthentication(guard)) return true;
  const globals = /\.useGlobalGuards\(([^;]*)/.exec(text)?.[1];
  return globals !== undefined && namesAuthentication(globals);
}

function readImports(text: string): Record<string, string> {
  const imports: Record<string, string> = {};
  for (const [, plain, named, all, module, required, destructured, requiredModule] of firstOf(text.matchAll(IMPORT))) {
    const from = module ?? requiredModule ?? '';
    for (const local of [plain, all, required]) if (local !== undefined) imports[local] = from;
    for (const part of (named ?? destructured ?? '').split(',')) {
      const match = /^\s*(?:type\s+)?([\w$]+)(?:\s*(?:as|:)\s*([\w$]+))?/.exec(part);
      if (match?.[1] !== undefined) imports[match[2] ?? match[1]] = from;
    }
  }
  return imports;
}

function readUses(text: string, imports: Record<string, string>): RouterUse[] {
  const uses: RouterUse[] = [];
  for (const match of firstOf(text.matchAll(USE))) {
    const [whole, method = ''] = match;
    const receiver = RECEIVER.exec(nameBefore(text, match.index))?.[1];
    if (receiver === undefined) continue;
    const given = argumentTexts(text, match.index + whole.length);
    if (given === null || given.length === 0) continue;
    const path = literalText(given[0] ?? '');
    const isHook = method === 'addHook';
    if (isHook && !/^(?:onRequest|preHandler|preValidation|preParsing)$/.test(path ?? '')) continue;
    const rest = path === null ? given : given.slice(1);
    const guarded = rest.some(isGuardArgument);
    const options = method === 'register' ? (rest.at(-1) ?? '') : '';
    const prefix = isHook ? '' : (/\bprefix\s*:\s*['"`]([^'"`]*)/.exec(options)?.[1] ?? path ?? '');
    const routers = rest.flatMap((argument) => (isGuardArgument(argument) ? [] : routerNamed(argument, imports)));
    if (!guarded && routers.length === 0) continue;
    // A plugin that brings guards along (`register(authPlugin)`) is one for everything behind it.
    uses.push({ receiver, prefix: prefix.replace(/\*+$/, ''), guarded, routers, start: match.index });
  }
  return uses;
}

/** Functions of other files that put their routes into what they are given. */
function setups(text: string, imports: Readonly<Record<string, string>>): RouterUse[] {
  return firstOf(text.matchAll(SETUP)).flatMap(({ 1: receiver = '', index }): RouterUse[] => {
    const name = SETUP_NAME.exec(nameBefore(text, index))?.[1] ?? '';
    return Object.hasOwn(imports, name)
      ? [{ receiver, prefix: '', guarded: false, routers: [name], setup: true, start: index }]
      : [];
  });
}

function nameBefore(text: string, at: number): string {
  return text.slice(Math.max(0, at - LONGEST_NAME), at);
}

/** The name of a router in an argument: `router`, `admin.routes()`, `makeRouter(deps)`, `require('./admin')`. */
function routerNamed(argument: string, imports: Record<string, string>): string[] {
  const required = /^require\(\s*['"]([^'"]+)['"]\s*\)/.exec(argument)?.[1];
  if (required !== undefined) {
    imports[argument] = required;
    return [argument];
  }
  const dynamic = /^(?:await\s+)?import\(\s*['"]([^'"]+)['"]\s*\)/.exec(argument)?.[1];
  if (dynamic !== undefined) {
    imports[argument] = dynamic;
    return [argument];
  }
  const name = /^(?:new\s+)?([\w$]+)(?:\.[\w$]+)*(?:\s*\(|$)/.exec(argument)?.[1];
  return name === undefined || name === 'express' ? [] : [name];
}
