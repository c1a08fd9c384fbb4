/** One labelled file: every line that ends with `<<<` (or `<<< rule-id`) is to be reported, every other line is not. */
export interface CorpusCase {
  readonly title: string;
  /** Path below the project's root; its ending says what kind of document the text is. */
  readonly path: string;
  /** The text with its marks; they are taken off before the check. */
  readonly text: string;
  /** The rest of the project, by path; not marked, not scored. */
  readonly files?: Readonly<Record<string, string>>;
  /** The rules of the topic that this case is about, where the others would have something to say as well. */
  readonly rules?: readonly string[];
  /** Why the rules get this case wrong today. It counts as wrong, and is told to the readers of `docs/accuracy.md`. */
  readonly wrongBecause?: string;
}

/** The share of marked lines that are reported, and of reported lines that are marked; both 0–1. */
export interface Target {
  readonly recall: number;
  readonly precision: number;
  /** The share of clean files with any finding, at most; 0–1. */
  readonly falsePositives?: number;
}

/** Labelled cases for one topic. Several files may add to the same topic: they are scored together. */
export interface Corpus {
  /** A folder of `test/corpora`. */
  readonly topic: string;
  /** The rules that are scored. A mark without a rule's id is satisfied by any of them. */
  readonly rules: readonly string[];
  readonly target: Target;
  readonly cases: readonly CorpusCase[];
}

/** A line that has to be reported: 0-based, with the rule where the mark names one. */
export interface Mark {
  readonly line: number;
  readonly rule: string | null;
}

const MARK = /[ \t]*<<<(?:[ \t]+([a-z-]+))?[ \t]*$/;

/** Takes the marks off a case's text. */
export function readMarks(text: string): { readonly text: string; readonly marks: readonly Mark[] } {
  const marks: Mark[] = [];
  const lines = text.split('\n').map((line, index) => {
    const match = MARK.exec(line);
    if (match === null) return line;
    marks.push({ line: index, rule: match[1] ?? null });
    return line.slice(0, match.index);
  });
  return { text: lines.join('\n'), marks };
}
