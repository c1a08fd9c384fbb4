import type { DefinitionProblem } from '../model';
import type { TextEdit } from './edited-text';
import { nextContent, previousContent, type Line } from './lines';
import type { RepairCandidate } from './repair-candidate';

/** A key one or two columns off the line above and the line below, which agree. */
export function* slippedLine(lines: readonly Line[], near: number): Generator<RepairCandidate> {
  for (const offset of [0, -1, 1, -2]) {
    const line = lines[near + offset];
    const key = line && /^\s*(?:-\s+)?([\w.-]+)\s*:(?:\s|$)/.exec(line.text);
    const next = nextContent(lines, near + offset);
    const previous = previousContent(lines, near + offset);
    if (!key || !next || !previous) continue;
    const column = next.indentation;
    const isBetween =
      previous.indentation === column || (previous.indentation < column && /:\s*(?:#.*)?$/.test(previous.text));
    const slip = Math.abs(line.indentation - column);
    // A key with deeper lines below it is where it belongs.
    if (/:\s*(?:#.*)?$/.test(line.text) && column > line.indentation) continue;
    if (!isBetween || slip === 0 || slip > 2) continue;
    const indent = { start: line.start, end: line.start + line.indentation };
    const edits = [{ range: indent, newText: ' '.repeat(column) }];
    yield {
      mustCure: true,
      edits,
      problem: {
        kind: 'syntax',
        range: { start: indent.end, end: indent.end + key[0].trimStart().replace(/\s*:\s*$/, '').length },
        subject: key[1]!,
        message: `"${key[1]!}" is ${slip === 1 ? 'one column' : 'two columns'} off the lines around it.`,
        repair: { title: `Indent "${key[1]!}" like the line below`, edits },
      },
    };
  }
}

/** The name of an entry that slipped to the column of its own keys: YAML stumbles at the next entry, far below. */
export function* slippedName(lines: readonly Line[], near: number): Generator<RepairCandidate> {
  for (const stumble of [near, near + 1, near - 1]) {
    const column = lines[stumble]?.indentation ?? 0;
    for (let i = stumble - 1; i > Math.max(0, stumble - 60); i--) {
      const line = lines[i]!;
      const key = /^\s*([\w.-]+)\s*:\s*(?:#.*)?$/.exec(line.text);
      const next = nextContent(lines, i);
      // A list may stand in the column of its key.
      if (!key || line.indentation <= column || next?.indentation !== line.indentation || /^\s*-/.test(next.text))
        continue;
      const indent = { start: line.start, end: line.start + line.indentation };
      const edits = [{ range: indent, newText: ' '.repeat(column) }];
      yield {
        mustCure: true,
        edits,
        problem: {
          kind: 'syntax',
          range: { start: indent.end, end: indent.end + key[1]!.length },
          subject: key[1]!,
          message: `"${key[1]!}" is indented like its own keys: they do not belong to it.`,
          repair: { title: `Indent "${key[1]!}" like its neighbours`, edits },
        },
      };
      break;
    }
  }
}

/** A key below `description: text`, indented deeper: the key above has a value already. */
export function* childOfScalar(lines: readonly Line[], near: number): Generator<RepairCandidate> {
  for (let i = Math.max(1, near - 2); i <= Math.min(lines.length - 1, near + 3); i++) {
    const line = lines[i]!;
    const key = /^\s*([\w.-]+)\s*:(?:\s|$)/.exec(line.text);
    const parent = previousContent(lines, i);
    if (!key || !parent || line.indentation <= parent.indentation) continue;
    const parentKey = /^(\s*(?:-\s+)*)([\w.-]+)\s*:\s+[^\s#|>&{[]/.exec(parent.text);
    if (!parentKey) continue;
    const target = ' '.repeat(parentKey[1]!.length);
    const dedent: TextEdit = { range: { start: line.start, end: line.start + line.indentation }, newText: target };
    const problem: DefinitionProblem = {
      kind: 'syntax',
      range: { start: line.start + line.indentation, end: line.start + line.indentation + key[1]!.length },
      subject: key[1]!,
      message: `"${key[1]!}" is indented as a child of "${parentKey[2]!}", which already has a value: it belongs in the same column.`,
    };
    const title = `Indent "${key[1]!}" like "${parentKey[2]!}"`;
    // A script that moved the key may have moved its list the other way.
    const list: TextEdit[] = [];
    for (let j = i + 1; j < lines.length && /^\s*-\s/.test(lines[j]!.text); j++) {
      if (lines[j]!.indentation >= target.length) break;
      list.push({ range: { start: lines[j]!.start, end: lines[j]!.start + lines[j]!.indentation }, newText: target });
    }
    if (list.length === 0) {
      yield { edits: [dedent], problem: { ...problem, repair: { title, edits: [dedent] } } };
    } else {
      const edits = [dedent, ...list];
      yield { edits, problem: { ...problem, repair: { title, edits } } };
    }
  }
}
