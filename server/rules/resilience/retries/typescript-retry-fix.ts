import type { Call, CodeModel } from '../../../languages/code-model';
import type { ExceptionHandler } from '../../../languages/exception-handlers';
import type { SyntaxNode } from '../../../languages/syntax-node';
import type { FileEdit, Fix } from '../../finding';
import { lineEndingOf } from '../../../documents/line-ending';
import { indentationBefore } from '../timeouts/statement-layout';

const ATTEMPTS = 10;
const LONGEST_PAUSE_MILLISECONDS = 60_000;

/** `while (true)` becomes ten attempts, the last of which throws; the pauses double. Null where the loop's shape leaves no place for that. */
export function endlessFix(
  code: CodeModel,
  uri: string,
  loop: SyntaxNode,
  body: SyntaxNode,
  handler: ExceptionHandler,
  pauses: readonly Call[],
): Fix | null {
  const around = code.enclosingFunction(loop);
  if (loop.type === 'do_statement' || /\battempt\b/.test(code.textOf(around?.node ?? loop))) return null;
  // `catch ({ code })` has no name for what is to be thrown.
  if (handler.binding !== null && !/^\w+(?:\s*:.*)?$/s.test(handler.binding)) return null;
  const free = /\berror\b/.test(code.textOf(handler.body)) ? 'failure' : 'error';
  const error = handler.binding === null ? free : (/^\w+/.exec(handler.binding)?.[0] ?? free);
  return {
    title: `Give up after ${ATTEMPTS} attempts, with growing pauses`,
    safety: 'review',
    edits: () => {
      const head = { start: loop.start, end: body.start };
      const named: FileEdit[] =
        handler.binding === null
          ? [{ uri, range: { start: handler.body.start, end: handler.body.start }, newText: `(${error}) ` }]
          : [];
      const throws = `if (attempt === ${ATTEMPTS - 1}) throw ${error};`;
      return [
        { uri, range: head, newText: 'for (let attempt = 0; ; attempt++) ' },
        ...named,
        firstInBlock(code, uri, handler, throws),
        ...pauseEdits(code, uri, pauses, 'attempt'),
      ];
    },
  };
}

/** The same number of attempts, with pauses that double. */
export function pauseFix(code: CodeModel, uri: string, pauses: readonly Call[], counter: string | null): Fix | null {
  if (counter === null || pauseEdits(code, uri, pauses, counter).length === 0) return null;
  return { title: 'Let the pauses grow', safety: 'review', edits: () => pauseEdits(code, uri, pauses, counter) };
}

function firstInBlock(code: CodeModel, uri: string, { body, statements }: ExceptionHandler, line: string): FileEdit {
  const [first] = statements;
  const indentation = first === undefined ? null : indentationBefore(code, first);
  if (first === undefined || indentation === null) {
    const at = body.start + 1;
    const space = code.text[at] === '}' ? ' ' : '';
    return { uri, range: { start: at, end: at }, newText: ` ${line}${space}` };
  }
  const at = first.start;
  return { uri, range: { start: at, end: at }, newText: `${line}${lineEndingOf(code.text)}${indentation}` };
}

function pauseEdits(code: CodeModel, uri: string, pauses: readonly Call[], counter: string): FileEdit[] {
  return pauses.flatMap((pause): FileEdit[] => {
    const value = (pause.name === 'setTimeout' ? pause.arguments[1] : pause.arguments[0])?.value;
    if (value === undefined || !/^(?:number|identifier|member_expression)$/.test(value.type)) return [];
    const pauseLength = `Math.min(${code.textOf(value)} * 2 ** ${counter}, ${longestFor(code, value)})`;
    return [
      { uri, range: { start: value.start, end: value.end }, newText: `${pauseLength} * (0.5 + Math.random() / 2)` },
    ];
  });
}

/** A minute, in the unit of the pause: nobody waits for less than a tenth of a second in milliseconds. */
function longestFor(code: CodeModel, value: SyntaxNode): string {
  const length = code.integerValue(value);
  return length !== null && length < 100 ? String(LONGEST_PAUSE_MILLISECONDS / 1000) : '60_000';
}
