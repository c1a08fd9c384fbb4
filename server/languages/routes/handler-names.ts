import type { CodeModel, FunctionDefinition } from '../code-model';
import type { SyntaxNode } from '../syntax-node';

const byName = new WeakMap<CodeModel, ReadonlyMap<string, readonly FunctionDefinition[]>>();

/** The function of this file that an expression means: a function written in place, a name, or a method (`self.handle`); null otherwise. */
export function functionMeant(code: CodeModel, expression: SyntaxNode): FunctionDefinition | null {
  const inPlace = code.functions.find(({ node }) => node === expression);
  if (inPlace !== undefined) return inPlace;
  const path = /^(?:[\w$]+(?:\.|::))*([\w$]+)$/.exec(code.textOf(expression));
  const name = path?.[1];
  const candidates = name === undefined ? [] : (functionsByName(code).get(name) ?? []);
  const owner = code.enclosingClass(expression);
  return (
    candidates.find(({ node }) => owner !== null && code.enclosingClass(node)?.node === owner.node) ??
    candidates[0] ??
    null
  );
}

function functionsByName(code: CodeModel): ReadonlyMap<string, readonly FunctionDefinition[]> {
  let names = byName.get(code);
  if (names === undefined) {
    const made = new Map<string, FunctionDefinition[]>();
    for (const definition of code.functions) {
      const known = made.get(definition.name);
      if (known === undefined) made.set(definition.name, [definition]);
      else known.push(definition);
    }
    byName.set(code, (names = made));
  }
  return names;
}
