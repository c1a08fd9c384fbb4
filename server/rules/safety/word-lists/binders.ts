import type { CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';

/** Something that gives a name to one item of a list after the other: a loop, a comprehension, a function handed to the list. */
export interface Binder {
  readonly word: string;
  readonly list: SyntaxNode;
  /** Where the name may be put to use. */
  readonly bodies: readonly SyntaxNode[];
  /** What a finding points at, given the part in which the word is used. */
  report(body: SyntaxNode): SyntaxNode;
}

const COMPREHENSION = /^(?:generator_expression|list_comprehension|set_comprehension)$/;
const LOOP = /^(?:for_statement|for_in_statement|for_expression)$/;
const CALLBACK = /^(?:some|any|find|findLast|filter|forEach|every|all|position|findIndex)$/;

const BINDERS: ReadonlySet<string> = new Set([
  'generator_expression',
  'list_comprehension',
  'set_comprehension',
  'for_statement',
  'for_in_statement',
  'for_expression',
  'call_expression',
  'call',
]);

export function binderAt(code: CodeModel, node: SyntaxNode): Binder | null {
  if (!BINDERS.has(node.type)) return null;
  if (COMPREHENSION.test(node.type)) return comprehension(code, node);
  if (LOOP.test(node.type)) return loop(code, node);
  if (node.type === 'call_expression') return callback(code, node);
  return node.type === 'call' ? filtered(code, node) : null;
}

/** The list that a name of an outer loop goes through: `HARMFUL` for `words` of `for kind, words in HARMFUL.items()`. */
export function outerListOf(code: CodeModel, list: SyntaxNode): SyntaxNode {
  const name = code.textOf(list);
  for (let node = list.parent; node !== null; node = node.parent) {
    if (!LOOP.test(node.type)) continue;
    const left = node.childForField('left') ?? node.childForField('pattern');
    const right = node.childForField('right') ?? node.childForField('value');
    if (
      left !== null &&
      right !== null &&
      code
        .textOf(left)
        .split(/[^\w$]+/)
        .includes(name)
    )
      return listItself(code, right);
  }
  return list;
}

function comprehension(code: CodeModel, node: SyntaxNode): Binder | null {
  const clause = node.namedChildren.find(({ type }) => type === 'for_in_clause');
  const word = wordOf(code, clause?.childForField('left') ?? null);
  const list = clause?.childForField('right') ?? null;
  const body = node.childForField('body');
  if (word === null || list === null || body === null) return null;
  const conditions = node.namedChildren.filter(({ type }) => type === 'if_clause');
  // A generator alone in the brackets is the list of arguments itself.
  const call = node.type === 'generator_expression' && node.parent?.type === 'call' ? node.parent : node;
  return { word, list: listItself(code, list), bodies: [...conditions, body], report: () => call };
}

function loop(code: CodeModel, node: SyntaxNode): Binder | null {
  const word = wordOf(code, node.childForField('left') ?? node.childForField('pattern'));
  const list = node.childForField('right') ?? node.childForField('value');
  const statements = node.childForField('body')?.namedChildren ?? [];
  if (word === null || list === null) return null;
  const bodies = statements.slice(0, 3).flatMap((statement) => {
    const inner = statement.type === 'expression_statement' ? (statement.namedChildren[0] ?? statement) : statement;
    if (/^if_/.test(inner.type)) return inner.childForField('condition') ?? [];
    // `text = text.replace(word, "***")`
    return /^(?:assignment|assignment_expression)$/.test(inner.type) ? inner : [];
  });
  return { word, list: listItself(code, list), bodies, report: (body) => body };
}

/** `BLOCKED.some((word) => …)`, `BLOCKED.iter().any(|word| …)` */
function callback(code: CodeModel, node: SyntaxNode): Binder | null {
  const callee = node.childForField('function');
  const receiver = callee?.childForField('object') ?? callee?.childForField('value') ?? null;
  const name = callee?.childForField('property') ?? callee?.childForField('field') ?? null;
  const given = node.childForField('arguments')?.namedChildren[0];
  if (receiver === null || name === null || given === undefined || !CALLBACK.test(code.textOf(name))) return null;
  const body = given.childForField('body');
  const parameters = given.childForField('parameters') ?? given.childForField('parameter');
  const word = parameters === null ? null : /^[|(\s]*(?:&|mut\s)*([\w$]+)/.exec(code.textOf(parameters))?.[1];
  if (body === null || word === undefined || word === null) return null;
  return { word, list: listItself(code, receiver), bodies: [body], report: () => node };
}

/** `filter(lambda word: word in text, BLOCKED)` */
function filtered(code: CodeModel, node: SyntaxNode): Binder | null {
  const callee = node.childForField('function');
  const [given, list] = node.childForField('arguments')?.namedChildren ?? [];
  // Most calls are others: a look at the length is all they get.
  if (
    callee?.length !== 'filter'.length ||
    code.textOf(callee) !== 'filter' ||
    given?.type !== 'lambda' ||
    list === undefined
  )
    return null;
  const word = wordOf(code, given.childForField('parameters'));
  const body = given.childForField('body');
  return word === null || body === null
    ? null
    : { word, list: listItself(code, list), bodies: [body], report: () => node };
}

function wordOf(code: CodeModel, node: SyntaxNode | null): string | null {
  return node === null ? null : (/^&?(?:(?:const|let|var|mut)\s+)?([\w$]+)$/.exec(code.textOf(node))?.[1] ?? null);
}

/** `BLOCKED.iter()`, `&BLOCKED` and `BLOCKED.items()` are ways to the list. */
function listItself(code: CodeModel, node: SyntaxNode): SyntaxNode {
  if (node.type === 'reference_expression') return listItself(code, node.childForField('value') ?? node);
  const callee = /^call/.test(node.type) ? node.childForField('function') : null;
  const held = callee?.childForField('value') ?? callee?.childForField('object') ?? null;
  const isWay =
    callee !== null && /\.(?:iter|into_iter|values|keys|items|entries|copied|cloned)$/.test(code.textOf(callee));
  return held !== null && isWay ? listItself(code, held) : node;
}
