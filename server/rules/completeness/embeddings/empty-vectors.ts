import type { CodeModel, FunctionDefinition } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { asksForNothing, contentOf } from './vector-content';

export interface EmptyVector {
  readonly node: SyntaxNode;
  /** `zeros`, `a constant`, `random numbers` */
  readonly content: string;
  /** What the vector passes for: `What embed() returns`, `query_embedding`. */
  readonly place: string;
}

const MAKES_EMBEDDINGS = /embed(?!ded|der$|dable)|vectori[sz]e/i;
const OTHER_THINGS =
  /fake|mock|dummy|test|random|zero|empty|init|reset|weight|position|param|layer|table|random_|dim|size|shape|config|plot|norm|cache|index|html|iframe|image_tag|url|script|video|widget|link|load_model|register|schema|migrat|message|discord|color|to_?dict|path|font|has_|is_|count|list_|delete|save|store/i;

/** Vectors with nothing in them where embeddings are expected. */
export function emptyVectors(code: CodeModel): EmptyVector[] {
  return [...code.functions.flatMap((definition) => returned(code, definition)), ...randomQueries(code)];
}

function returned(code: CodeModel, definition: FunctionDefinition): EmptyVector[] {
  const owner = code.enclosingClass(definition.node)?.name ?? '';
  const isEncoder =
    /embed/i.test(owner) &&
    /^_?(encode|vectori[sz]e|__call__|call|transform|get_vector|compute)\w*$/.test(definition.name);
  if (!isEncoder && !MAKES_EMBEDDINGS.test(definition.name)) return [];
  if (OTHER_THINGS.test(definition.name) || /fake|mock|dummy|test|null|random/i.test(owner) || definition.body === null)
    return [];
  // The layers of a network begin with such numbers.
  if (
    /\b(nn\.Module|tf\.keras|flax|jax)\b/.test(
      code.textOf(code.enclosingClass(definition.node)?.node ?? definition.node),
    )
  )
    return [];
  const found: EmptyVector[] = [];
  definition.body.walk((node) => {
    if (/^(function_definition|lambda|class_definition|function_declaration|closure_expression)$/.test(node.type))
      return false;
    const value = returnedValue(node);
    if (value === null) return true;
    const content = contentOf(code, value);
    if (content !== null && !isForNothing(code, node) && !isFilled(code, definition, value)) {
      found.push({ node: value, content, place: `What ${definition.name}() returns` });
    }
    return true;
  });
  // `async (text) => new Array(384).fill(0)`, `fn embed() -> Vec<f32> { vec![0.0; 384] }`
  const last = lastExpression(definition.body);
  if (last !== null) {
    const content = contentOf(code, last);
    if (content !== null && !isFilled(code, definition, last))
      found.push({ node: last, content, place: `What ${definition.name}() returns` });
  }
  return found;
}

function returnedValue(node: SyntaxNode): SyntaxNode | null {
  if (node.type !== 'return_statement' && node.type !== 'return_expression') return null;
  return node.namedChildren[0] ?? null;
}

/** The value of a body that is an expression, or of a Rust block that ends with one. */
function lastExpression(body: SyntaxNode): SyntaxNode | null {
  if (body.type === 'statement_block') return null;
  if (body.type !== 'block') return body;
  const last = body.namedChildren.at(-1);
  return last !== undefined &&
    /_expression$|^macro_invocation$|^identifier$/.test(last.type) &&
    last.type !== 'return_expression'
    ? last
    : null;
}

/** `if not text: return [0.0] * 384`: there is nothing to embed. */
function isForNothing(code: CodeModel, node: SyntaxNode): boolean {
  const branch = node.ancestorOfType(
    'if_statement',
    'if_expression',
    'elif_clause',
    'conditional_expression',
    'ternary_expression',
  );
  const condition = branch?.childForField('condition') ?? null;
  if (condition === null) return false;
  return asksForNothing(code.textOf(condition));
}

/** A vector that is written to after it was made: `vector[i] += 1`, `vector.append(…)`. */
function isFilled(code: CodeModel, definition: FunctionDefinition, value: SyntaxNode): boolean {
  if (value.type !== 'identifier') return false;
  const name = code.textOf(value);
  return new RegExp(
    `\\b${name}\\b\\s*(\\[[^\\n]*\\]\\s*([-+*/|]?=)|[-+*/]=|\\.(append|extend|push|fill_|add_|copy_|set|iter_mut|scatter\\w*)\\b)|\\bfor\\b[^\\n]*&mut ${name}|out=${name}`,
  ).test(code.textOf(definition.node));
}

/** `query_embedding = np.random.rand(384)` */
function randomQueries(code: CodeModel): EmptyVector[] {
  return code.assignments.flatMap(({ path, value, node }): EmptyVector[] => {
    if (path === null || !/(^|[._])\w*embeddings?$|(^|[._])(query|text|doc|document)_vector$|Embeddings?$/.test(path))
      return [];
    if (/fake|mock|dummy|test|random|noise|init|weight|position|token_emb/i.test(path)) return [];
    const around = code.enclosingFunction(node);
    if (
      around !== null &&
      (MAKES_EMBEDDINGS.test(around.name) || /test|mock|fake|bench|demo|example|main/i.test(around.name))
    )
      return [];
    if (/nn\.(Parameter|Embedding|Module)|requires_grad/.test(code.text) || around === null) return [];
    return contentOf(code, value) === 'random numbers' ? [{ node: value, content: 'random numbers', place: path }] : [];
  });
}
