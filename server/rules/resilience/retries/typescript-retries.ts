import type { CodeModel } from '../../../languages/code-model';
import { exceptionHandler } from '../../../languages/exception-handlers';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { REACHES_OUT, type RetryFault } from './retry-fault';
import { endlessFix, pauseFix } from './typescript-retry-fix';

const PAUSE = /^(sleep|delay|wait|setTimeout|timeout|pause)$/i;

export function typescriptRetryFaults(code: CodeModel, uri: string): RetryFault[] {
  return code.loops.flatMap((loop): RetryFault[] => {
    const bounds = boundsOf(code, loop);
    const body = loop.childForField('body');
    if (bounds === null || body === null || loop.hasError) return [];
    const tried = body.namedChildren.find((child) => child.type === 'try_statement');
    const attempt = tried?.childForField('body') ?? null;
    const clause = tried?.childForField('handler') ?? null;
    const handler = clause === null ? null : exceptionHandler(code, clause);
    if (tried === undefined || attempt === null || handler === null) return [];
    const after = body.namedChildren.slice(body.namedChildren.indexOf(tried) + 1);
    if (![attempt, ...after].some(endsLoop)) return [];
    const failing = code.textOf(handler.body);
    if (bounds === 'endless' && /\b(throw|return|break|process\.exit)\b/.test(failing)) return [];
    const inAttempt = code.calls.filter(({ node }) => node.start >= attempt.start && node.end <= attempt.end);
    if (!inAttempt.some(({ name }) => REACHES_OUT.test(name))) return [];
    const pauses = code.calls.filter(
      ({ node, name, arguments: given }) =>
        PAUSE.test(name) && given.length > 0 && node.start >= body.start && node.end <= body.end,
    );
    const counter = counterOf(code, loop);
    if (pauses.some((pause) => grows(code, loop, code.textOf(pause.argumentList ?? pause.node), counter))) return [];
    if (bounds === 'bounded' && pauses.length === 0) return [];
    if (
      bounds === 'endless' &&
      /\b(attempts?|retries|tries|deadline|elapsed|Date\.now|performance\.now|aborted|stopp\w*|closed)\b/i.test(
        code.textOf(body),
      )
    )
      return [];
    const node = loop.childForField('condition') ?? loop;
    return [
      {
        node: node.type === 'empty_statement' ? tried : node,
        kind: bounds === 'endless' ? 'endless' : 'constant',
        fix:
          bounds === 'endless'
            ? endlessFix(code, uri, loop, body, handler, pauses)
            : pauseFix(code, uri, pauses, counter),
      },
    ];
  });
}

function boundsOf(code: CodeModel, loop: SyntaxNode): 'endless' | 'bounded' | null {
  const condition = loop.childForField('condition');
  const text = condition === null ? '' : code.textOf(condition).replace(/[()\s;]/g, '');
  if (text === '' || text === 'true' || text === '1') return 'endless';
  return loop.type === 'for_statement' && /(attempt|retr|tries|try|^i<|^n<)/i.test(text) ? 'bounded' : null;
}

function counterOf(code: CodeModel, loop: SyntaxNode): string | null {
  return /\blet\s+(\w+)/.exec(code.textOf(loop.childForField('initializer') ?? loop).slice(0, 80))?.[1] ?? null;
}

function endsLoop(block: SyntaxNode): boolean {
  if (block.type === 'return_statement' || block.type === 'break_statement') return true;
  return block.type === 'statement_block' && block.namedChildren.some(endsLoop);
}

function grows(code: CodeModel, loop: SyntaxNode, argument: string, counter: string | null): boolean {
  if (/\*\*|Math\.(pow|min|random)|<<|jitter|backoff|random/i.test(argument)) return true;
  if (counter !== null && new RegExp(`\\b${counter}\\b`).test(argument)) return true;
  const names = argument.match(/[A-Za-z_$][\w$]*/g) ?? [];
  const body = code.textOf(loop);
  return names.some((name) => new RegExp(`(?<![\\w.])${name.replace(/\$/g, '\\$')}\\s*([*+]=|=[^=>])`).test(body));
}
