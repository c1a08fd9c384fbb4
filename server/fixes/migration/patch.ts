import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import { lineEndingOf } from '../../documents/line-ending';

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
    // What is inserted right before the range belongs to what stands there.
    this.changes = this.changes.filter(
      (change) => change.start < start || change.end > end || (change.end === start && change.start === start),
    );
    this.changes.push({ start, end, newText });
  }

  insert(at: number, newText: string): void {
    this.changes.push({ start: at, end: at, newText });
  }

  /** Adds a line behind the last line of a node, its trailing comment included. `text` comes without a line end. */
  insertLineAfter(node: TextRange, line: string): void {
    const { text } = this.code;
    const feed = text.indexOf('\n', node.end);
    const end = feed === -1 ? text.length : text[feed - 1] === '\r' ? feed - 1 : feed;
    const lineEnding = lineEndingOf(text);
    // Where the last line itself is taken out, the new one takes its place.
    const removed = this.changes.find((change) => change.newText === '' && change.start < end && change.end >= end);
    if (removed === undefined) this.insert(end, `${lineEnding}${line}`);
    else this.insert(removed.start, `${line}${lineEnding}`);
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

  /** Lines of a block lose one indentation and get another. Blocks inside blocks move on their own first, then with these. */
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
    return { start, end };
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
    const { text } = this.code;
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
      if (change.start < at) continue;
      result += text.slice(at, change.start) + this.reindented(change);
      at = change.end;
      // What is taken out between two blank lines takes one of them along.
      if (change.newText === '' && change.end > change.start && /(?:^|\n|:)[ \t]*\r?\n$/.test(result.slice(-200))) {
        const blank = text[at - 1] === '\n' ? /^[ \t]*\r?\n/.exec(text.slice(at, Math.min(range.end, at + 200))) : null;
        if (
          blank !== null &&
          !all.some((other) => other.start === other.end && other.start >= at && other.start < at + blank[0].length)
        )
          at += blank[0].length;
      }
    }
    return result + text.slice(at, range.end);
  }

  /** New lines are written with the indentation of their surroundings as they were; they move with these. */
  private reindented(change: Change): string {
    if (!change.newText.includes('\n') || this.indentations.length === 0) return change.newText;
    const atLineStart = change.start === 0 || this.code.text[change.start - 1] === '\n';
    return change.newText
      .split('\n')
      .map((line, index, lines) => {
        const lead = /^[ \t]*/.exec(line)?.[0] ?? '';
        const blank = line.trim() === '' && index < lines.length - 1;
        if (blank || (index === 0 && !atLineStart)) return line;
        return this.moved(lead, change.start, true) + line.slice(lead.length);
      })
      .join('\n');
  }

  private indentationChanges(range: TextRange): Change[] {
    if (this.indentations.length === 0) return [];
    const { text } = this.code;
    const found: Change[] = [];
    let line = range.start === 0 || text[range.start - 1] === '\n' ? range.start : text.indexOf('\n', range.start) + 1;
    while (line < range.end && (line > 0 || range.start === 0)) {
      const lead = /^[ \t]*/.exec(text.slice(line, line + 200))?.[0] ?? '';
      if (line + lead.length <= range.end && !this.isInString(line)) {
        const newText = this.moved(lead, line, false);
        if (newText !== lead) found.push({ start: line, end: line + lead.length, newText });
      }
      const feed = text.indexOf('\n', line);
      if (feed === -1) break;
      line = feed + 1;
    }
    return found;
  }

  /** The white space that a line gets: every block around it that moves changes it, the innermost first. */
  private moved(lead: string, at: number, atEnd: boolean): string {
    const around = this.indentations
      .filter((rule) => at >= rule.start && (atEnd ? at <= rule.end : at < rule.end))
      .sort((a, b) => a.end - a.start - (b.end - b.start));
    let result = lead;
    for (const rule of around) if (result.startsWith(rule.from)) result = rule.to + result.slice(rule.from.length);
    return result;
  }

  private isInString(offset: number): boolean {
    for (let node: SyntaxNode | null = this.code.root.descendantAt(offset); node !== null; node = node.parent) {
      if (node.type === 'string' && node.start < offset) return true;
      if (node.type === 'block' || node.type === 'module') return false;
    }
    return false;
  }
}
