import type { CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { binderAt, outerListOf } from './binders';

/** A place where words of a list are looked for in a text. */
export interface WordTest {
  /** What is reported: the call, the comprehension, or the condition in a loop. */
  readonly node: SyntaxNode;
  readonly list: SyntaxNode;
  /** The text that is looked at, as written. */
  readonly text: string;
}

/**
 * All places where a file looks for words of a list in a text. `concerns` says of the names in such a place whether they are worth a closer look: most loops
 * are about something else.
 */
export function wordTests(code: CodeModel, concerns: (names: string, node: SyntaxNode) => boolean): WordTest[] {
  const found: WordTest[] = [];
  const hasSets = code.language === 'python' && /&|\.(?:isdisjoint|intersection)\(/.test(code.text);
  const hasJoined = /\bjoin\(/.test(code.text) && /compile\(|RegExp\(/.test(code.text);
  code.root.walk((node) => {
    const test =
      boundTest(code, node, concerns) ??
      (hasSets ? setTest(code, node) : null) ??
      (hasJoined ? joinedTest(code, node) : null);
    if (test !== null) found.push(test);
  });
  return found;
}

function boundTest(
  code: CodeModel,
  node: SyntaxNode,
  concerns: (names: string, node: SyntaxNode) => boolean,
): WordTest | null {
  const binder = binderAt(code, node);
  if (binder === null) return null;
  const outer = outerListOf(code, binder.list);
  for (const body of binder.bodies) {
    const written = code.textOf(body).slice(0, LONGEST);
    if (!concerns(`${code.textOf(outer).slice(0, LONGEST)} ${written}`, node)) continue;
    const tested = tests(written, binder.word);
    if (tested === null) continue;
    // `any(word in BLOCKED for word in text.split())`: the list is the other side.
    if (tested.isMember && outer === binder.list && isWordsOfText(code, binder.list)) {
      const list = memberList(code, body, tested.text);
      if (list !== null) return { node: binder.report(body), list, text: code.textOf(binder.list) };
    }
    if (!tested.isMember || isText(tested.text)) return { node: binder.report(body), list: outer, text: tested.text };
  }
  return null;
}

/** A test stands at the beginning of what is done with a word, and is no longer than this. */
const LONGEST = 600;
const OWN = '(?:\\.(?:lower|casefold|toLowerCase|to_lowercase|as_str|strip|trim|clone)\\(\\))*';
const TEXT = '([\\w.()[\\]"\'$? ]+?)';

/**
 * What a word is looked for in: `text` of `word in text`, `text.includes(word)`, `re.search(word, text)`, `word.test(text)`. `isMember` tells that the other side may be a
 * list as well as a text. Null where the word is put to another use.
 */
function tests(body: string, word: string): { readonly text: string; readonly isMember: boolean } | null {
  const text = body.replace(/\s+/g, ' ');
  const own = `&?\\*?${word.replaceAll('$', '\\$')}${OWN}`;
  const inText = new RegExp(`(?:^|[ (])${own} in ${TEXT}(?: (?:and|or|if|else)\\b|[:\\]),]|$)`).exec(text);
  if (inText?.[1] !== undefined) return { text: inText[1], isMember: true };
  const member = new RegExp(`([\\w.$()?]+?)\\??\\.(?:includes|contains|has)\\(${own}\\)`).exec(text);
  if (member?.[1] !== undefined) return { text: member[1], isMember: true };
  const called = new RegExp(
    `([\\w.$()?]+?)\\??\\.(?:indexOf|find|count|index|match|search|replace(?:All)?)\\((?:new RegExp\\()?${own}[),]`,
  ).exec(text);
  if (called?.[1] !== undefined && !/^(?:re|regex)$/.test(called[1])) return { text: called[1], isMember: false };
  const expression = new RegExp(
    `(?:^|[ (!])(?:re|regex)\\.(?:search|match|findall|fullmatch|sub)\\((?:r?f?["'][^"']*\\{)?(?:re\\.escape\\()?${own}[^,]*, ?(?:[^,]*, )?([\\w.()]+)`,
  ).exec(text);
  if (expression?.[1] !== undefined) return { text: expression[1], isMember: false };
  const pattern = new RegExp(
    `(?:^|[ (!])${own}\\.(?:search|match|test|exec|findall|fullmatch|is_match)\\(([\\w.()&]+)\\)`,
  ).exec(text);
  return pattern?.[1] === undefined ? null : { text: pattern[1], isMember: false };
}

/** `text.split()`, `tokens`, `words`: the words of what somebody said. */
function isListOfWords(text: string): boolean {
  return /\.(?:split|split_whitespace|splitlines|matchAll|findall)\(|^(?:\w+_)?(?:tokens|words)$|tokeni[sz]e\(|findall\(/.test(
    text,
  );
}

function isWordsOfText(code: CodeModel, list: SyntaxNode): boolean {
  const values = code.valuesOf(list);
  return isListOfWords(code.textOf(list)) && values.every((value) => isListOfWords(code.textOf(value)));
}

/** Whether the right side of `word in …` is a text rather than another list. */
function isText(text: string): boolean {
  return !/^\{|^\[/.test(text);
}

function memberList(code: CodeModel, body: SyntaxNode, written: string): SyntaxNode | null {
  let list: SyntaxNode | null = null;
  body.walk((node) => {
    if (list === null && code.textOf(node).replace(/\s+/g, ' ') === written.trim()) list = node;
  });
  return list;
}

/** `BLOCKED & set(text.split())`, `BLOCKED.isdisjoint(words)`, `set(words).intersection(BLOCKED)` */
function setTest(code: CodeModel, node: SyntaxNode): WordTest | null {
  const sides = /^(?:binary_operator|call)$/.test(node.type) ? setSides(code, node) : null;
  if (sides === null) return null;
  const [left, right] = sides.map((side) => code.textOf(side).replace(/^(?:set|frozenset)\((.*)\)$/s, '$1'));
  const [list, text] =
    right !== undefined && isListOfWords(right)
      ? [sides[0], right]
      : left !== undefined && isListOfWords(left)
        ? [sides[1], left]
        : [undefined, ''];
  return list === undefined ? null : { node, list, text };
}

function setSides(code: CodeModel, node: SyntaxNode): SyntaxNode[] | null {
  if (node.type === 'binary_operator') {
    const left = node.childForField('left');
    const right = node.childForField('right');
    return node.childForField('operator')?.type !== '&' || left === null || right === null ? null : [left, right];
  }
  const callee = node.childForField('function');
  if (
    callee?.type !== 'attribute' ||
    callee.length > 200 ||
    !/\.(?:isdisjoint|intersection)$/.test(code.textOf(callee))
  )
    return null;
  const object = callee.childForField('object');
  const first = node.childForField('arguments')?.namedChildren[0];
  return object === null || first === undefined ? null : [object, first];
}

/** `PATTERN.search(text)` after `PATTERN = re.compile("|".join(BLOCKED))` */
function joinedTest(code: CodeModel, node: SyntaxNode): WordTest | null {
  if (node.type !== 'call' && node.type !== 'call_expression') return null;
  const callee = node.childForField('function');
  const receiver = callee?.childForField('object') ?? null;
  const text = node.childForField('arguments')?.namedChildren[0];
  if (callee === null || receiver === null || text === undefined || receiver.type === 'call') return null;
  if (!/\.(?:search|match|findall|test|exec|fullmatch)$/.test(code.textOf(callee))) return null;
  for (const value of code.valuesOf(receiver)) {
    const joined = /\.join\(\s*([\w.]+)\s*\)|([\w.$]+)\.join\(|for \w+ in ([\w.]+)/.exec(code.textOf(value));
    const name = joined?.[1] ?? joined?.[2] ?? joined?.[3];
    if (name === undefined || !/compile\(|RegExp\(/.test(code.textOf(value))) continue;
    const list = memberList(code, value, name);
    if (list !== null) return { node, list, text: code.textOf(text) };
  }
  return null;
}
