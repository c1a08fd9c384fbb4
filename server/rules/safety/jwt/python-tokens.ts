import { argumentRemoval } from '../../../fixes/python-arguments';
import { type Call, type CodeModel, argumentOf, hasSpreadKeywords } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { functionPath } from '../function-path';
import { entriesOf, isFalse, isNothing, isTrue, optionOf, textsIn } from '../option-values';
import { NONE, NO_EXPIRY, NO_KEY, type TokenGap, UNSIGNED, isVerifiedToo } from './token-check';

const DECODE =
  /^((jwt|jose|authlib\.jose|google\.auth|joserfc|josepy|jwt\.api_jwt|fastapi_jwt|api_jwt)\.)?(jwt|PyJWT|JsonWebToken|api_jwt|_jwt)(\.(PyJWT|JsonWebToken))?\.(decode|decode_complete)$|^jwt\.(api_jwt\.)?(decode|decode_complete)$/;
const ENCODE = /(^|\.)(jwt|PyJWT|api_jwt|JsonWebToken|_jwt)\.encode$/;
const UNVERIFIED_CLAIMS =
  /(^|\.)(jwt|jws)\.(get_unverified_claims|get_unverified_payload)$|^(python_)?jwt\.process_jwt$/;
const NAMES =
  /^(decode|decode_complete|encode|get_unverified_claims|get_unverified_payload|process_jwt|verify|verify_jwt|generate_jwt|sign|JsonWebToken|JWT|JWS|decode_token|create_access_token|create_refresh_token|PyJWT)$/;

export function pythonTokenGaps(code: CodeModel): TokenGap[] {
  const gaps: TokenGap[] = [];
  const renamed = new Set(code.imports.filter(({ path }) => /(jwt|jws)\./.test(path)).map(({ local }) => local));
  for (const call of code.calls) {
    if (!NAMES.test(call.name) && !renamed.has(call.name)) continue;
    const gap = gapOf(code, call, functionPath(code, call) ?? call.name);
    if (gap !== null) gaps.push(gap);
  }
  return [...gaps, ...endlessTokens(code)];
}

function gapOf(code: CodeModel, call: Call, path: string): TokenGap | null {
  if (DECODE.test(path)) return decodeGap(code, call, path);
  if (UNVERIFIED_CLAIMS.test(path))
    return isVerifiedToo(code, call) ? null : { range: call.callee, message: UNSIGNED, severity: 'error' };
  if (ENCODE.test(path) || /^python_jwt\.generate_jwt$|^jose\.jws\.sign$/.test(path)) return encodeGap(code, call);
  if (/^(jose\.)?jws\.verify$/.test(path)) return falseVerify(code, call) ?? noneGap(code, call);
  if (/^python_jwt\.verify_jwt$/.test(path)) return noneGap(code, call);
  if (/(^|\.)JsonWebToken$/.test(path) || /^(jwcrypto\.)?jws\.JWS$/.test(path)) return noneGap(code, call);
  if (/^(jwcrypto\.)?jwt\.JWT$/.test(path)) return jwcryptoGap(code, call);
  if (/^(jwt\.)?(api_jwt\.)?PyJWT$/.test(path)) return optionsGap(code, call, true);
  if (call.name === 'decode_token') {
    const allowed = argumentOf(call, 'allow_expired');
    return allowed !== null && isTrue(code, allowed.value)
      ? { range: call.callee, message: NO_EXPIRY, severity: 'warning', fix: removal(code, call, 'allow_expired') }
      : null;
  }
  if (/^create_(access|refresh)_token$/.test(call.name)) {
    const delta = argumentOf(call, 'expires_delta');
    return delta !== null && delta.value.type === 'false'
      ? {
          range: call.callee,
          message: 'a token is made that never expires: whoever finds it is let in for ever; give it a lifetime',
          severity: 'warning',
        }
      : null;
  }
  return null;
}

function decodeGap(code: CodeModel, call: Call, path: string): TokenGap | null {
  if (call.receiver !== null && call.arguments.length === 0) return null;
  const isGoogle = path.startsWith('google.');
  const key = argumentOf(call, 'key', 1) ?? argumentOf(call, 'certs', 1) ?? argumentOf(call, 'secret', 1);
  const gap = falseVerify(code, call) ?? noneGap(code, call) ?? optionsGap(code, call, key !== null);
  // Whoever holds the key and turns the check off is not on the way to choosing a key, nor is who does not look at the claims.
  const peeks = (key === null || isNothing(code, key.value)) && call.node.parent?.type !== 'expression_statement';
  if (gap !== null) return gap.severity === 'error' && peeks && isVerifiedToo(code, call) ? null : gap;
  if (hasSpreadKeywords(call) || isGoogle) return null;
  // Options given to the decoder itself were told there.
  if (/PyJWT\.decode/.test(path) && call.receiver !== null && (code.originOf(call.receiver)?.arguments.length ?? 0) > 0)
    return null;
  if (key === null || isNothing(code, key.value))
    return isVerifiedToo(code, call) ? null : { range: call.callee, message: NO_KEY, severity: 'error' };
  return null;
}

/** `verify=False`, also as PyJWT 1's third positional argument. */
function falseVerify(code: CodeModel, call: Call): TokenGap | null {
  const verify = argumentOf(call, 'verify', 2);
  if (verify === null || !isFalse(code, verify.value)) return null;
  const keyed = argumentOf(call, 'key', 1) !== null;
  return {
    range: call.callee,
    message: UNSIGNED,
    severity: 'error',
    fix: keyed && verify.name === 'verify' ? removal(code, call, 'verify') : null,
  };
}

/** What `options=` switches off. */
function optionsGap(code: CodeModel, call: Call, keyed: boolean): TokenGap | null {
  const options =
    argumentOf(call, 'options', call.name === 'PyJWT' ? 0 : undefined)?.value ??
    optionOf(code, call, 'options') ??
    positionalOptions(call);
  if (options === null) return null;
  const entries = entriesOf(code, options);
  const off = (name: string): SyntaxNode | null => {
    const value = entries.get(name);
    return value !== undefined && isFalse(code, value) ? value : null;
  };
  const signature = off('verify_signature');
  if (signature !== null)
    return {
      range: call.callee,
      message: UNSIGNED,
      severity: 'error',
      fix: keyed ? replaced(signature, 'True', 'Check the signature') : null,
    };
  const expiry = off('verify_exp');
  if (expiry === null) return null;
  return {
    range: call.callee,
    message: NO_EXPIRY,
    severity: 'warning',
    fix: replaced(expiry, 'True', 'Check the expiry'),
  };
}

function positionalOptions(call: Call): SyntaxNode | null {
  return call.arguments.find(({ name, value }) => name === null && value.type === 'dictionary')?.value ?? null;
}

/** 'none' among the algorithms that are allowed. */
function noneGap(code: CodeModel, call: Call): TokenGap | null {
  const given = call.arguments.filter(({ name, value }) =>
    name === null ? /^(list|tuple|set)$/.test(value.type) : /^(algorithms?|allowed_algs|algs)$/.test(name),
  );
  const texts = given.flatMap(({ value }) => textsIn(code, value));
  if (!texts.some(({ text }) => text.toLowerCase() === 'none')) return null;
  return { range: call.callee, message: NONE, severity: 'error' };
}

function encodeGap(code: CodeModel, call: Call): TokenGap | null {
  const algorithm = argumentOf(call, 'algorithm', 2);
  if (algorithm !== null) {
    const isNone =
      algorithm.value.type === 'none' ||
      textsIn(code, algorithm.value).some(({ text }) => text.toLowerCase() === 'none');
    if (isNone) return { range: call.callee, message: NONE, severity: 'error' };
  }
  // Authlib names the algorithm in the header, which comes first.
  const [first] = call.arguments;
  const alg = first === undefined ? undefined : entriesOf(code, first.value).get('alg');
  const key = argumentOf(call, 'key', alg === undefined ? 1 : 2);
  if (key !== null && code.stringValue(key.value)?.constant === '')
    return { range: call.callee, message: NO_KEY, severity: 'error' };
  if (alg !== undefined && textsIn(code, alg).some(({ text }) => text.toLowerCase() === 'none'))
    return { range: call.callee, message: NONE, severity: 'error' };
  return null;
}

/** jwcrypto reads a token without a key, and checks it only when told one. */
function jwcryptoGap(code: CodeModel, call: Call): TokenGap | null {
  const none = noneGap(code, call);
  if (none !== null) return none;
  const token = argumentOf(call, 'jwt');
  const key = argumentOf(call, 'key');
  if (token === null || isNothing(code, token.value) || hasSpreadKeywords(call)) return null;
  if (key !== null && !isNothing(code, key.value)) return null;
  if (/\.(validate|deserialize|verify)\(/.test(code.text)) return null;
  return { range: call.callee, message: NO_KEY, severity: 'error' };
}

/** `JWT_ACCESS_TOKEN_EXPIRES = False` of Flask-JWT-Extended. */
function endlessTokens(code: CodeModel): TokenGap[] {
  if (!code.text.includes('JWT_')) return [];
  return code.assignments.flatMap(({ target, value }): TokenGap[] => {
    const isSetting = /\bJWT_(ACCESS|REFRESH)_TOKEN_EXPIRES\b|\bJWT_VERIFY_EXPIRATION\b/.test(code.textOf(target));
    if (!isSetting || value.type !== 'false') return [];
    return [{ range: target, message: NO_EXPIRY, severity: 'warning' }];
  });
}

function removal(code: CodeModel, call: Call, name: string): TokenGap['fix'] {
  const argument = argumentOf(call, name);
  if (argument === null || call.node.hasError) return null;
  return {
    title: `Take ${name}=${code.textOf(argument.value)} away`,
    safety: 'safe',
    edits: () => [{ range: argumentRemoval(code, call, argument), newText: '' }],
  };
}

function replaced(node: SyntaxNode, newText: string, title: string): TokenGap['fix'] {
  return { title, safety: 'safe', edits: () => [{ range: node, newText }] };
}
