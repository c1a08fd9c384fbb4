import type { Call, CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import type { FileEdit, Fix } from '../../finding';
import { lineEndingOf } from '../../../documents/line-ending';
import { indentationBefore } from '../timeouts/statement-layout';

/**
 * Lets the pauses of an endless loop double, up to 64 times the first: `sleep(d * 2u32.pow(attempt.min(6)))`. When to give up, and with which error, is not for a
 * fix to say: that is a matter of what the function returns.
 */
export function growingPauseFix(code: CodeModel, uri: string, loop: SyntaxNode, body: SyntaxNode): Fix | null {
  const around = code.enclosingFunction(loop);
  if (/\battempt\b/.test(code.textOf(around?.node ?? loop))) return null;
  const pauses = code.calls.filter(
    ({ name, node, receiver }) =>
      name === 'sleep' && receiver === null && node.start >= body.start && node.end <= body.end,
  );
  const [pause] = pauses;
  const value = pause?.arguments[0]?.value;
  if (pauses.length !== 1 || pause === undefined || value === undefined || pause.arguments.length !== 1) return null;
  if (!/^(?:call_expression|identifier|scoped_identifier|field_expression)$/.test(value.type)) return null;
  const statement = statementAround(loop);
  const indentation = indentationBefore(code, statement);
  if (indentation === null) return null;
  return {
    title: 'Let the pauses grow',
    safety: 'review',
    edits: () => [
      {
        uri,
        range: { start: statement.start, end: statement.start },
        newText: `let mut attempt: u32 = 0;${lineEndingOf(code.text)}${indentation}`,
      },
      { uri, range: { start: value.end, end: value.end }, newText: ' * 2u32.pow(attempt.min(6))' },
      ...countEdits(code, uri, pause),
    ],
  };
}

/** `attempt += 1` right before the pause; an arm that is nothing but the pause becomes a block. */
function countEdits(code: CodeModel, uri: string, pause: Call): FileEdit[] {
  let outer = pause.node;
  while (outer.parent?.type === 'await_expression' || outer.parent?.type === 'try_expression') outer = outer.parent;
  const insert = (at: number, newText: string): FileEdit => ({ uri, range: { start: at, end: at }, newText });
  const statement = outer.parent?.type === 'expression_statement' ? outer.parent : outer;
  const isLine = statement !== outer || outer.parent?.type === 'block';
  if (!isLine) return [insert(outer.start, '{ attempt += 1; '), insert(outer.end, ' }')];
  const indentation = indentationBefore(code, statement);
  return [
    insert(
      statement.start,
      indentation === null ? 'attempt += 1; ' : `attempt += 1;${lineEndingOf(code.text)}${indentation}`,
    ),
  ];
}

/** The statement of a block that a loop is, or whose value it gives. */
function statementAround(loop: SyntaxNode): SyntaxNode {
  let node = loop;
  while (node.parent !== null && node.parent.type !== 'block' && node.parent.type !== 'source_file') node = node.parent;
  return node;
}
