import type { CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import { isBindCall } from './address-calls';

/** The key of a dictionary's or object's entry as text. */
export function nameOfKey(code: CodeModel, pair: SyntaxNode): string {
  const key = pair.childForField('key');
  if (key === null) return '';
  return code.stringValue(key)?.constant ?? code.textOf(key).replace(/['"]/g, '');
}

/** Names of the dictionaries and variables around a value, innermost first. */
export function namesOfContainers(code: CodeModel, node: SyntaxNode): string[] {
  const names: string[] = [];
  for (let at = node.parent; at !== null; at = at.parent) {
    if (at.type === 'pair') names.push(nameOfKey(code, at));
    const target =
      at.type === 'assignment'
        ? at.childForField('left')
        : at.type === 'variable_declarator'
          ? at.childForField('name')
          : null;
    if (target !== null) return [...names, code.textOf(target)];
  }
  return names;
}

/** For each file the words that stand in the arguments of calls that bind, with where they stand. */
const boundWords = new WeakMap<CodeModel, ReadonlyMap<string, readonly number[]>>();

/** Whether a name is given to a call that binds, somewhere in a file or function. */
export function feedsBind(code: CodeModel, name: string, within: SyntaxNode): boolean {
  if (!/^\w+$/.test(name)) return false;
  let words = boundWords.get(code);
  if (words === undefined) boundWords.set(code, (words = findBoundWords(code)));
  const { start, end } = within;
  return words.get(name)?.some((at) => at >= start && at <= end) ?? false;
}

function findBoundWords(code: CodeModel): Map<string, number[]> {
  const words = new Map<string, number[]>();
  for (const call of code.calls) {
    if (call.argumentList === null || !isBindCall(code, call)) continue;
    for (const [word] of code.textOf(call.argumentList).matchAll(/(?<![\w"'])\w+(?![\w"'])/g)) {
      const places = words.get(word);
      if (places === undefined) words.set(word, [call.node.start]);
      else places.push(call.node.start);
    }
  }
  return words;
}
