import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { Call, CodeModel } from '../languages/code-model';
import type { SyntaxNode } from '../languages/syntax-node';
import type { TextHole } from './opened-text';

/**
 * Opens a string literal of Rust for an expression of type `String`; `range` is the stretch it replaces, null for all of the text. A format macro takes one more
 * argument; everywhere else a `String` stands where a `&str` stood, so that what is done with it decides whether that compiles. Null where it cannot.
 */
export function openRustText(code: CodeModel, literal: SyntaxNode, range: TextRange | null): TextHole | null {
  const source = code.textOf(literal);
  if (literal.type !== 'string_literal' || literal.hasError || !/^"[^"\\]*"$/.test(source)) return null;
  if (literal.ancestorOfType('const_item', 'static_item', 'attribute_item', 'inner_attribute_item') !== null)
    return null;
  if (literal.parent?.type === 'token_tree') return openTemplate(code, literal, range);
  const place = placeOf(code, literal);
  if (place === null) return null;
  const { start, end } = literal;
  const reference = place.borrows ? '&' : '';
  return {
    quote: '"',
    certain: place.certain,
    numbersOnly: place.numbersOnly === true,
    fill(expression) {
      if (range === null) return [{ range: { start, end }, newText: `${reference}${expression}` }];
      const before = escaped(code.text.slice(start + 1, range.start));
      const after = escaped(code.text.slice(range.end, end - 1));
      return [{ range: { start, end }, newText: `${reference}format!("${before}{}${after}", ${expression})` }];
    },
  };
}

function escaped(text: string): string {
  return text.replaceAll('{', '{{').replaceAll('}', '}}');
}

const FORMATS = /^(?:format|print|println|eprint|eprintln|write|writeln|panic|info|warn|error|debug|trace)$/;

/** `format!("tcp://127.0.0.1:{}", port)`: a named argument at the end leaves the others where they are. */
function openTemplate(code: CodeModel, literal: SyntaxNode, range: TextRange | null): TextHole | null {
  const tokens = literal.parent;
  const call = tokens === null ? null : code.callWith(tokens);
  if (tokens === null || call === null || !FORMATS.test(call.name)) return null;
  const template = call.arguments.find(({ value }) => value.type === 'string_literal')?.value;
  if (template !== literal || !code.textOf(tokens).endsWith(')')) return null;
  const name = freeName(code.textOf(tokens));
  const last = tokens.namedChildren.at(-1) ?? literal;
  // What follows the last argument may be a comma already.
  const end = last.end;
  const hasComma = code.text.slice(end, tokens.end).trimStart().startsWith(',');
  const stretch = range ?? { start: literal.start + 1, end: literal.end - 1 };
  return {
    quote: '"',
    certain: true,
    fill: (expression) => [
      { range: stretch, newText: `{${name}}` },
      hasComma
        ? {
            range: { start: code.text.indexOf(',', end), end: code.text.indexOf(',', end) + 1 },
            newText: `, ${name} = ${expression}`,
          }
        : { range: { start: end, end }, newText: `, ${name} = ${expression}` },
    ],
  };
}

function freeName(tokens: string): string {
  const names = ['host', 'service_host', 'env_host', 'env_value'];
  return names.find((name) => !new RegExp(`\\b${name}\\b`).test(tokens)) ?? 'env_value_2';
}

interface Place {
  /** Whether a `&String` is to stand there. */
  readonly borrows: boolean;
  /** Whether it is known to compile. */
  readonly certain: boolean;
  /** `"127.0.0.1:80".parse()` gives a socket's address, and looks no name up. */
  readonly numbersOnly?: boolean;
}

/** Methods of `str` that `String` has, too, with the same result. */
const SAME_METHODS = /^(?:parse|to_string|to_owned|to_socket_addrs|as_bytes|len|trim)$/;
/** Functions that take whatever becomes an address or a text: a `String` does. */
const TAKES_OWNED =
  /(?:^|\.)(?:(?:TcpListener|TcpStream|UdpSocket|HttpServer)\.(?:bind|connect)|String\.from|PathBuf\.from|reqwest\.(?:blocking\.)?get|redis\.Client\.open|Endpoint\.from_shared|Url\.parse)$/;
const REQUESTS = /^(?:get|post|put|patch|delete|head)$/;

function placeOf(code: CodeModel, literal: SyntaxNode): Place | null {
  const { parent } = literal;
  switch (parent?.type) {
    case 'field_expression': {
      const field = parent.childForField('field');
      if (parent.parent?.type !== 'call_expression' || field === null) return null;
      const method = code.textOf(field);
      if (SAME_METHODS.test(method)) return { borrows: false, certain: true, numbersOnly: method === 'parse' };
      return method === 'into' ? { borrows: false, certain: false } : null;
    }
    case 'arguments': {
      const call = code.callWith(parent);
      return call === null ? null : argumentPlace(code, call, code.textOf(literal).includes('://'));
    }
    case 'tuple_expression': {
      const list = parent.parent;
      const call = list?.type === 'arguments' ? code.callWith(list) : null;
      if (call === null || !/^(?:bind|connect|connect_timeout)$/.test(call.name)) return null;
      return { borrows: false, certain: true };
    }
    case 'let_declaration':
      return parent.childForField('type') === null ? { borrows: false, certain: false } : null;
    default:
      return null;
  }
}

function argumentPlace(code: CodeModel, call: Call, isUrl: boolean): Place {
  const callee = code.resolvedCallee(call) ?? code.calleeOf(call) ?? call.name;
  if (/Url\.parse$/.test(callee)) return { borrows: true, certain: true };
  if (TAKES_OWNED.test(callee)) return { borrows: false, certain: true };
  if (call.receiver !== null && REQUESTS.test(call.name) && isUrl) return { borrows: false, certain: true };
  // Sockets of ZeroMQ take `&str`; servers take whatever becomes a socket address.
  if (call.receiver !== null && /^(?:bind|connect)$/.test(call.name)) return { borrows: isUrl, certain: true };
  return { borrows: true, certain: false };
}
