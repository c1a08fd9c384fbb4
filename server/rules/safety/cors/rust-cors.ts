import type { CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import type { CorsGap } from './cors-gap';

const ANY_ORIGIN = /(^|\.)(Any|AnyOr|AnyOrigin|any\(\)|AllowOrigin\.any)$/;

export function rustCorsGaps(code: CodeModel): CorsGap[] {
  if (!/cors|AllowOrigin|AllowedOrigins/i.test(code.text)) return [];
  const gaps: CorsGap[] = [];
  for (const call of code.calls) {
    const path = code.pathOf(call.callee) ?? '';
    const [first] = call.arguments;
    const own = call.callee.childForField('field') ?? call.callee;
    const gap = (kind: CorsGap['kind'], credentials: boolean): void => {
      gaps.push({ range: own, kind, credentials: credentials || hasCredentials(code, call.node), value: null });
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
