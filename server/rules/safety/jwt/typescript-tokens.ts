import type { Call, CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { isBrowserCode } from '../../../languages/typescript/browser-code';
import { functionPath } from '../function-path';
import { isNothing, isTrue, optionOf, textsIn } from '../option-values';
import { NONE, NO_EXPIRY, NO_KEY, type TokenGap, UNSIGNED, isVerifiedToo } from './token-check';

const LIBRARY =
  /^(jsonwebtoken|jwt-simple|jose|njwt|jws|express-jwt|koa-jwt|passport-jwt|jwt-decode|jsonwebtoken-esm|@nestjs\/jwt|@nestjs\/passport|@fastify\/jwt|fastify-jwt|@elysiajs\/jwt|hono\/jwt|@tsndr\/cloudflare-worker-jwt|@hapi\/jwt)(\/|\.|$)/;
const SERVER =
  /^(express|fastify|koa|http|https|hono|restify|@nestjs\/[\w-]+|@hapi\/hapi|next\/server|ws|socket\.io)(\/|\.|$)/;
const NAMES =
  /^(decode|decodeJwt|decodeJWT|jwtDecode|jwt_decode|verify|verifyAsync|jwtVerify|compactVerify|sign|signAsync|encode|UnsecuredJWT|super|Strategy|JwtStrategy|expressjwt|expressJwt|jwt|register|registerAsync|default)$/;

/** `path` is the file's: what runs in a browser shows a token's claims and decides nothing. */
export function typescriptTokenGaps(code: CodeModel, path: string): TokenGap[] {
  const libraries = code.imports.filter(({ module }) => LIBRARY.test(module));
  if (libraries.length === 0 && !/\bjwt\b|jsonwebtoken/i.test(code.text)) return [];
  const names = new Set(libraries.map(({ local }) => local));
  const browser = isBrowserCode(code, path);
  return code.calls.flatMap((call) => {
    const name = call.name || code.textOf(call.callee);
    if (!NAMES.test(name) && !names.has(name)) return [];
    return gapOf(code, call, name, browser) ?? [];
  });
}

function gapOf(code: CodeModel, call: Call, name: string, browser: boolean): TokenGap | null {
  const path = functionPath(code, call) ?? name;
  const ours =
    LIBRARY.test(path) ||
    /jwt/i.test(call.receiver === null ? '' : code.textOf(call.receiver)) ||
    call.callee.type === 'super';
  if (!ours) return null;
  const settings = settingsGap(code, call, path);
  if (settings !== null) return settings;
  const given = call.arguments.filter((argument) => argument.name === null).map(({ value }) => value);
  if (
    /^(decode|decodeJwt|decodeJWT|jwtDecode|jwt_decode|default)$/.test(name) ||
    /^jwt-decode/.test(path) ||
    path === 'jose.UnsecuredJWT.decode'
  )
    return browser ? null : decodeGap(code, call, path, given);
  if (name === 'UnsecuredJWT' && /^jose/.test(path)) return { range: call.callee, message: NONE, severity: 'error' };
  if (/^(verify|verifyAsync)$/.test(name) && /^jsonwebtoken/.test(path)) {
    const [, key] = given;
    if (key !== undefined && isNothing(code, key)) return { range: call.callee, message: NO_KEY, severity: 'error' };
  }
  return null;
}

function settingsGap(code: CodeModel, call: Call, path: string): TokenGap | null {
  const algorithms = ['algorithms', 'algorithm', 'alg'].map((name) => optionOf(code, call, name));
  const texts = algorithms.flatMap((value) => (value === null ? [] : textsIn(code, value)));
  // jwt-simple and jws take the algorithm by its place.
  const byPlace = /^(jwt-simple|jws)\./.test(path)
    ? call.arguments.slice(1).flatMap(({ value }) => textsIn(code, value))
    : [];
  const noneKey = call.arguments.some(({ value }) => /(^|\.)JWK\.None$/.test(code.pathOf(value) ?? ''));
  if (noneKey || [...texts, ...byPlace].some(({ text }) => text.toLowerCase() === 'none'))
    return { range: call.callee, message: NONE, severity: 'error' };
  const expired = optionOf(code, call, 'ignoreExpiration') ?? optionOf(code, call, 'ignoreExp');
  if (expired === null || !isTrue(code, expired)) return null;
  return {
    range: call.callee,
    message: NO_EXPIRY,
    severity: 'warning',
    fix:
      expired.type === 'true'
        ? { title: 'Check the expiry', safety: 'safe', edits: () => [{ range: expired, newText: 'false' }] }
        : null,
  };
}

function decodeGap(code: CodeModel, call: Call, path: string, given: readonly SyntaxNode[]): TokenGap | null {
  const unsigned: TokenGap = { range: call.callee, message: UNSIGNED, severity: 'error' };
  if (/^jwt-simple\./.test(path)) {
    const [, , noVerify] = given;
    // Any value that counts as true switches the check off, the name of an algorithm in the wrong place, too.
    const text = noVerify === undefined ? null : (code.stringValue(noVerify)?.constant ?? null);
    if (noVerify === undefined || !(isTrue(code, noVerify) || (text !== null && text !== ''))) return null;
    const edit = { range: noVerify, newText: 'false' };
    return { ...unsigned, fix: { title: 'Check the signature', safety: 'safe', edits: () => [edit] } };
  }
  // The library made for pages is no mistake where nothing says that this is a server.
  if (/^jwt-decode/.test(path) && !code.imports.some(({ module }) => SERVER.test(module))) return null;
  if (/^(hono|@hapi)/.test(path)) return null;
  if (isVerifiedToo(code, call) || readsHeaderOnly(code, call)) return null;
  return unsigned;
}

/** `decode(token, { complete: true })` for the key's id, before the token is verified with that key. */
function readsHeaderOnly(code: CodeModel, call: Call): boolean {
  const complete = optionOf(code, call, 'complete') ?? optionOf(code, call, 'header');
  const around = code.enclosingFunction(call.node)?.node ?? code.root;
  const text = code.textOf(around);
  return complete !== null && isTrue(code, complete) && /\bheader\b/.test(text) && !/\.payload\b/.test(text);
}
