import type { Call, CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { functionPath } from '../function-path';
import { entriesOf, isTrue, optionOf, textsIn, valueBehind } from '../option-values';
import { type CorsGap, isAnyOrigin, isAnyPattern, replaceable } from './cors-gap';

const LIBRARY =
  /^(cors|@koa\/cors|koa2?-cors|@fastify\/cors|fastify-cors|hono\/cors|@elysiajs\/cors|kcors|restify-cors-middleware2?|micro-cors|nextjs-cors|@middy\/http-cors|h3-cors)(\.|$)/;
/** What a request says of where it comes from. */
const REFLECTED = /\b(req|request|ctx)\b[^\n]*\b(headers?|query|params|body)\b[^\n]*origin/i;
/** Frameworks whose `cors: true` means everybody. */
const FRAMEWORKS =
  /^(@nestjs\/[\w-]+|@hapi\/hapi|hapi|apollo-server[\w-]*|@apollo\/server|graphql-yoga|socket\.io)(\/|\.|$)/;

export function typescriptCorsGaps(code: CodeModel): CorsGap[] {
  if (!/cors|origin/i.test(code.text)) return [];
  const framework = code.imports.some(({ module }) => FRAMEWORKS.test(module));
  return code.calls.flatMap((call) => gapOf(code, call, framework) ?? []);
}

function gapOf(code: CodeModel, call: Call, framework: boolean): CorsGap | null {
  const path = functionPath(code, call) ?? '';
  const given = call.arguments.filter(({ name }) => name === null).map(({ value }) => value);
  if (isLibrary(code, path) || /(^|\.)enableCors$/.test(path)) return optionsGap(code, call, given[0] ?? null);
  if (call.name === 'register' || call.name === 'use') {
    const [plugin, options] = given;
    const isPlugin = plugin !== undefined && LIBRARY.test(pluginPath(code, plugin));
    return isPlugin ? optionsGap(code, call, options ?? null) : null;
  }
  if (
    call.name === 'origins' &&
    given[0] !== undefined &&
    isAnyOrigin(code, given[0]) &&
    /\bio\b|socket/i.test(code.textOf(call.callee))
  )
    return { range: call.callee, kind: 'any', credentials: false, value: null };
  return nestedGap(code, call, framework);
}

/** A function of the file's own may be called `cors`, too. */
function isLibrary(code: CodeModel, path: string): boolean {
  return LIBRARY.test(path) && !code.functions.some(({ name }) => name === path);
}

function pluginPath(code: CodeModel, node: SyntaxNode): string {
  const required = /^require\(\s*['"`]([^'"`]+)['"`]\s*\)$|^import\(\s*['"`]([^'"`]+)['"`]\s*\)$/.exec(
    code.textOf(node),
  );
  return required?.[1] ?? required?.[2] ?? code.pathOf(node) ?? '';
}

/** What `cors(options)` allows; no options are options for everybody. */
function optionsGap(code: CodeModel, call: Call, options: SyntaxNode | null): CorsGap | null {
  const gap: CorsGap = { range: call.callee, kind: 'any', credentials: false, value: null };
  if (options === null) return gap;
  const known = valueBehind(code, options);
  if (known.type !== 'object') return null;
  return objectGap(code, known, call.callee, true);
}

/** `{ cors: { origin: '*' } }` and `{ cors: true }` in the options of a server. */
function nestedGap(code: CodeModel, call: Call, framework: boolean): CorsGap | null {
  const cors = optionOf(code, call, 'cors') ?? nestedIn(code, call);
  if (cors === null) return null;
  if (isTrue(code, cors))
    return framework ? { range: call.callee, kind: 'any', credentials: false, value: null } : null;
  const known = valueBehind(code, cors);
  return known.type === 'object' ? objectGap(code, known, call.callee, false) : null;
}

/** Hapi keeps it one level deeper: `{ routes: { cors: … } }`. */
function nestedIn(code: CodeModel, call: Call): SyntaxNode | null {
  const routes = optionOf(code, call, 'routes') ?? optionOf(code, call, 'options') ?? optionOf(code, call, 'config');
  return routes === null ? null : (entriesOf(code, routes).get('cors') ?? null);
}

function objectGap(code: CodeModel, object: SyntaxNode, range: SyntaxNode, openByDefault: boolean): CorsGap | null {
  const entries = entriesOf(code, object);
  const allowed = entries.get('credentials') ?? entries.get('allowCredentials');
  const credentials = allowed !== undefined && isTrue(code, allowed);
  const origin =
    entries.get('origin') ?? entries.get('origins') ?? entries.get('allowedOrigins') ?? entries.get('allowOrigin');
  const hasSpread = object.namedChildren.some(({ type }) => type === 'spread_element' || type === 'method_definition');
  if (origin === undefined) {
    const method = object.namedChildren.find(
      (child) => child.type === 'method_definition' && code.textOf(child.childForField('name') ?? child) === 'origin',
    );
    if (method !== undefined)
      return letsAllIn(code, method) ? { range, kind: 'reflected', credentials, value: null } : null;
    return openByDefault && !hasSpread ? { range, kind: 'any', credentials, value: null } : null;
  }
  const value = valueBehind(code, origin);
  if (isAnyOrigin(code, origin)) return { range, kind: 'any', credentials, value: replaceable(code, origin) };
  if (value.type === 'true') return { range, kind: 'reflected', credentials, value: replaceable(code, origin) };
  if (hasAnyPattern(code, value)) return { range, kind: 'reflected', credentials, value: null };
  if (REFLECTED.test(code.textOf(value)) && !/arrow_function|function/.test(value.type))
    return { range, kind: 'reflected', credentials, value: null };
  return letsAllIn(code, functionBehind(code, value)) ? { range, kind: 'reflected', credentials, value: null } : null;
}

function hasAnyPattern(code: CodeModel, value: SyntaxNode): boolean {
  const items = value.type === 'array' ? value.namedChildren : [value];
  return items.some((item) => {
    if (item.type === 'regex') return isAnyPattern(code.textOf(item).replace(/^\/|\/[a-z]*$/g, ''));
    if (item.type !== 'new_expression') return false;
    const pattern = item.childForField('arguments')?.namedChildren[0];
    return pattern !== undefined && textsIn(code, pattern).some(({ text }) => isAnyPattern(text));
  });
}

function functionBehind(code: CodeModel, node: SyntaxNode): SyntaxNode {
  if (node.type !== 'identifier') return node;
  return code.functions.find(({ name }) => name === code.textOf(node))?.node ?? node;
}

/** A function that asks nothing and agrees: `(origin, done) => done(null, true)`, `(origin) => origin`. */
function letsAllIn(code: CodeModel, node: SyntaxNode): boolean {
  if (!/^(arrow_function|function_expression|function_declaration|method_definition)$/.test(node.type)) return false;
  const body = node.childForField('body');
  if (body === null) return false;
  const text = code.textOf(body);
  if (
    /\b(if|switch|for|includes|indexOf|has|test|match|some|find|startsWith|endsWith|await)\b|\?[^.]|&&|===?|throw/.test(
      text,
    )
  )
    return false;
  const [first] = (node.childForField('parameters')?.namedChildren ?? []).map((child) =>
    code.textOf(child).replace(/\s*[?:][\s\S]*$/, ''),
  );
  const given = first ?? code.textOf(node.childForField('parameter') ?? body);
  if (/\(\s*(null|undefined)\s*,\s*(true|['"`]\*['"`])\s*\)/.test(text)) return true;
  if (new RegExp(`\\(\\s*(null|undefined)\\s*,\\s*${given.replace(/\W/g, '')}\\s*\\)`).test(text)) return true;
  const returned = /^\s*\{\s*return\s+([^;}]+?);?\s*\}\s*$/.exec(text)?.[1] ?? text;
  return returned === given || returned === 'true' || /^['"`]\*['"`]$/.test(returned);
}
