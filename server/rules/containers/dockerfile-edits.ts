import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { SourceDocument } from '../../documents/document';
import type { Dockerfile, Instruction, Stage } from '../../languages/dockerfile/dockerfile-model';
import { effectiveInstructions, scopeAt } from '../../languages/dockerfile/stages';
import { expand } from '../../languages/dockerfile/variables';
import type { FileEdit } from '../finding';

/** Whole lines from the first of a range to the last, with the last one's line end. */
export function linesOf(document: SourceDocument, range: TextRange): TextRange {
  const { lines, text } = document;
  const end = text.indexOf('\n', Math.max(range.end - 1, range.start));
  return { start: lines.lineStart(lines.lineAt(range.start)), end: end === -1 ? text.length : end + 1 };
}

/** Puts lines in front of an instruction, above the comments that belong to it. */
export function insertBefore(document: SourceDocument, instruction: Instruction, added: readonly string[]): FileEdit {
  const { lines, text } = document;
  let line = lines.lineAt(instruction.range.start);
  const isComment = (candidate: number): boolean =>
    /^\s*#/.test(text.slice(lines.lineStart(candidate), lines.lineEnd(candidate)));
  while (line > 0 && isComment(line - 1) && !isDirective(document, line - 1)) line--;
  const at = lines.lineStart(line);
  return {
    uri: document.uri,
    range: { start: at, end: at },
    newText: added.map((one) => one + document.lineEnding).join(''),
  };
}

function isDirective({ lines, text }: SourceDocument, line: number): boolean {
  return /^\ufeff?#\s*(?:syntax|escape|check)\s*=/i.test(text.slice(lines.lineStart(line), lines.lineEnd(line)));
}

/** Puts lines behind an instruction. */
export function insertAfter(document: SourceDocument, instruction: Instruction, added: readonly string[]): FileEdit {
  const at = instruction.range.end;
  const newText = added.map((one) => document.lineEnding + one).join('');
  return { uri: document.uri, range: { start: at, end: at }, newText };
}

/** True for a stage with an instruction that goes on beyond what is written: lines put behind it would become part of it. */
export function isUnfinished(document: SourceDocument, stage: Stage): boolean {
  return [stage.from, ...stage.instructions].some(({ range, heredocs }) => {
    const text = document.slice(range).trimEnd();
    const end = heredocs.at(-1)?.name;
    return /[\\`]$/.test(text) || (end !== undefined && text.slice(text.lastIndexOf('\n') + 1).trim() !== end);
  });
}

/** Where what belongs to the start of the container goes: in front of the CMD or ENTRYPOINT behind everything that makes the image. */
export function beforeStart(document: SourceDocument, stage: Stage, added: readonly string[]): FileEdit {
  const { instructions } = stage;
  const heavy = instructions.findLastIndex(({ keyword }) =>
    /^(?:RUN|COPY|ADD|WORKDIR|VOLUME|USER|SHELL)$/.test(keyword),
  );
  const start = instructions.slice(heavy + 1).find(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT');
  if (start !== undefined) return insertBefore(document, start, added);
  return insertAfter(document, instructions.at(-1) ?? stage.from, added);
}

/** The working directory in front of an instruction, or at the end of a stage; null when it is not known. */
export function workingDirectory(
  dockerfile: Dockerfile,
  stage: Stage,
  before: Instruction | null = null,
): string | null {
  let directory: string | null = '/';
  for (const instruction of effectiveInstructions(stage)) {
    if (instruction === before) break;
    if (instruction.keyword !== 'WORKDIR') continue;
    const written = instruction.words.map(({ value }) => value).join(' ');
    const next = expand(written, scopeAt(dockerfile, stage, instruction));
    if (next === null) directory = null;
    else if (next.startsWith('/')) directory = next;
    else if (directory !== null) directory = joinPath(directory, next);
  }
  return directory;
}

/** Joins an absolute folder with a path in it, without `.` and `..`, without a slash at the end. */
export function joinPath(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${folder}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
