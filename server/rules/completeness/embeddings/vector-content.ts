import type { CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';

const NUMBER = String.raw`-?\d+(\.\d*)?(e-?\d+)?(_?f(32|64))?`;

/** How vectors of one number or of random ones are written, by what is in them. The text has no blanks. */
const FORMS: readonly (readonly [RegExp, 'zeros' | 'a constant' | 'random numbers'])[] = [
  [/^(np|numpy|torch|jnp|tf|cp)\.(zeros|zeros_like)\(/, 'zeros'],
  [/^(np|numpy|torch|jnp|tf|cp)\.(ones|ones_like|full|full_like|empty)\(/, 'a constant'],
  [/^(np|numpy|jnp|cp)\.random\.(\w+\(|default_rng\([^)]*\)\.\w+\(|RandomState\(.*\)\.\w+\()/, 'random numbers'],
  [/^torch\.(rand|randn|rand_like|randn_like)\(/, 'random numbers'],
  [
    /^(self\.)?_?(rng|gen|generator|rs|random_state)\.(random|normal|standard_normal|uniform|rand|randn)\(/,
    'random numbers',
  ],
  [/^\[\[?random\.(random|uniform|gauss|normalvariate)\(.*\)for\w+in/, 'random numbers'],
  [new RegExp(`^\\[?\\[0(\\.0*)?\\]\\*`), 'zeros'],
  [new RegExp(`^\\[?\\[${NUMBER}\\]\\*`), 'a constant'],
  [/^\[?\[0(\.0*)?for\w+in/, 'zeros'],
  [new RegExp(`^\\[?\\[${NUMBER}for\\w+in`), 'a constant'],
  [/^\[\[0(\.0*)?\]\*.+for\w+in/, 'zeros'],
  [/^\[np\.(zeros)\(.*for\w+in/, 'zeros'],
  [/^\[-?\d+(\.\d*)?(,-?\d+(\.\d*)?)+,?\]$/, 'a constant'],
  [/^(new)?Array(<number>)?\([^()]*\)\.fill\(0(\.0)?\)/, 'zeros'],
  [new RegExp(`^(new)?Array(<number>)?\\([^()]*\\)\\.fill\\(${NUMBER}\\)$`), 'a constant'],
  [/^(new)?Array(<number>)?\([^()]*\)\.fill\(\w*\)\.map\(\(\w*\)=>.*Math\.random\(\)/, 'random numbers'],
  [/^Array\.from\(\{length:[^}]*\},\(\w*(,\w+)?\)=>\(?.*Math\.random\(\)/, 'random numbers'],
  [/^Array\.from\(\{length:[^}]*\},\(\w*(,\w+)?\)=>0(\.0)?\)/, 'zeros'],
  [/^newFloat(32|64)Array\([\w.]+\)$/, 'zeros'],
  [/^vec!\[0(\.0*)?(_?f(32|64))?;/, 'zeros'],
  [new RegExp(`^vec!\\[${NUMBER};`), 'a constant'],
  [/^Ok\(vec!\[0(\.0*)?(_?f(32|64))?;/, 'zeros'],
  [/^\(0\.\.[^)]*\)\.map\(\|_\|(rand::random|rng\.gen|rng\.random)/, 'random numbers'],
];

/** What a value is filled with when it is a vector of nothing; null for everything else. Names are followed one step. */
export function contentOf(code: CodeModel, value: SyntaxNode, depth = 0): string | null {
  if (value.length > 400) return null;
  if (value.type === 'identifier') {
    const values = depth < 2 ? code.valuesOf(value) : [];
    return values.length === 1 && values[0] !== undefined ? contentOf(code, values[0], depth + 1) : null;
  }
  const branches = branchesOf(code, value);
  if (branches.length > 0) {
    return branches.map((branch) => contentOf(code, branch, depth + 1)).find((content) => content !== null) ?? null;
  }
  const embedding = embeddingOf(code, value);
  if (embedding !== null) return contentOf(code, embedding, depth + 1);
  const text = withoutWrappers(withoutLoop(withoutWrappers(code.textOf(value).replace(/\s+/g, ''))));
  for (const [form, content] of FORMS) if (form.test(text)) return isConcrete(text) ? content : null;
  return null;
}

/** Something is added to or chosen from the numbers: then they are a beginning. */
function isConcrete(text: string): boolean {
  return !/^(.*\))[+@]/.test(text);
}

/** `{"embedding": […]}`: what an endpoint answers. */
function embeddingOf(code: CodeModel, value: SyntaxNode): SyntaxNode | null {
  if (value.type !== 'dictionary' && value.type !== 'object') return null;
  for (const pair of value.namedChildren) {
    const key = pair.childForField('key');
    if (key !== null && /^['"]?(embeddings?|vectors?)['"]?$/.test(code.textOf(key))) return pair.childForField('value');
  }
  return null;
}

const WRAPPED =
  /^(?:(?:np|numpy)\.(?:array|asarray)|list|tuple|torch\.(?:tensor|from_numpy)|Promise\.resolve|Ok|Some|)\((.*)\)(?:\.\w+\([^()]*\))*$/;

/** The vector of `[vector for _ in texts]`: what is made once for each text. Numbers made one by one are told by the forms. */
function withoutLoop(text: string): string {
  return /^\[((?:np|numpy|torch)\..*|\[.*)for\w+in[\w.()]+\]$/.exec(text)?.[1] ?? text;
}

/** `a if x else b` and `x ? a : b`, unless what is asked is whether there is a text at all. */
function branchesOf(code: CodeModel, value: SyntaxNode): readonly SyntaxNode[] {
  if (value.type !== 'conditional_expression' && value.type !== 'ternary_expression') return [];
  const [first, second, third] = value.namedChildren;
  if (first === undefined || second === undefined || third === undefined) return [];
  const [condition, a, b] = value.type === 'conditional_expression' ? [second, first, third] : [first, second, third];
  return asksForNothing(code.textOf(condition)) ? [] : [a, b];
}

/** Conversions change nothing about what is in a vector. */
function withoutWrappers(text: string): string {
  return WRAPPED.exec(text)?.[1] ?? text;
}

/** `not text`, `len(texts) == 0`: there is nothing to embed. */
export function asksForNothing(condition: string): boolean {
  return /(not\s+|!\s*)\(?\s*(\w+\.)?(text|texts|content|query|input|sentence|sentences|words|tokens|chunks?|documents?|s|t|string|data|items?|line|prompt|values?|vectors?|embeddings?|ids)\b|len\(|\.length|\.strip\(\)|\.trim\(\)|is_empty|isEmpty|\bcount\b|==\s*0|size/i.test(
    condition,
  );
}
