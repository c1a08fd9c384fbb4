import type { CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import type { Patch } from './patch';
import { sentValue } from './sent-value';
import {
  Obstacle,
  blocksOf,
  callOfStatement,
  indentOf,
  isDisposable,
  lineOf,
  statementsOf,
  walkOwn,
} from './statements';

export const FALL_BACK = 'return super().handle_request(request)';
const NO_WRAPPERS: LoopWrappers = { unwrapped: new Set(), kept: new Set(), answered: new Set() };

/** What is known of a loop before its answers are converted. */
export interface LoopWrappers {
  readonly unwrapped: ReadonlySet<SyntaxNode>;
  readonly kept: ReadonlySet<SyntaxNode>;
  /** Statements that have been turned into an answer already. */
  readonly answered: ReadonlySet<SyntaxNode>;
}

/** Turns `socket.send_json(x)` into `return x`, statement by statement. */
export class AnswerConversion {
  constructor(
    private readonly code: CodeModel,
    private readonly patch: Patch,
    private readonly socket: string,
    /** How the loop is ended from inside: `self.running = False`; null when the base has no such flag. */
    private readonly stop: string | null,
    private readonly lineEnding: string,
    /** What stands around the work in the loop itself: wrappers that go, and those that stay and must answer on failure, too. */
    private readonly wrappers: LoopWrappers = NO_WRAPPERS,
  ) {}

  /**
   * Converts a block. `moreFollows`: work stands behind the block that would still be done after an answer. Returns true when
   * every way through the block ends in an answer.
   */
  convert(block: SyntaxNode, moreFollows: boolean, from = 0): boolean {
    if (statementsOf(block).some((statement) => this.wrappers.answered.has(statement))) return true;
    const statements = statementsOf(block).filter((statement) => !this.patch.covers(statement));
    for (let index = from; index < statements.length; index++) {
      const statement = statements[index] as SyntaxNode;
      const rest = statements.slice(index + 1);
      if (this.sendsIn(statement).length === 0) {
        if (this.leaves(statement)) return true;
        continue;
      }
      if (this.isSend(statement)) {
        this.answer(block, statement, rest, moreFollows);
        return true;
      }
      const more = moreFollows || rest.some((behind) => !isDisposable(this.code, behind));
      if (this.convertCompound(statement, more)) {
        for (const dead of rest) this.patch.remove(dead);
        return true;
      }
    }
    return false;
  }

  /** True when every way through the statement answers. */
  private convertCompound(statement: SyntaxNode, moreFollows: boolean): boolean {
    const [first] = blocksOf(statement);
    if (this.wrappers.unwrapped.has(statement) && first !== undefined) return this.convert(first, moreFollows);
    switch (statement.type) {
      case 'if_statement': {
        const answered = blocksOf(statement).map((block) => this.convert(block, moreFollows));
        return answered.every(Boolean) && statement.childOfType('else_clause') !== null;
      }
      case 'match_statement': {
        for (const clause of statement.childOfType('block')?.namedChildren ?? []) {
          for (const block of blocksOf(clause)) this.convert(block, moreFollows);
        }
        return false;
      }
      case 'with_statement':
        return blocksOf(statement)
          .map((block) => this.convert(block, moreFollows))
          .every(Boolean);
      case 'try_statement':
        return this.convertTry(statement, moreFollows);
      default:
        throw new Obstacle(`line ${lineOf(this.code, statement)} answers inside a loop or expression`);
    }
  }

  private convertTry(statement: SyntaxNode, moreFollows: boolean): boolean {
    const { code } = this;
    const body = statement.childForField('body');
    const handlers = statement.children.filter((child) => /^except/.test(child.type) && !this.patch.covers(child));
    const other = statement.children.find((child) => child.type === 'finally_clause' || child.type === 'else_clause');
    if (other !== undefined && this.sendsIn(other).length > 0)
      throw new Obstacle(`line ${lineOf(code, other)} answers in ${other.type.replace('_clause', '')}`);
    if (body === null) return false;
    const inner = statementsOf(body);
    const idle = handlers.every((handler) =>
      blocksOf(handler).every((block) => statementsOf(block).every((one) => isDisposable(code, one))),
    );
    if (idle && other === undefined && inner.every((one) => this.isSend(one) || isDisposable(code, one))) {
      // `try: send(error) except: pass` guards a socket that is no longer there.
      return this.unwrap(statement, body, moreFollows);
    }
    let answered = this.convert(body, moreFollows);
    for (const handler of handlers) {
      const [block] = blocksOf(handler);
      if (block === undefined) continue;
      const done = this.convert(block, moreFollows);
      if (!done && this.wrappers.kept.has(statement)) this.answerFailure(handler, block);
      else answered &&= done;
    }
    return answered;
  }

  /** A handler that only logs still owes the other side an answer. */
  private answerFailure(handler: SyntaxNode, block: SyntaxNode): void {
    const { code, patch } = this;
    const name = /\bas\s+(\w+)\s*:/.exec(code.textOf(handler).split('\n')[0] ?? '')?.[1];
    const statement = name === undefined ? 'raise' : `return {"status": "error", "error": str(${name})}`;
    patch.insertLineAfter(block, `${indentOf(code, block)}${statement}`);
  }

  /** Takes a `try` away and leaves its body in its place. */
  private unwrap(statement: SyntaxNode, body: SyntaxNode, moreFollows: boolean): boolean {
    const { code, patch } = this;
    const lineStart = code.text.lastIndexOf('\n', statement.start - 1) + 1;
    const bodyLine = code.text.lastIndexOf('\n', body.start - 1) + 1;
    patch.replace({ start: lineStart, end: bodyLine }, '');
    patch.indent({ start: bodyLine, end: body.end }, indentOf(code, body), indentOf(code, statement));
    patch.replace({ start: body.end, end: statement.end }, '');
    return this.convert(body, moreFollows);
  }

  private answer(block: SyntaxNode, send: SyntaxNode, rest: readonly SyntaxNode[], moreFollows: boolean): void {
    const { code, patch } = this;
    const value = sentValue(code, patch, block, send);
    if (isUnknownAction(code, send, value)) {
      for (const statement of rest) patch.remove(statement);
      patch.replace(send, FALL_BACK);
      return;
    }
    const second = rest.find((statement) => this.sendsIn(statement).length > 0);
    if (second !== undefined) throw new Obstacle(`line ${lineOf(code, second)} answers a request for the second time`);
    const end = rest.find((statement) => isJump(statement)) ?? null;
    const following = end === null ? rest : rest.slice(0, rest.indexOf(end));
    if (moreFollows && end === null) {
      throw new Obstacle(`after the answer in line ${lineOf(code, send)} other work follows`);
    }
    const indent = indentOf(code, send);
    const stops = end !== null && end.type !== 'continue_statement';
    if (stops && this.stop === null) throw new Obstacle(`line ${lineOf(code, end)} leaves the loop`);
    const kept = following.filter((statement) => !isPause(code, statement));
    for (const statement of following) if (isPause(code, statement)) patch.remove(statement);
    if (end !== null) patch.remove(end);
    const last = kept.at(-1);
    const before = stops ? `${this.stop ?? ''}${this.lineEnding}${indent}` : '';
    if (last === undefined) {
      this.replaceSend(send, value, `${before}return `, '');
      return;
    }
    for (const statement of kept) this.jumpsInside(statement, 'return');
    const name = code.textOf(value);
    const plain = /^\w+$/.test(name) && !kept.some((statement) => this.assigns(statement, name));
    const answer = plain ? name : this.freeName();
    if (plain) patch.remove(send);
    else this.replaceSend(send, value, `${answer} = `, '');
    patch.insertLineAfter(last, `${indent}${before}return ${answer}`);
  }

  /** Replaces what surrounds the value, so that a literal over many lines keeps its comments. */
  private replaceSend(send: SyntaxNode, value: SyntaxNode, before: string, after: string): void {
    if (value.start < send.start || value.end > send.end) {
      this.patch.replace(send, `${before}${this.code.textOf(value)}${after}`);
      return;
    }
    this.patch.replace({ start: send.start, end: value.start }, before);
    this.patch.replace({ start: value.end, end: send.end }, after);
  }

  /** Handles `continue`, `break` and `return` of a statement that sends nothing. Returns true when the statement itself is one. */
  private leaves(statement: SyntaxNode): boolean {
    if (isJump(statement)) {
      this.replaceJump(statement, FALL_BACK);
      return true;
    }
    this.jumpsInside(statement, FALL_BACK);
    return false;
  }

  private jumpsInside(statement: SyntaxNode, replacement: string): void {
    const jumps: SyntaxNode[] = [];
    walkOwn(statement, (node) => {
      if (!isJump(node)) return;
      const loop = node.ancestorOfType('while_statement', 'for_statement');
      if (node.type !== 'return_statement' && loop !== null && loop.start >= statement.start) return;
      jumps.push(node);
    });
    for (const jump of jumps) {
      if (replacement === 'return')
        throw new Obstacle(`line ${lineOf(this.code, jump)} leaves the loop after the answer was sent`);
      this.replaceJump(jump, replacement);
    }
  }

  private replaceJump(jump: SyntaxNode, replacement: string): void {
    if (jump.type === 'continue_statement') {
      this.patch.replace(jump, replacement);
      return;
    }
    if (this.stop === null) throw new Obstacle(`line ${lineOf(this.code, jump)} leaves the loop`);
    this.patch.replace(jump, `${this.stop}${this.lineEnding}${indentOf(this.code, jump)}${replacement}`);
  }

  private isSend(statement: SyntaxNode): boolean {
    const callee = callOfStatement(statement)?.childForField('function');
    return callee !== undefined && callee !== null && this.code.textOf(callee).startsWith(`${this.socket}.send`);
  }

  private sendsIn(node: SyntaxNode): SyntaxNode[] {
    const found: SyntaxNode[] = [];
    node.walk((inner) => {
      const callee = inner.type === 'call' ? inner.childForField('function') : null;
      if (callee !== null && this.code.textOf(callee).startsWith(`${this.socket}.send`)) found.push(inner);
    });
    return found;
  }

  private assigns(statement: SyntaxNode, name: string): boolean {
    let found = false;
    statement.walk((node) => {
      const target =
        node.type === 'assignment' || node.type === 'augmented_assignment' ? node.childForField('left') : null;
      if (target !== null && this.code.textOf(target).split(/[.[]/)[0] === name) found = true;
    });
    return found;
  }

  private freeName(): string {
    return (
      ['answer', 'reply', 'result_to_send'].find((name) => !new RegExp(`\\b${name}\\b`).test(this.code.text)) ??
      'migrated_answer'
    );
  }
}

/** The last branch of a dispatch that answers "unknown action": that answer is the base agent's, which also knows health requests. */
export function isUnknownAction(code: CodeModel, statement: SyntaxNode, value: SyntaxNode): boolean {
  if (value.type !== 'dictionary' || statement.parent?.parent?.type !== 'else_clause') return false;
  const text = code.textOf(value);
  return (
    /["'](?:status|success|error|ok|code)["']/.test(text) &&
    /\b(?:unknown|unsupported|invalid|unrecogni[sz]ed|no such|not (?:supported|implemented|known|recogni[sz]ed))\b/i.test(
      text,
    )
  );
}

function isJump(node: SyntaxNode): boolean {
  return node.type === 'continue_statement' || node.type === 'break_statement' || node.type === 'return_statement';
}

function isPause(code: CodeModel, statement: SyntaxNode): boolean {
  const callee = callOfStatement(statement)?.childForField('function');
  return callee !== undefined && callee !== null && /^(?:time\.)?sleep$/.test(code.textOf(callee));
}
