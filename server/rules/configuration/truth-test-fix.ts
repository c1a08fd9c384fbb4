import { type CodeModel, type EnvLookup, argumentOf } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import type { Fix } from '../finding';
import type { CodeContext } from '../rule';

/**
 * `bool(os.getenv("REQUIRE_AUTH"))` and `if (process.env.REQUIRE_AUTH)` become questions that are on by default, and off for the words for no. Before, every text
 * turned the switch on, `false` among them.
 */
export function truthTestFix({ code, document }: CodeContext, lookup: EnvLookup): Fix[] {
  const { node } = lookup;
  const expression = code.language === 'python' ? pythonQuestion(code, lookup) : scriptQuestion(code, lookup);
  if (expression === null || code.root.hasError) return [];
  const place = testAround(code, node);
  const inBrackets = BINDS_TIGHTER.test(place.parent?.type ?? '') && code.language === 'python';
  const { start, end } = place;
  return [
    {
      title: `Let ${lookup.variable} be on by default`,
      safety: 'safe',
      edits: () => [{ uri: document.uri, range: { start, end }, newText: inBrackets ? `(${expression})` : expression }],
    },
  ];
}

/** Around these a comparison would be taken apart. */
const BINDS_TIGHTER =
  /^(?:comparison_operator|binary_operator|unary_operator|attribute|subscript|await|call|list_splat|dictionary_splat)$/;

/** The call of `bool` around a lookup, brackets included; the lookup itself where it is a condition. */
function testAround(code: CodeModel, lookup: SyntaxNode): SyntaxNode {
  let node = lookup;
  while (node.parent?.type === 'parenthesized_expression' && node.parent.field !== 'condition') node = node.parent;
  const call = node.parent === null ? null : code.callWith(node.parent);
  return call !== null && /^(?:bool|Boolean)$/.test(call.name) ? call.node : lookup;
}

function pythonQuestion(code: CodeModel, { node, via }: EnvLookup): string | null {
  const call = code.calls.find((candidate) => candidate.node === node);
  const name = call === undefined ? null : argumentOf(call, 'key', 0);
  if (call === undefined || name === null || call.arguments.length !== 1 || !/getenv$|environ\.get$/.test(via))
    return null;
  const quote = code.textOf(name.value).includes("'") ? "'" : '"';
  const word = (text: string): string => `${quote}${text}${quote}`;
  const asked = `${code.textOf(call.callee)}(${code.textOf(name.node)}, ${word('true')})`;
  return `${asked}.strip().lower() not in (${['', '0', 'false', 'no', 'off'].map(word).join(', ')})`;
}

function scriptQuestion(code: CodeModel, { node }: EnvLookup): string | null {
  const written = code.textOf(node);
  if (!/^process\.env(?:\.\w+|\[['"]\w+['"]\])$/.test(written)) return null;
  const quote = code.text.includes('"') && !code.text.includes("'") ? '"' : "'";
  return `!/^(?:0|false|no|off)?$/i.test(${written} ?? ${quote}true${quote})`;
}
