import type { Call, CodeModel } from '../../../languages/code-model';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { ORIGINS_VARIABLE, type CorsGap } from './cors-gap';

const ANY_ORIGIN = /(^|\.)(Any|AnyOr|AnyOrigin|any\(\)|AllowOrigin\.any)$/;

export function rustCorsGaps(code: CodeModel): CorsGap[] {
  if (!/cors|AllowOrigin|AllowedOrigins/i.test(code.text)) return [];
  const gaps: CorsGap[] = [];
  for (const call of code.calls) {
    const path = code.pathOf(call.callee) ?? '';
    const [first] = call.arguments;
    const own = call.callee.childForField('field') ?? call.callee;
    const gap = (kind: CorsGap['kind'], credentials: boolean): void => {
      const replacement = listedOrigins(code, call, path);
      gaps.push({
        range: own,
        kind,
        credentials: credentials || hasCredentials(code, call.node),
        value: null,
        ...(replacement === null ? {} : { replacement }),
      });
    };
    if (/(^|\.)Cors(Layer)?\.permissive$/.test(path)) gap('any', false);
    else if (/(^|\.)CorsLayer\.very_permissive$/.test(path)) gap('reflected', true);
    else if (call.name === 'allow_any_origin') gap('any', false);
    else if (/(^|\.)AllowedOrigins\.all$|(^|\.)AllOrSome\.All$/.test(path)) gap('any', false);
    else if (/(^|\.)AllowOrigin\.mirror_request$/.test(path)) gap('reflected', false);
    else if (call.name === 'allow_origin' && first !== undefined) {
      const text = code.textOf(first.value);
      if (
        ANY_ORIGIN.test(code.pathOf(first.value) ?? '') ||
        /^[\w:]*AllowOrigin::any\(\)$/.test(text) ||
        /^"\*"/.test(text) ||
        /from_static\("\*"\)/.test(text)
      )
        gap('any', false);
    } else if (/^allowed_origin(_fn)?$/.test(call.name) && first !== undefined) {
      const text = code.textOf(first.value).replace(/\s+/g, ' ');
      if (text === '"*"' || /^\|[^|]*\| ?(\{ ?)?true( ?\})?$/.test(text))
        gap(text === '"*"' ? 'any' : 'reflected', false);
    } else if (
      /(^|\.)AllowedOrigins\.some_regex$/.test(path) &&
      first !== undefined &&
      /"\^?\.[*+]\$?"/.test(code.textOf(first.value))
    )
      gap('reflected', false);
  }
  return gaps;
}

/** `.allow_credentials(true)` or `.supports_credentials()` in the same chain. */
function hasCredentials(code: CodeModel, call: SyntaxNode): boolean {
  let chain = call;
  while (
    chain.parent?.type === 'field_expression' ||
    (chain.parent?.type === 'call_expression' && chain.field === 'function')
  )
    chain = chain.parent;
  return /\.(allow_credentials\(\s*true\s*\)|supports_credentials\(\s*\))/.test(code.textOf(chain));
}

const LOOKUP = `std::env::var("${ORIGINS_VARIABLE}")`;
/** For tower-http, which keeps origins as header values. */
const TOWER_LIST =
  `tower_http::cors::AllowOrigin::list(${LOOKUP}.expect("${ORIGINS_VARIABLE} is not set").split(',')` +
  `.map(|origin| origin.parse().expect("${ORIGINS_VARIABLE} holds an origin")))`;
/** For actix-cors, which asks a function. Without the variable nobody is let in. */
const ACTIX_FUNCTION = `allowed_origin_fn(|origin, _| ${LOOKUP}.unwrap_or_default().split(',').any(|own| own.as_bytes() == origin.as_bytes()))`;

/** The same with the origins that a variable lists; null for what no library has a word for. */
function listedOrigins(code: CodeModel, call: Call, path: string): CorsGap['replacement'] | null {
  const { node, callee, arguments: given } = call;
  const behind = (start: number): TextRange => ({ start, end: node.end });
  if (/(^|\.)CorsLayer\.(?:very_)?permissive$/.test(path)) {
    const type = callee.childForField('path');
    return type === null ? null : { range: behind(type.end), newText: `::new().allow_origin(${TOWER_LIST})` };
  }
  if (/(^|\.)Cors\.permissive$/.test(path)) {
    const type = callee.childForField('path');
    return type === null ? null : { range: behind(type.end), newText: `::default().${ACTIX_FUNCTION}` };
  }
  const field = callee.childForField('field');
  if (call.name === 'allow_any_origin' && field !== null && /\bCors::/.test(code.text) && !/\bwarp\b/.test(code.text))
    return { range: behind(field.start), newText: ACTIX_FUNCTION };
  const [origin] = given;
  const isTower = code.imports.some(({ module }) => module.startsWith('tower_http')) || code.text.includes('CorsLayer');
  if (call.name === 'allow_origin' && origin !== undefined && isTower)
    return { range: { start: origin.value.start, end: origin.value.end }, newText: TOWER_LIST };
  return null;
}
