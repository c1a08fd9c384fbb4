import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';

interface Change extends TextRange {
  readonly newText: string;
}

interface Indentation extends TextRange {
  readonly from: string;
  readonly to: string;
}

/**
 * Changes to one text that are collected in any order and rendered at the end: replacements, removed statements, and blocks that move to another
 * indentation. A later replacement of a larger range swallows those inside it.
 */
export class Patch {
  private changes: Change[] = [];
  private readonly indentations: Indentation[] = [];

  constructor(private readonly code: CodeModel) {}

  replace(range: TextRange, newText: string): void {
    const { start, end } = range;
    this.changes = this.changes.filter(
      (change) => !(change.start >= start && change.end <= end && (start !== end || change.end > change.start)),
    );
    this.changes.push({ start, end, newText });
  }

  insert(at: number, newText: string): void {
    this.changes.push({ start: at, end: at, newText });
  }

  /** True when a change already covers this range. */
  covers(range: TextRange): boolean {
    return this.changes.some(
      (change) => change.end > change.start && change.start <= range.start && change.end >= range.end,
    );
  }

  /** Takes out a whole statement with its lines and the comment right above it. */
  remove(statement: SyntaxNode): void {
    if (!this.covers(statement)) this.replace(this.linesOf(statement), '');
  }

  /** Lines of a block lose one indentation and get another; the innermost rule for a line wins. */
  indent(range: TextRange, from: string, to: string): void {
    this.indentations.push({ start: range.start, end: range.end, from, to });
  }

  /** The whole lines a statement stands on, its own comment lines above and a trailing comment included. */
  linesOf(statement: SyntaxNode): TextRange {
    const { text } = this.code;
    let start = text.lastIndexOf('\n', statement.start - 1) + 1;
    const lead = text.slice(start, statement.start);
    if (!/^[ \t]*$/.test(lead)) return statement;
    for (;;) {
      const previous = text.lastIndexOf('\n', start - 2) + 1;
      if (start === 0 || !text.slice(previous, start).startsWith(`${lead}#`)) break;
      start = previous;
    }
    const feed = text.indexOf('\n', statement.end);
    const rest = text.slice(statement.end, feed === -1 ? text.length : feed);
    if (!/^[ \t]*(?:#.*)?\r?$/.test(rest)) return statement;
    const end = feed === -1 ? text.length : feed + 1;
    // Between two blank lines one of them goes, too.
    const blankBefore = /(?:^|\n)[ \t]*\r?\n$/.test(text.slice(0, start));
    const blankAfter = /^[ \t]*\r?\n/.exec(text.slice(end, end + 200));
    return { start, end: blankBefore && blankAfter !== null ? end + blankAfter[0].length : end };
  }

  /**
   * The text of a range after all changes inside it. A change that reaches beyond its end counts as far as the range goes. `joined` leaves out what
   * is inserted right at the start: it belongs to the range before.
   */
  render(range: TextRange, { joined = false } = {}): string {
    const inside = this.changes
      .filter((change) => change.start >= range.start && (change.start < range.end || change.start === change.end))
      .filter((change) => change.start <= range.end && !(joined && change.end === range.start))
      .map((change) => (change.end <= range.end ? change : { ...change, end: range.end }))
      .sort((a, b) => a.start - b.start || Number(a.end !== a.start) - Number(b.end !== b.start) || b.end - a.end);
    const all: Change[] = [];
    let at = range.start;
    for (const change of inside) {
      if (change.start < at) continue;
      all.push(...this.indentationChanges({ start: at, end: change.start }), change);
      at = change.end;
    }
    all.push(...this.indentationChanges({ start: at, end: range.end }));
    let result = '';
    at = range.start;
    for (const change of all) {
      result += this.code.text.slice(at, change.start) + change.newText;
      at = change.end;
    }
    return result + this.code.text.slice(at, range.end);
  }

  private indentationChanges(range: TextRange): Change[] {
    if (this.indentations.length === 0) return [];
    const { text } = this.code;
    const found: Change[] = [];
    for (let line = range.start; line !== 0 && line < range.end; line = text.indexOf('\n', line) + 1) {
      if (text[line - 1] === '\n' && !this.isInString(line)) {
        const rule = this.ruleAt(line);
        if (rule !== null && text.startsWith(rule.from, line) && line + rule.from.length <= range.end) {
          found.push({ start: line, end: line + rule.from.length, newText: rule.to });
        }
      }
      if (!text.includes('\n', line)) break;
    }
    return found;
  }

  private ruleAt(line: number): Indentation | null {
    let best: Indentation | null = null;
    for (const rule of this.indentations) {
      if (line < rule.start || line >= rule.end) continue;
      if (best === null || rule.end - rule.start <= best.end - best.start) best = rule;
    }
    return best;
  }

  private isInString(offset: number): boolean {
    for (let node: SyntaxNode | null = this.code.root.descendantAt(offset); node !== null; node = node.parent) {
      if (node.type === 'string' && node.start < offset) return true;
      if (node.type === 'block' || node.type === 'module') return false;
    }
    return false;
  }
}
