import type { Call, CodeModel } from '../../../languages/code-model';
import { type ExceptionHandler, exceptionHandler } from '../../../languages/exception-handlers';
import type { SyntaxNode } from '../../../languages/syntax-node';
import type { FileEdit, Fix } from '../../finding';
import { lineEndingOf } from '../../../documents/line-ending';
import { indentationBefore } from '../timeouts/statement-layout';
import { NOTHING_YET, REACHES_OUT, type RetryFault } from './retry-fault';
import { retryDecoratorFaults } from './retry-decorators';

const ATTEMPTS = 10;
const LONGEST_PAUSE_SECONDS = 60;

export function pythonRetryFaults(code: CodeModel, uri: string): RetryFault[] {
  return [...code.loops.flatMap((loop) => loopFault(code, uri, loop)), ...retryDecoratorFaults(code)];
}

interface Retry {
  readonly attempt: SyntaxNode;
  readonly handlers: readonly ExceptionHandler[];
}

function loopFault(code: CodeModel, uri: string, loop: SyntaxNode): RetryFault[] {
  const bounds = boundsOf(code, loop);
  if (bounds === null || loop.hasError) return [];
  const body = loop.childForField('body');
  const retry = body === null ? null : retryIn(code, body, bounds === 'bounded');
  if (body === null || retry === null) return [];
  // A handler that ends the loop by a count, a deadline or a flag bounds it.
  const text = code.textOf(body);
  if (bounds === 'endless' && (retry.handlers.some((handler) => leaves(code, handler.body)) || countsAttempts(text)))
    return [];
  const pauses = code.calls.filter(
    (call) =>
      call.name === 'sleep' && call.node.start >= body.start && call.node.end <= body.end && call.arguments.length > 0,
  );
  if (pauses.some((pause) => grows(code, loop, pause))) return [];
  if (bounds === 'bounded' && pauses.length === 0) return [];
  const node = loop.childForField('condition') ?? loop.childForField('right') ?? loop;
  const fix = endlessFix(code, uri, loop, body, retry, pauses);
  return [
    {
      node,
      kind: bounds === 'endless' ? 'endless' : 'constant',
      fix: bounds === 'endless' ? fix : pauseFix(code, uri, loop, pauses),
    },
  ];
}

/** `while True` has none, `for … in range(n)` has; null for every other loop. */
function boundsOf(code: CodeModel, loop: SyntaxNode): 'endless' | 'bounded' | null {
  if (loop.type === 'while_statement') {
    const condition = loop.childForField('condition');
    return condition !== null && /^(True|1|\(True\))$/.test(code.textOf(condition)) ? 'endless' : null;
  }
  const over = loop.childForField('right');
  return over !== null && /^range\(/.test(code.textOf(over)) && code.textOf(over).length < 80 ? 'bounded' : null;
}

/** The attempt of a loop that leaves when it worked, and its handlers; null when the loop does something else. */
function retryIn(code: CodeModel, body: SyntaxNode, bounded: boolean): Retry | null {
  const statement = body.namedChildren.find((child) => child.type === 'try_statement');
  const attempt = statement?.childForField('body') ?? null;
  if (statement === undefined || attempt === null) return null;
  const after = body.namedChildren.slice(body.namedChildren.indexOf(statement) + 1);
  const whenDone = [attempt, ...statement.children.filter((child) => child.type === 'else_clause'), ...after];
  if (!whenDone.some((block) => endsLoop(block, bounded))) return null;
  const handlers = statement.children
    .filter((child) => child.type === 'except_clause')
    .flatMap((child) => exceptionHandler(code, child) ?? []);
  const failures = handlers.filter((handler) => !leaves(code, handler.body));
  if (failures.length === 0) return null;
  if (failures.every((handler) => handler.types.length > 0 && handler.types.every((type) => NOTHING_YET.test(type))))
    return null;
  const { start, end } = attempt;
  const tried = code.calls.filter((call) => call.node.start >= start && call.node.end <= end);
  if (tried.some(({ name }) => /^(input|getpass|readline|prompt|get_nowait|wait_for_message)$/.test(name))) return null;
  return tried.some(({ name }) => REACHES_OUT.test(name)) ? { attempt, handlers: failures } : null;
}

/**
 * Whether a block leaves the loop on its straight way; where the loop is bounded anyway, under a condition (`if response.ok: return response`) counts,
 * too. In an endless loop that is how a main loop is told to stop.
 */
function endsLoop(block: SyntaxNode, conditionally: boolean): boolean {
  const inside = (child: SyntaxNode | null): boolean => child !== null && endsLoop(child, conditionally);
  switch (block.type) {
    case 'return_statement':
    case 'break_statement':
      return true;
    case 'else_clause':
    case 'block':
      return block.namedChildren.some(inside);
    case 'with_statement':
      return inside(block.childForField('body'));
    case 'if_statement':
      return conditionally && inside(block.childForField('consequence'));
    default:
      return false;
  }
}

/** Whether a handler raises, returns or breaks somewhere. */
function leaves(code: CodeModel, block: SyntaxNode): boolean {
  return /\b(raise|return|break|sys\.exit|os\._exit)\b/.test(code.textOf(block));
}

function countsAttempts(body: string): boolean {
  return /\b(if|while)\b[^\n]*\b(attempts?|retries|retry\w*|tries|count\w*|deadline|elapsed|timeout|monotonic|time\(\)|max_\w+|remaining|shutdown|stop\w*|running|cancel\w*)\b/i.test(
    body,
  );
}

/** A pause that is not the same each time: `2 ** attempt`, a variable that changes, a function of the attempt. */
function grows(code: CodeModel, loop: SyntaxNode, pause: Call): boolean {
  const [argument] = pause.arguments;
  if (argument === undefined) return false;
  const text = code.textOf(argument.value);
  if (/\*\*|<<|random|uniform|jitter|backoff|pow\(|expo|\bmin\(|\bmax\(/i.test(text)) return true;
  const counter = loop.childForField('left');
  if (counter !== null && new RegExp(`\\b${code.textOf(counter).replace(/\W/g, '')}\\b`).test(text)) return true;
  const names = text.match(/[A-Za-z_]\w*/g) ?? [];
  const body = code.textOf(loop);
  return (
    names.some((name) => new RegExp(`\\b${name}\\s*([*+]=|=[^=])`).test(body)) || /\(/.test(text) || /\[/.test(text)
  );
}

/** `while True` becomes ten attempts, the last of which raises; the pause doubles. */
function endlessFix(
  code: CodeModel,
  uri: string,
  loop: SyntaxNode,
  body: SyntaxNode,
  retry: Retry,
  pauses: readonly Call[],
): Fix | null {
  const condition = loop.childForField('condition');
  const around = code.enclosingFunction(loop);
  if (condition === null || loop.childOfType('else_clause') !== null) return null;
  if (/\battempt\b/.test(code.textOf(around?.node ?? body))) return null;
  const firsts = retry.handlers.map((handler) => handler.statements[0]);
  const places = firsts.map((first) =>
    first === undefined ? null : { first, indentation: indentationBefore(code, first) },
  );
  if (places.some((place) => place === null || place.indentation === null)) return null;
  return {
    title: `Give up after ${ATTEMPTS} attempts, with growing pauses`,
    safety: 'review',
    edits: () => {
      const eol = lineEndingOf(code.text);
      const unit = indentationUnit(code, loop, body);
      const raises = places.flatMap((place): FileEdit[] => {
        if (place === null) return [];
        const { start } = place.first;
        const newText = `if attempt == ${ATTEMPTS - 1}:${eol}${place.indentation}${unit}raise${eol}${place.indentation}`;
        return [{ uri, range: { start, end: start }, newText }];
      });
      const head: FileEdit = {
        uri,
        range: { start: loop.start, end: condition.end },
        newText: `for attempt in range(${ATTEMPTS})`,
      };
      return [head, ...raises, ...pauseEdits(code, uri, pauses, 'attempt')];
    },
  };
}

function pauseFix(code: CodeModel, uri: string, loop: SyntaxNode, pauses: readonly Call[]): Fix | null {
  const counter = loop.childForField('left');
  const name = counter === null ? '_' : code.textOf(counter);
  const over = loop.childForField('right');
  if (!/^[a-z]\w*$/i.test(name) || over === null || !/^range\([^,]*\)$/.test(code.textOf(over))) return null;
  if (pauseEdits(code, uri, pauses, name).length === 0) return null;
  return { title: 'Let the pauses grow', safety: 'review', edits: () => pauseEdits(code, uri, pauses, name) };
}

function pauseEdits(code: CodeModel, uri: string, pauses: readonly Call[], counter: string): FileEdit[] {
  return pauses.flatMap((pause): FileEdit[] => {
    const value = pause.arguments[0]?.value;
    if (value === undefined || !/^(integer|float|identifier|attribute)$/.test(value.type)) return [];
    const newText = `min(${code.textOf(value)} * 2**${counter}, ${LONGEST_PAUSE_SECONDS})`;
    return [{ uri, range: { start: value.start, end: value.end }, newText }];
  });
}

function indentationUnit(code: CodeModel, loop: SyntaxNode, body: SyntaxNode): string {
  const outer = indentationBefore(code, loop) ?? '';
  const inner = indentationBefore(code, body) ?? '';
  return inner.startsWith(outer) && inner.length > outer.length ? inner.slice(outer.length) : '    ';
}
