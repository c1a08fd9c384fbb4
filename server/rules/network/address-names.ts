import type { Call, CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import { isBindCall, isConnectCall } from './address-calls';

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

/** The words of a file that stand in the arguments of some calls, with where these stand. */
type CallWords = ReadonlyMap<string, readonly number[]>;

const boundWords = new WeakMap<CodeModel, CallWords>();
const connectedWords = new WeakMap<CodeModel, CallWords>();

/** Whether a name is given to a call that binds, somewhere in a file or function. */
export function feedsBind(code: CodeModel, name: string, within: SyntaxNode): boolean {
  return stands(boundWords, code, name, within, (call) => isBindCall(code, call));
}

/** Whether a name is given to a call that connects, somewhere in a file or function. */
export function feedsConnect(code: CodeModel, name: string, within: SyntaxNode): boolean {
  return stands(connectedWords, code, name, within, isConnectCall);
}

function stands(
  known: WeakMap<CodeModel, CallWords>,
  code: CodeModel,
  name: string,
  { start, end }: SyntaxNode,
  asked: (call: Call) => boolean,
): boolean {
  if (!/^\w+$/.test(name)) return false;
  let words = known.get(code);
  if (words === undefined) known.set(code, (words = wordsIn(code, asked)));
  return words.get(name)?.some((at) => at >= start && at <= end) ?? false;
}

function wordsIn(code: CodeModel, asked: (call: Call) => boolean): CallWords {
  const words = new Map<string, number[]>();
  for (const call of code.calls) {
    if (call.argumentList === null || !asked(call)) continue;
    for (const [word] of code.textOf(call.argumentList).matchAll(/(?<![\w"'])\w+(?![\w"'])/g)) {
      const places = words.get(word);
      if (places === undefined) words.set(word, [call.node.start]);
      else places.push(call.node.start);
    }
  }
  return words;
}
