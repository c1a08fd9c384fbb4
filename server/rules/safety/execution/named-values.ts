import type { CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';

const LOOPS: Readonly<Record<string, readonly [string, string]>> = {
  for_statement: ['left', 'right'],
  for_in_clause: ['left', 'right'],
  for_in_statement: ['left', 'right'],
  for_expression: ['pattern', 'value'],
};
const COMPREHENSIONS = /^(list|set|dictionary)_comprehension$|^generator_expression$/;

/**
 * Every expression that a name may have got its value or a part of its value from: assignments, `+=`, what was appended to a list, what a loop goes through.
 * Null where it is a parameter or nothing is known.
 */
export function namedValues(code: CodeModel, name: SyntaxNode): readonly SyntaxNode[] | null {
  const written = code.textOf(name);
  if (isParameter(code, name, written)) return null;
  const assigned = code.valuesOf(name);
  const looped = loopedOver(code, name, written);
  if (assigned.length === 0 && looped === null) return null;
  return [...assigned, ...(looped === null ? [] : [looped]), ...additions(code, name, written)];
}

function isParameter(code: CodeModel, name: SyntaxNode, written: string): boolean {
  return code.enclosingFunction(name)?.parameters.some((parameter) => parameter.name === written) === true;
}

function loopedOver(code: CodeModel, name: SyntaxNode, written: string): SyntaxNode | null {
  const binds = (loop: SyntaxNode): SyntaxNode | null => {
    const [target, iterable] = LOOPS[loop.type] ?? [];
    const left = target === undefined ? null : loop.childForField(target);
    if (left === null || iterable === undefined) return null;
    const names = code.textOf(left).split(/[^\w$]+/);
    return names.includes(written) ? loop.childForField(iterable) : null;
  };
  for (let node = name.parent; node !== null; node = node.parent) {
    const clauses = COMPREHENSIONS.test(node.type)
      ? node.namedChildren.filter(({ type }) => type === 'for_in_clause')
      : [node];
    for (const clause of clauses) {
      const iterable = binds(clause);
      if (iterable !== null) return iterable;
    }
  }
  return null;
}

/** `command += option`, `args.append(option)`, `args.push(option)` in the same function. */
function additions(code: CodeModel, name: SyntaxNode, written: string): SyntaxNode[] {
  const scope = code.enclosingFunction(name)?.node ?? code.root;
  const text = code.textOf(scope);
  if (!text.includes('+=') && !/\.(append|extend|insert|push|unshift|push_str)\(/.test(text)) return [];
  const found: SyntaxNode[] = [];
  scope.walk((node) => {
    if (/^(augmented_assignment|augmented_assignment_expression|compound_assignment_expr)$/.test(node.type)) {
      const left = node.childForField('left');
      const right = node.childForField('right');
      if (left !== null && right !== null && code.textOf(left) === written) found.push(right);
    } else if (/^call(_expression)?$/.test(node.type)) {
      const callee = node.childForField('function');
      const list = node.childForField('arguments');
      if (callee === null || list === null) return;
      const path = code.textOf(callee);
      if (path.startsWith(`${written}.`) && /\.(append|extend|insert|push|unshift|push_str)$/.test(path))
        found.push(...list.namedChildren);
    }
  });
  return found;
}
