import type { Call, CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';

/** What `**options` of a call may bring: `known` lists the keys when every one of them can be told. */
export interface SpreadKeywords {
  readonly known: ReadonlySet<string> | null;
}

/** The keywords that come with the `**` arguments of a Python call; null when it has none. */
export function spreadKeywords(code: CodeModel, call: Call): SpreadKeywords | null {
  const spreads = call.arguments.filter((argument) => argument.spread);
  if (spreads.length === 0) return null;
  const keys = new Set<string>();
  for (const { name, value } of spreads) {
    const own = name === '**' ? keysOf(code, value) : null;
    if (own === null) return { known: null };
    for (const key of own) keys.add(key);
  }
  return { known: keys };
}

function keysOf(code: CodeModel, value: SyntaxNode): readonly string[] | null {
  const literal = value.type === 'identifier' ? onlyValue(code, value) : value;
  if (literal === null) return null;
  if (literal.type === 'dictionary') return literalKeys(code, literal);
  if (literal.type !== 'call') return null;
  const maker = code.originOf(literal);
  if (maker === null || code.calleeOf(maker) !== 'dict') return null;
  return maker.arguments.every((argument) => argument.name !== null && !argument.spread)
    ? maker.arguments.map((argument) => argument.name as string)
    : null;
}

/** The one value of a name that nothing changes afterwards. */
function onlyValue(code: CodeModel, name: SyntaxNode): SyntaxNode | null {
  const values = code.valuesOf(name);
  const text = code.textOf(name);
  const changed = new RegExp(`(?<![\\w.])${text}(\\[|\\.(update|setdefault|pop)\\b|\\s*\\|=)`);
  return values.length === 1 && !changed.test(code.text) ? (values[0] as SyntaxNode) : null;
}

function literalKeys(code: CodeModel, dictionary: SyntaxNode): readonly string[] | null {
  const keys: string[] = [];
  for (const pair of dictionary.namedChildren) {
    if (pair.type === 'comment') continue;
    const key = pair.type === 'pair' ? pair.childForField('key') : null;
    const text = key === null ? null : (code.stringValue(key)?.constant ?? null);
    if (text === null) return null;
    keys.push(text);
  }
  return keys;
}
