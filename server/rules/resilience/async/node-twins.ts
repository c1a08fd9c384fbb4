import type { Call, CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import type { FileEdit, Fix } from '../../finding';

/** Functions of files that `fs.promises` has under the same name without `Sync`. */
const FILES = /^fs\.(?:readFile|writeFile|appendFile|copyFile|cp|readdir|stat|mkdir|rm|unlink|access)Sync$/;
/** Libraries whose functions give a promise when no callback is passed. */
const HASHING = /^(?:bcrypt|bcryptjs)\.(?:hash|compare)Sync$/;

/** The fix that awaits the twin of a blocking call; null where there is none under the same object. */
export function asynchronousTwin(code: CodeModel, uri: string, call: Call): Fix | null {
  const name = call.callee.childForField('property');
  const module = call.receiver === null ? null : code.pathOf(call.receiver);
  if (name === null || module === null || code.root.hasError) return null;
  const callee = `${module}.${call.name}`;
  const isFile = FILES.test(callee);
  if (!isFile && !HASHING.test(callee)) return null;
  if (needsBrackets(call.node) && mayContinueLine(code, call.node)) return null;
  const twin = `${isFile ? 'promises.' : ''}${call.name.slice(0, -'Sync'.length)}`;
  return {
    title: `Await ${code.textOf(call.receiver ?? call.callee)}.${twin}()`,
    safety: 'safe',
    edits(): FileEdit[] {
      const { start, end } = call.node;
      const open = needsBrackets(call.node) ? ['(await ', ')'] : ['await ', ''];
      return [
        { uri, range: { start, end: start }, newText: open[0] ?? '' },
        { uri, range: { start: name.start, end: name.end }, newText: twin },
        ...(open[1] === '' ? [] : [{ uri, range: { start: end, end }, newText: open[1] ?? '' }]),
      ];
    },
  };
}

/** A statement that begins with a bracket goes on with the line above where that ends without a semicolon. */
function mayContinueLine(code: CodeModel, { start }: SyntaxNode): boolean {
  const before = code.text.slice(0, start).trimEnd();
  const beginsLine = /\n[ \t]*$/.test(code.text.slice(Math.max(0, start - 200), start));
  return beginsLine && !/[;{}(,=]$/.test(before);
}

/** Where `await` would take in less than the call, or its line could be read as going on. */
function needsBrackets({ parent }: SyntaxNode): boolean {
  return /^(?:member_expression|subscript_expression|call_expression|non_null_expression|as_expression|binary_expression|unary_expression)$/.test(
    parent?.type ?? '',
  );
}
