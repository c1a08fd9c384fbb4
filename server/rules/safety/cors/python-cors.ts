import { type Call, type CodeModel, argumentOf, hasSpreadKeywords } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { functionPath } from '../function-path';
import { entriesOf, isTrue, optionOf, textsIn, valueBehind } from '../option-values';
import { type CorsGap, isAnyOrigin, isAnyPattern, replaceable } from './cors-gap';

/** Let everybody in unless told otherwise. */
const OPEN_BY_DEFAULT =
  /^(flask_cors|flask\.ext\.cors|sanic_cors|quart_cors|flask_cors\.\w+)\.(CORS|cross_origin|cors|route_cors|CORS\.init_app)$|^litestar\.config\.cors\.CORSConfig$|^starlite\.CORSConfig$/;
/** Flask's own settings, which the extension reads: `app.config["CORS_ORIGINS"] = [...]`. */
const SET_ELSEWHERE = /["']CORS_(ORIGINS|RESOURCES)["']|\bCORS_(ORIGINS|RESOURCES)\s*=[^=]/;
const ORIGIN_OPTIONS = [
  'origins',
  'allow_origins',
  'allow_origin',
  'cors_allowed_origins',
  'allowed_origins',
  'cors_origins',
];
const PATTERN_OPTIONS = ['allow_origin_regex', 'allow_origins_regex', 'origin_regex'];
const CREDENTIALS = ['supports_credentials', 'allow_credentials', 'send_wildcard_with_credentials'];

export function pythonCorsGaps(code: CodeModel): CorsGap[] {
  return [...code.calls.flatMap((call) => gapOf(code, call) ?? []), ...bareDecorators(code), ...settingGaps(code)];
}

function gapOf(code: CodeModel, call: Call): CorsGap | null {
  if (!isCorsCall(code, call)) return null;
  const path = functionPath(code, call) ?? call.name;
  const credentials = CREDENTIALS.some((name) => {
    const value = optionOf(code, call, name);
    return value !== null && isTrue(code, value);
  });
  const gap = (kind: CorsGap['kind'], value: SyntaxNode | null): CorsGap => ({
    range: call.callee,
    kind,
    credentials,
    value,
  });
  for (const name of PATTERN_OPTIONS) {
    const value = optionOf(code, call, name);
    if (value !== null && textsIn(code, value).some(({ text }) => isAnyPattern(text))) return gap('reflected', null);
  }
  const origins = ORIGIN_OPTIONS.map((name) => optionOf(code, call, name)).find((value) => value !== null) ?? null;
  if (origins !== null) return isAnyOrigin(code, origins) ? gap('any', replaceable(code, origins)) : null;
  const byResource = resourceOrigins(code, call);
  if (byResource !== null)
    return byResource.open
      ? { ...gap('any', byResource.value), credentials: credentials || byResource.credentials }
      : null;
  const falcon = optionOf(code, call, 'cors_enable');
  if (falcon !== null && isTrue(code, falcon)) return gap('any', null);
  if (!OPEN_BY_DEFAULT.test(path) || hasSpreadKeywords(call) || SET_ELSEWHERE.test(code.text)) return null;
  // `cors = CORS()` is told about its application, and perhaps its origins, later.
  const named = /\.CORS$/.test(path) && call.arguments.length === 0 && /\.init_app\(/.test(code.text);
  return named || (path.endsWith('.CORS') && call.arguments.length === 0) ? null : gap('any', null);
}

/** `@cross_origin` without brackets: no call, and open to everybody. */
function bareDecorators(code: CodeModel): CorsGap[] {
  if (!/@(?:\w+\.)?cross_origin\s*(?:#|$)/m.test(code.text) || SET_ELSEWHERE.test(code.text)) return [];
  return code.functions
    .flatMap(({ decorators }) => decorators)
    .flatMap((decorator): CorsGap[] => {
      const [name] = decorator.namedChildren;
      if (name === undefined || !/^(identifier|attribute)$/.test(name.type)) return [];
      if (!OPEN_BY_DEFAULT.test(code.pathOf(name) ?? '')) return [];
      return [{ range: name, kind: 'any', credentials: false, value: null }];
    });
}

function isCorsCall(code: CodeModel, call: Call): boolean {
  if (/^(CORS|cross_origin|cors|route_cors|CORSMiddleware|CORSConfig|ResourceOptions|init_app)$/.test(call.name)) {
    return call.name !== 'init_app' || /cors/i.test(functionPath(code, call) ?? '');
  }
  if (/^(Server|AsyncServer|SocketIO|Middleware|add_middleware|setup|add|App|API)$/.test(call.name)) {
    const [first] = call.arguments;
    if (/^(Middleware|add_middleware)$/.test(call.name))
      return first !== undefined && /CORSMiddleware$/i.test(code.pathOf(first.value) ?? '');
    return true;
  }
  // A decorator without brackets is no call; other calls need the word in their options.
  return call.arguments.some(({ name }) => name !== null && /^cors_allowed_origins$/.test(name));
}

/** Flask's `resources={"/api/*": {"origins": "*"}}` and aiohttp_cors' `defaults={"*": options}`. */
function resourceOrigins(
  code: CodeModel,
  call: Call,
): { open: boolean; credentials: boolean; value: SyntaxNode | null } | null {
  if (/^(setup|add)$/.test(call.name)) return aiohttpOrigins(code, call);
  const resources = argumentOf(call, 'resources')?.value ?? null;
  if (resources === null) return null;
  const known = valueBehind(code, resources);
  if (known.type !== 'dictionary')
    return known.type === 'string' || known.type === 'list'
      ? { open: true, credentials: false, value: null }
      : { open: false, credentials: false, value: null };
  for (const options of entriesOf(code, resources).values()) {
    const own = entriesOf(code, options);
    const origins = own.get('origins');
    const allowed = own.get('supports_credentials');
    const credentials = allowed !== undefined && isTrue(code, allowed);
    if (origins === undefined && own.size > 0) return { open: true, credentials, value: null };
    if (origins !== undefined && isAnyOrigin(code, origins))
      return { open: true, credentials, value: replaceable(code, origins) };
  }
  return { open: false, credentials: false, value: null };
}

function aiohttpOrigins(code: CodeModel, call: Call): { open: boolean; credentials: boolean; value: null } | null {
  if (!code.text.includes('aiohttp_cors')) return null;
  for (const { value } of call.arguments) {
    const options = entriesOf(code, value).get('*');
    if (options !== undefined)
      return { open: true, credentials: /allow_credentials\s*=\s*True/.test(code.textOf(options)), value: null };
  }
  return null;
}

const ALL_SETTING = /^(CORS_ORIGIN_ALLOW_ALL|CORS_ALLOW_ALL_ORIGINS)$/;
const LIST_SETTING =
  /^(CORS_ALLOWED_ORIGINS|CORS_ORIGIN_WHITELIST|CORS_ORIGINS|ALLOWED_ORIGINS|CORS_ALLOW_ORIGINS?|allow_origin)$/;
const PATTERN_SETTING = /^(CORS_ALLOWED_ORIGIN_REGEXES|CORS_ORIGIN_REGEX_WHITELIST|allow_origin_pat)$/;

/** Django's and Flask's settings: names, attributes and keys. */
function settingGaps(code: CodeModel): CorsGap[] {
  if (!/CORS_|allow_origin/.test(code.text)) return [];
  const credentials = /^\s*CORS_(ALLOW|SUPPORTS)_CREDENTIALS\s*=\s*True/m.test(code.text);
  return code.assignments.flatMap(({ target, value }): CorsGap[] => {
    const name = /(\w+)["']?\]?$/.exec(code.textOf(target))?.[1] ?? '';
    // Elsewhere such a list is read by a call that is looked at itself.
    const isDjango =
      /^CORS_/.test(name) ||
      (name.startsWith('allow_origin') && target.type === 'attribute' && /^c\./.test(code.textOf(target)));
    const open =
      (ALL_SETTING.test(name) && isTrue(code, value)) ||
      (isDjango && LIST_SETTING.test(name) && isAnyOrigin(code, value)) ||
      (isDjango && PATTERN_SETTING.test(name) && textsIn(code, value).some(({ text }) => isAnyPattern(text)));
    return open && !isUsedByCall(code, name) ? [{ range: target, kind: 'any', credentials, value: null }] : [];
  });
}

/** `allow_origins=CORS_ORIGINS`: the call is where the reader is told. */
function isUsedByCall(code: CodeModel, name: string): boolean {
  return new RegExp(`(origins?|allowed)\\w*\\s*=\\s*${name}\\b`).test(code.text);
}
