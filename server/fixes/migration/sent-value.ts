import type { CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import type { Patch } from './patch';
import { Obstacle, assignmentOf, callOfStatement, lineOf, statementsOf } from './statements';

/** The object that a statement answers with: `send_json(x)`, `send_string(json.dumps(x))`, `send(json.dumps(x).encode())`. Throws an `Obstacle` where there is none. */
export function sentValue(code: CodeModel, patch: Patch, block: SyntaxNode, send: SyntaxNode): SyntaxNode {
  const call = callOfStatement(send);
  const method = call?.childForField('function')?.childForField('attribute');
  const [argument] = call?.childForField('arguments')?.namedChildren ?? [];
  const line = lineOf(code, send);
  if (!method || argument === undefined) throw new Obstacle(`line ${line} answers in a way that is not understood`);
  const name = code.textOf(method);
  if (name === 'send_json') {
    if (/^(?:list|string|integer|float|true|false|none|tuple|list_comprehension)$/.test(argument.type)) {
      throw new Obstacle(`line ${line} answers with something that is no JSON object`);
    }
    return argument;
  }
  if (name === 'send' || name === 'send_string') {
    const dumped = dumpedValue(code, patch, block, argument, 0);
    if (dumped !== null) return dumped;
  }
  throw new Obstacle(`line ${line} answers with something that is no JSON object`);
}

/** What a JSON text was made from, through `encode` and local names. */
function dumpedValue(
  code: CodeModel,
  patch: Patch,
  block: SyntaxNode,
  node: SyntaxNode,
  steps: number,
): SyntaxNode | null {
  if (steps > 4) return null;
  if (node.type === 'call') {
    const callee = node.childForField('function');
    if (callee === null) return null;
    const values = node.childForField('arguments')?.namedChildren ?? [];
    if (/^(?:\w*json\.)?dumps$/.test(code.textOf(callee))) return values[0] ?? null;
    const object = callee.childForField('object');
    return object !== null && code.textOf(callee).endsWith('.encode')
      ? dumpedValue(code, patch, block, object, steps + 1)
      : null;
  }
  if (node.type !== 'identifier') return null;
  const name = code.textOf(node);
  const maker = statementsOf(block).find((statement) => {
    const target = assignmentOf(statement)?.childForField('left');
    return target !== undefined && target !== null && code.textOf(target) === name;
  });
  const value = maker === undefined ? null : (assignmentOf(maker)?.childForField('right') ?? null);
  if (maker === undefined || value === null) return null;
  const dumped = dumpedValue(code, patch, block, value, steps + 1);
  // The text is needed no more, only what it was made from.
  if (dumped !== null && dumped.type === 'identifier') patch.remove(maker);
  return dumped !== null && dumped.type === 'identifier' ? dumped : null;
}
