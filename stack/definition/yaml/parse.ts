import { parseAllDocuments, type Document, type YAMLParseError } from 'yaml';
import type { DefinitionProblem } from '../model';
import { EditedText } from './edited-text';
import type { RepairCandidate } from './repair-candidate';
import { repairCandidates } from './repairs';
import { toTree, type YamlTree } from './tree';

export interface ParsedYaml {
  readonly tree: YamlTree;
  /** Errors remain that no repair cured: the tree may hold things in the wrong places. */
  readonly broken: boolean;
  readonly problems: readonly DefinitionProblem[];
}

/** Longer texts are no startup files; nothing of them is read. */
export const MAX_TEXT_LENGTH = 2_000_000;
/** Characters that may be parsed again in search of a repair. */
const REPAIR_BUDGET = 1_500_000;
/** Parses of a short text in search of a repair: each takes milliseconds while somebody types. */
const MAX_ATTEMPTS = 40;
const MAX_REPAIRS = 8;
const MAX_TRIES_FOR_BETTER = 6;
const MAX_REPORTED_ERRORS = 4;
/** YAML's follow-up errors stand within a few lines of the first. */
const CASCADE_LENGTH = 2_000;

/**
 * Parses YAML and goes on where it is broken: mistakes with one likely repair are repaired in memory and reported where they
 * were made, so that the rest of the file is still read. Never throws.
 */
export function parseYaml(text: string): ParsedYaml {
  const known = recent.find((entry) => entry.text === text);
  if (known) return known.parsed;
  const parsed = parseFresh(text);
  recent.unshift({ text, parsed });
  recent.length = Math.min(recent.length, MAX_RECENT);
  return parsed;
}

/** Recognising a file, reading it for the project and checking it ask for the same text in a row. */
const MAX_RECENT = 4;
const recent: { readonly text: string; readonly parsed: ParsedYaml }[] = [];

function parseFresh(text: string): ParsedYaml {
  if (text.length > MAX_TEXT_LENGTH) {
    return {
      tree: { roots: [], truncated: true },
      broken: true,
      problems: [tooLarge(`The file is longer than ${MAX_TEXT_LENGTH} characters and was not read.`)],
    };
  }
  if (tooDeep(text)) {
    return {
      tree: { roots: [], truncated: true },
      broken: true,
      problems: [tooLarge('The file nests collections too deeply and was not read.')],
    };
  }
  let edited = new EditedText(text);
  let attempt = parse(edited.text);
  if (!attempt)
    return {
      tree: { roots: [], truncated: true },
      broken: true,
      problems: [tooLarge('The file could not be read as YAML.')],
    };
  const problems: DefinitionProblem[] = [];
  let budget = Math.min(REPAIR_BUDGET, text.length * MAX_ATTEMPTS);
  for (let repairs = 0; attempt.errors.length > 0 && repairs < MAX_REPAIRS; repairs++) {
    const repaired = repairOnce(edited, attempt, budget);
    budget = repaired.budget;
    if (!repaired.found) break;
    ({ edited, attempt } = repaired.found);
    problems.push(repaired.found.problem);
  }
  problems.push(...describe(attempt.errors, edited));
  return { tree: toTree(attempt.documents, edited), broken: attempt.errors.length > 0, problems };
}

interface Attempt {
  readonly documents: readonly Document[];
  readonly errors: readonly YAMLParseError[];
}

function parse(text: string): Attempt | null {
  try {
    const parsed = parseAllDocuments(text, {
      strict: false,
      uniqueKeys: false,
      logLevel: 'silent',
      prettyErrors: false,
    });
    const documents = (Array.isArray(parsed) ? parsed : []) as Document[];
    return { documents, errors: documents.flatMap((document) => document.errors) };
  } catch {
    // The parser recurses: text made to nest without end overflows its stack.
    return null;
  }
}

interface Repaired {
  readonly edited: EditedText;
  readonly attempt: Attempt;
  readonly problem: DefinitionProblem;
}

/** The first candidate that leaves no error, among a few more once one leads further; else that one. */
function repairOnce(edited: EditedText, before: Attempt, budget: number): { budget: number; found: Repaired | null } {
  const stumble = edited.toOriginal(before.errors[0]!.pos[0]);
  let found: Repaired | null = null;
  let triesLeft = MAX_TRIES_FOR_BETTER;
  for (const candidate of repairCandidates(edited, stumble)) {
    if (budget < edited.text.length || triesLeft === 0) break;
    if (candidate.edits.some((edit) => edited.touches(edit.range))) continue;
    budget -= edited.text.length;
    if (found) triesLeft--;
    const next = edited.with(candidate.edits);
    if (next.text === edited.text) continue;
    const attempt = parse(next.text);
    if (!attempt || !readsFurther(next, attempt, candidate, before, stumble)) continue;
    if (candidate.mustCure && attempt.errors.length > 0) continue;
    const repaired = { edited: next, attempt, problem: candidate.problem };
    if (attempt.errors.length === 0) return { budget, found: repaired };
    found ??= repaired;
  }
  return { budget, found };
}

function readsFurther(
  next: EditedText,
  attempt: Attempt,
  candidate: RepairCandidate,
  before: Attempt,
  stumble: number,
): boolean {
  const [error] = attempt.errors;
  if (!error) return true;
  const reached = next.toOriginal(error.pos[0]);
  if (reached > stumble + 1) return true;
  // An open quote hides the faults behind it: YAML stumbles where the quote ends, far below.
  const openQuote = /closing ["']/.test(before.errors[0]!.message);
  return openQuote && reached > afterNextLine(next.original, candidate.problem.range.end);
}

function afterNextLine(text: string, at: number): number {
  const own = text.indexOf('\n', at);
  const next = own < 0 ? -1 : text.indexOf('\n', own + 1);
  return next < 0 ? text.length : next;
}

function describe(errors: readonly YAMLParseError[], edited: EditedText): DefinitionProblem[] {
  const problems: DefinitionProblem[] = [];
  let covered = -1;
  for (const error of errors) {
    const start = edited.toOriginal(error.pos[0]);
    const end = Math.max(edited.toOriginal(error.pos[1]), start);
    if (start <= covered) continue;
    covered = end + CASCADE_LENGTH;
    if (problems.length === MAX_REPORTED_ERRORS) break;
    problems.push({ kind: 'syntax', range: visible(edited.original, start, end), message: plainWords(error) });
  }
  return problems;
}

/** Underline something: what comes next, or at the end of the file the last thing written. */
function visible(text: string, start: number, end: number): { start: number; end: number } {
  let from = start;
  while (from < text.length && /\s/.test(text[from]!)) from++;
  if (from >= text.length) {
    from = Math.min(start, text.length);
    while (from > 0 && (from === text.length || /\s/.test(text[from]!))) from--;
  }
  const lineEnd = text.indexOf('\n', from);
  return { start: from, end: Math.max(from + 1, Math.min(end, lineEnd < 0 ? text.length : lineEnd)) };
}

function plainWords(error: YAMLParseError): string {
  switch (error.code) {
    case 'BAD_INDENT':
      return 'This line is indented in a way that fits no line above it.';
    case 'TAB_AS_INDENT':
      return 'YAML allows no tabs in indentation.';
    case 'MISSING_CHAR':
      return /quote/.test(error.message)
        ? 'A quote is opened and never closed.'
        : /followed by map values/.test(error.message)
          ? 'A key without its colon, or text that belongs to no key.'
          : error.message.split(' at line ')[0]!;
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return 'The key above already has a value: what follows does not belong under it.';
    case 'UNEXPECTED_TOKEN':
      return 'YAML does not expect this here: a comma, quote or bracket before it may be missing.';
    case 'BAD_ALIAS':
      return 'This alias names an anchor that does not stand above it.';
    default:
      return error.message.split(' at line ')[0]!;
  }
}

/** Brackets and dashes that open without end make the parser recurse; a startup file nests a few levels. */
function tooDeep(text: string): boolean {
  const flow = /(?:[[{][\s"'\w:,-]{0,40}){120}/;
  return /(?:- ){120}|(?:\? ){120}/.test(text) || (/[[{]{8}/.test(text) && flow.test(text));
}

function tooLarge(message: string): DefinitionProblem {
  return { kind: 'limit', severity: 'warning', range: { start: 0, end: 0 }, message };
}
