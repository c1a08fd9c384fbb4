import type { EditedText, TextEdit } from './edited-text';
import { childOfScalar, slippedLine, slippedName } from './indentation-repairs';
import { lineAt, nextContent, splitLines, type Line } from './lines';
import { quotePlaceholdersInFlow } from './placeholders';
import type { RepairCandidate } from './repair-candidate';

/**
 * Candidates for the mistakes that hands and scripts make in startup files, most telling first. `near` is where YAML
 * stumbled, in the text the user wrote: mistakes stand at it or above it.
 */
export function* repairCandidates(edited: EditedText, near: number): Generator<RepairCandidate> {
  const { original } = edited;
  const lines = splitLines(original);
  const at = Math.min(lineAt(lines, near), lines.length - 1);
  yield* mergeConflict(lines);
  yield* placeholdersInFlow(original);
  yield* tabs(lines);
  yield* openQuotes(lines, at);
  yield* slippedLine(lines, at);
  yield* slippedName(lines, at);
  yield* childOfScalar(lines, at);
  yield* openBrackets(lines, at);
  yield* missingSpace(lines, at);
}

function* placeholdersInFlow(text: string): Generator<RepairCandidate> {
  if (!text.includes('${')) return;
  const edits = quotePlaceholdersInFlow(text);
  const [first, second] = edits;
  if (!first || !second) return;
  const count = edits.length / 2;
  const range = { start: first.range.start, end: second.range.start };
  const others = count === 1 ? '' : `, and ${count - 1} more value${count === 2 ? '' : 's'} of this file`;
  yield {
    edits,
    problem: {
      kind: 'syntax',
      severity: 'warning',
      range,
      message: `${text.slice(range.start, range.end)}${others} must stand in quotes: inside { } and [ ] YAML takes the braces of a placeholder for a map, and loaders reject the file.`,
      repair: { title: count === 1 ? 'Put the value in quotes' : `Put all ${count} values in quotes`, edits },
    },
  };
}

function* mergeConflict(lines: readonly Line[]): Generator<RepairCandidate> {
  const first = lines.find((line) => line.text.startsWith('<<<<<<< '));
  if (!first) return;
  const edits: TextEdit[] = [];
  let side: 'both' | 'ours' | 'theirs' = 'both';
  for (const line of lines) {
    const marker = /^(<{7} |\|{7} |={7}$|>{7} )/.exec(line.text);
    if (marker) {
      side = line.text.startsWith('<') ? 'ours' : line.text.startsWith('>') ? 'both' : 'theirs';
    }
    // Comments keep the length and the lines: the other side is not read, and nothing moves.
    if ((marker || side === 'theirs') && line.end > line.start) {
      edits.push({ range: { start: line.start, end: line.start + 1 }, newText: '#' });
    }
  }
  yield {
    edits,
    problem: {
      kind: 'syntax',
      range: { start: first.start, end: first.end },
      message: 'This merge conflict is not resolved: keep one side and delete the markers. The first side was read.',
    },
  };
}

function* tabs(lines: readonly Line[]): Generator<RepairCandidate> {
  const edits: TextEdit[] = [];
  for (const line of lines) {
    const indent = /^[ \t]*/.exec(line.text)![0];
    if (!indent.includes('\t') || indent.length === line.text.length) continue;
    edits.push({
      range: { start: line.start, end: line.start + indent.length },
      newText: indent.replaceAll('\t', '  '),
    });
  }
  const [first] = edits;
  if (!first) return;
  yield {
    edits,
    problem: {
      kind: 'syntax',
      range: first.range,
      message: 'YAML allows no tabs in indentation.',
      repair: { title: 'Indent with two spaces for each tab', edits },
    },
  };
}

const OPEN_QUOTE = /^(\s*(?:-\s+)*(?:\{\s*)?(?:[\w.-]+\s*:\s+|-\s+))(["'])((?:(?!\2)[^\\]|\\.)*)$/;
const OPEN_QUOTE_IN_FLOW = /([:,[{]\s*)(["'])(\$\{[\w:.-]+\}\s*\+\s*\d+|[\w./-]+)(?=\s*[,}\]])/g;

function* openQuotes(lines: readonly Line[], near: number): Generator<RepairCandidate> {
  const candidates: RepairCandidate[] = [];
  // An open quote swallows what follows up to the next quote, or the end: look from the stumble upwards.
  for (let i = near; i >= 0 && candidates.length < 24; i--) {
    const line = lines[i]!;
    const open = OPEN_QUOTE.exec(line.text);
    if (open && startsEntry(lines, i)) {
      const [, before, quote, rest] = open as unknown as [string, string, string, string];
      const value = rest
        .replace(/\s+#.*$/, '')
        .trimEnd()
        .replace(/,$/, '');
      candidates.push(closeQuote(line, before.length, before.length + 1 + value.length, quote));
      continue;
    }
    if (countQuotes(line.text) % 2 === 0) continue;
    for (const match of line.text.matchAll(OPEN_QUOTE_IN_FLOW)) {
      const start = match.index + match[1]!.length;
      candidates.push(closeQuote(line, start, start + 1 + match[3]!.length, match[2]!));
    }
    const stray = /^(\s*(?:-\s+)*[\w.-]+\s*:\s+)([^"'\s#][^"'#]*)(["'])\s*$/.exec(line.text);
    if (stray) {
      const end = line.start + stray[1]!.length + stray[2]!.length;
      candidates.push({
        edits: [{ range: { start: end, end: end + 1 }, newText: '' }],
        problem: {
          kind: 'syntax',
          range: { start: end, end: end + 1 },
          message: 'This quote closes nothing.',
          repair: { title: 'Remove the quote', edits: [{ range: { start: end, end: end + 1 }, newText: '' }] },
        },
      });
    }
  }
  yield* candidates;
}

function closeQuote(line: Line, from: number, to: number, quote: string): RepairCandidate {
  const range = { start: line.start + from, end: line.start + to };
  const edits = [{ range: { start: range.end, end: range.end }, newText: quote }];
  return {
    edits,
    problem: {
      kind: 'syntax',
      range,
      message: `The quote opened here is never closed: ${line.text.slice(from, to).slice(0, 60)}`,
      repair: { title: `Add the missing ${quote}`, edits },
    },
  };
}

/** Does the text go on with something that cannot belong to a quoted value: another entry, or the end? */
function startsEntry(lines: readonly Line[], index: number): boolean {
  const own = lines[index]!;
  const next = nextContent(lines, index);
  if (!next) return true;
  return /^\s*(?:-\s|["']?[\w.-]+["']?\s*:(?:\s|$)|[{}\]])/.test(next.text) || next.indentation < own.indentation;
}

function countQuotes(text: string): number {
  return (text.match(/(?<!\\)"/g) ?? []).length;
}

/** `dependencies: [A, B` and `- { name: A` with the next entry on the next line. */
function* openBrackets(lines: readonly Line[], near: number): Generator<RepairCandidate> {
  for (let i = near; i >= Math.max(0, near - 30); i--) {
    const line = lines[i]!;
    const code = line.text.replace(/\s#.*$/, '').trimEnd();
    const open = /^(\s*(?:-\s+)*(?:[\w.-]+\s*:\s+)?)([[{])/.exec(code);
    if (!open || !startsEntry(lines, i)) continue;
    const closer = open[2] === '[' ? ']' : '}';
    const missing = count(code, open[2]!) - count(code, closer);
    if (missing !== 1) continue;
    const end = line.start + code.replace(/,$/, '').length;
    const edits = [{ range: { start: end, end: line.start + code.length }, newText: open[2] === '{' ? ' }' : ']' }];
    const start = line.start + open[1]!.length;
    yield {
      edits,
      problem: {
        kind: 'syntax',
        range: { start, end: line.start + code.length },
        message: `The ${open[2]!} opened here is never closed.`,
        repair: { title: `Add the missing ${closer}`, edits },
      },
    };
  }
}

/** `port:7200` is a word to YAML, not a key and its value. */
function* missingSpace(lines: readonly Line[], near: number): Generator<RepairCandidate> {
  for (let i = near; i >= Math.max(0, near - 3); i--) {
    const line = lines[i]!;
    const match = /^(\s*(?:-\s+)?)([A-Za-z_][\w-]*):(?=[^\s:/\\])/.exec(line.text);
    if (!match) continue;
    const at = line.start + match[0].length;
    const edits = [{ range: { start: at, end: at }, newText: ' ' }];
    yield {
      edits,
      problem: {
        kind: 'syntax',
        range: { start: line.start + match[1]!.length, end: at },
        subject: match[2]!,
        message: `A space is missing behind "${match[2]!}:": without it YAML reads one word.`,
        repair: { title: 'Add the space', edits },
      },
    };
  }
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
