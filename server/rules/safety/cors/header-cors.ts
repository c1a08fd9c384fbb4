import type { CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { functionPath } from '../function-path';
import { valueBehind } from '../option-values';
import type { CorsGap } from './cors-gap';

const HEADER = 'access-control-allow-origin';
const CREDENTIALS =
  /Access-Control-Allow-Credentials["'`]?\]?\s*(?:[,:=]|\)\s*,)\s*(?:HeaderValue::from_static\()?["'`]?true/i;
/** What a request says of where it comes from. */
const REFLECTED =
  /\b(headers?|query|params|body|args|form|META|environ)\b[^;\n]*\borigin\b|\b(req|request|ctx|c\.req)\.(get|header)\(\s*['"`]origin|\b(req|request)\.origin\b/i;
/** Requests carry no such header: written there it does nothing. */
const REQUESTS =
  /^(fetch|axios(\.\w+)*|requests(\.\w+)+|httpx(\.\w+)+|ky(\.\w+)*|got(\.\w+)*|\$\.ajax|aiohttp\.(request|ClientSession[\w.]*)|[\w.]*[hH]ttp(Client)?\.(get|post|put|patch|delete|request)|urllib\.[\w.]+)$/;
/** What shows that the origin was compared with something before it was given back. */
const COMPARED =
  /\borigin\b[^\n]{0,40}(\bin\b|===?)|\bif\b[^\n]*\(\s*origin\b|allowed_?(origin|host|domain)|origin\w*_?allowed|\ballowed\b|whitelist|allow_?list|permitted|trusted/i;
const ASKING =
  /\b(includes|indexOf|has|test|match|some|find|startswith|startsWith|endswith|endsWith|contains|fullmatch)\s*\(/;
/** A function of the project's own that is trusted to look at the origin. */
const CHECKED = /^[\w.$]*(sanit|valid|check|allow|filter|resolve|pick|safe|verif|match|permit)\w*\s*\(/i;

/** The header written by hand, in any spelling: an entry of a dictionary, two arguments, an assignment, a tuple. */
export function headerGaps(code: CodeModel): CorsGap[] {
  if (!/access-control-allow-origin/i.test(code.text) && !code.text.includes('ACCESS_CONTROL_ALLOW_ORIGIN')) return [];
  const gaps: CorsGap[] = [];
  for (const node of [...code.strings, ...headerConstants(code)]) {
    const text = code.textOf(node);
    if (
      node.type !== 'identifier' &&
      node.type !== 'scoped_identifier' &&
      (text.length > 40 || code.stringValue(node)?.constant?.toLowerCase() !== HEADER)
    )
      continue;
    const value = valueBeside(node);
    if (value === null || isInRequest(code, node)) continue;
    const around = code.enclosingFunction(node)?.node ?? code.root;
    // JavaScript's null is written as 'null', the origin of every sandboxed page.
    const kind = value.type === 'null' && CREDENTIALS.test(code.textOf(around)) ? 'any' : kindOf(code, value);
    if (kind === null) continue;
    if (kind === 'reflected' && isCompared(code, value, around)) continue;
    const credentials = CREDENTIALS.test(code.textOf(around));
    gaps.push({ range: startOf(code, node), kind, credentials, value: null });
  }
  return gaps;
}

/** Questions about anything else, such as the request's path, say nothing of its origin. */
function isCompared(code: CodeModel, value: SyntaxNode, around: SyntaxNode): boolean {
  const text = code.textOf(around);
  if (COMPARED.test(text)) return true;
  const name = /^[\w$]+$/.exec(code.textOf(value))?.[0] ?? 'origin';
  return text
    .split('\n')
    .some(
      (line) =>
        ASKING.test(line) &&
        (/origin|host|domain|cors/i.test(line) || new RegExp(`\\b${name.replace(/\$/g, '\\$')}\\b`).test(line)),
    );
}

/** Rust's `header::ACCESS_CONTROL_ALLOW_ORIGIN`. */
function headerConstants(code: CodeModel): SyntaxNode[] {
  if (code.language !== 'rust') return [];
  return code.calls.flatMap(({ arguments: given }) =>
    given
      .flatMap(({ value }) => (value.type === 'tuple_expression' ? value.namedChildren : [value]))
      .filter((value) => /(^|::)ACCESS_CONTROL_ALLOW_ORIGIN$/.test(code.textOf(value))),
  );
}

/** The line a reader looks at: of the call or the entry that the header's name stands in. */
function startOf(code: CodeModel, node: SyntaxNode): SyntaxNode {
  const { parent } = node;
  if (parent?.type === 'pair' || parent?.type === 'tuple' || parent?.type === 'tuple_expression') return parent;
  const call = parent === null ? null : code.callWith(parent);
  return call === null || code.language === 'rust' ? node : call.callee;
}

function valueBeside(node: SyntaxNode): SyntaxNode | null {
  const parent = node.parent?.type === 'computed_property_name' ? node.parent.parent : node.parent;
  if (parent === null) return null;
  if (parent.type === 'pair')
    return parent.childForField('key')?.start === node.start ? parent.childForField('value') : null;
  if (parent.type === 'subscript' || parent.type === 'subscript_expression') {
    const holder = parent.parent;
    return holder !== null && /^assignment/.test(holder.type) && holder.childForField('left') === parent
      ? holder.childForField('right')
      : null;
  }
  const siblings = parent.namedChildren;
  const next = siblings[siblings.indexOf(node) + 1];
  if (/^(argument_list|arguments|tuple|tuple_expression|list|array|token_tree)$/.test(parent.type)) return next ?? null;
  return null;
}

function isInRequest(code: CodeModel, node: SyntaxNode): boolean {
  for (
    let list = node.ancestorOfType('arguments', 'argument_list');
    list !== null;
    list = list.ancestorOfType('arguments', 'argument_list')
  ) {
    const call = code.callWith(list);
    if (call !== null && REQUESTS.test(functionPath(code, call) ?? '')) return true;
  }
  return false;
}

function kindOf(code: CodeModel, value: SyntaxNode): 'any' | 'reflected' | null {
  const constant = code.stringValue(value)?.constant ?? rustStatic(code, value);
  if (constant === '*' || constant === 'null') return 'any';
  if (constant !== null) return null;
  const behind = valueBehind(code, value);
  const text = code.textOf(behind);
  if (CHECKED.test(text)) return null;
  if (/\|\|\s*['"`]\*['"`]|\bor\s+['"]\*['"]|\?\?\s*['"`]\*['"`]|,\s*['"]\*['"]\)$/.test(text)) return 'any';
  return REFLECTED.test(text) || /HTTP_ORIGIN/.test(text) ? 'reflected' : null;
}

/** `HeaderValue::from_static("*")`, `"*".parse().unwrap()` */
function rustStatic(code: CodeModel, value: SyntaxNode): string | null {
  return (
    /^(?:[\w:]*from_static\()?"([^"]*)"(?:\)|\.parse[\w:<>()]*(?:\.unwrap\(\)|\?)?)?$/.exec(code.textOf(value))?.[1] ??
    null
  );
}
