import type { CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import type { RetryFault } from './retry-fault';
import { growingPauseFix } from './rust-retry-fix';

/** `loop { match connect() { Ok(c) => break c, Err(_) => sleep(ONE_SECOND) } }` and `while let Err(e) = connect() { sleep(…) }`. */
export function rustRetryFaults(code: CodeModel, uri: string): RetryFault[] {
  return code.loops.flatMap((loop): RetryFault[] => {
    const body = loop.childForField('body');
    if (body === null || loop.hasError) return [];
    const node = loop.type === 'loop_expression' ? (loop.children[0] ?? loop) : loop.childForField('condition');
    if (node === null || !isRetry(code, loop, body)) return [];
    const text = code.textOf(body);
    if (COUNTS.test(text) || !/\bsleep\(/.test(text) || grows(text)) return [];
    return [{ node, kind: 'endless', fix: growingPauseFix(code, uri, loop, body) }];
  });
}

const COUNTS = /\bif\b[^{]*\b(attempts?|retries|retry\w*|tries|count|deadline|elapsed|max_\w+|MAX_\w+)\b/;

function grows(text: string): boolean {
  if (/backoff|jitter|\.pow\(|checked_mul|saturating_mul|rand/i.test(text)) return true;
  const pause = /\bsleep\(([^()]*(?:\([^()]*\))?[^()]*)\)/.exec(text)?.[1] ?? '';
  return (pause.match(/[a-z_]\w*/g) ?? []).some((name) => new RegExp(`\\b${name}\\s*([*+]=|=[^=>])`).test(text));
}

function isRetry(code: CodeModel, loop: SyntaxNode, body: SyntaxNode): boolean {
  if (loop.type === 'while_expression') {
    const condition = loop.childForField('condition');
    return condition !== null && /^let\s+Err\b/.test(code.textOf(condition));
  }
  if (loop.type !== 'loop_expression') return false;
  return body.namedChildren.some((statement) => {
    const match = statement.type === 'match_expression' ? statement : statement.childOfType('match_expression');
    const arms = match?.childForField('body')?.namedChildren ?? [];
    const arm = (kind: string): SyntaxNode | undefined =>
      arms.find((candidate) => new RegExp(`^${kind}\\b`).test(code.textOf(candidate)));
    const [done, failed] = [arm('Ok'), arm('Err')];
    if (done === undefined || failed === undefined) return false;
    return (
      /=>\s*\{?\s*(return|break)\b|\b(return|break)\b[^;]*;?\s*\}?,?$/.test(code.textOf(done)) &&
      !/\b(return|break|panic!)\b|\?;/.test(code.textOf(failed))
    );
  });
}
