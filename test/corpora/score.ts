import { RuleWorkspace } from '../../server/rules/testing/rule-workspace';
import type { Rule } from '../../server/rules/rule';
import { type Corpus, type CorpusCase, readMarks } from './corpus';

/** What the rules made of one case: lines are 1-based. */
export interface CaseResult {
  readonly case: CorpusCase;
  readonly right: number;
  readonly missed: readonly number[];
  readonly wrong: readonly { readonly line: number; readonly rule: string; readonly message: string }[];
}

export interface Score {
  readonly topic: string;
  readonly positives: number;
  readonly negatives: number;
  /** Marked lines reported, of all marked lines. */
  readonly recall: number;
  /** Marked lines reported, of all lines reported. */
  readonly precision: number;
  /** Files without a mark that have a finding, of all files without a mark. */
  readonly falsePositives: number;
  readonly results: readonly CaseResult[];
}

export async function scoreCorpus(corpus: Corpus, catalogue: readonly Rule[]): Promise<Score> {
  const rules = corpus.rules.map((id) => {
    const rule = catalogue.find((candidate) => candidate.id === id);
    if (rule === undefined) throw new Error(`${corpus.topic}: there is no rule '${id}'`);
    return rule;
  });
  const results: CaseResult[] = [];
  for (const candidate of corpus.cases) {
    const own = candidate.rules === undefined ? rules : rules.filter(({ id }) => candidate.rules?.includes(id));
    results.push(await scoreCase(candidate, own));
  }
  const clean = results.filter((result) => isNegative(result.case));
  const right = sum(results, (result) => result.right);
  const missed = sum(results, (result) => result.missed.length);
  const wrong = sum(results, (result) => result.wrong.length);
  return {
    topic: corpus.topic,
    positives: results.length - clean.length,
    negatives: clean.length,
    recall: share(right, right + missed),
    precision: share(right, right + wrong),
    falsePositives: clean.length === 0 ? 0 : clean.filter((result) => result.wrong.length > 0).length / clean.length,
    results,
  };
}

async function scoreCase(candidate: CorpusCase, rules: readonly Rule[]): Promise<CaseResult> {
  const { text, marks } = readMarks(candidate.text);
  // A rule that is off by default is still to be right where somebody turns it on.
  const enabled = rules.map((rule) => (rule.severity === 'off' ? { ...rule, severity: 'warning' as const } : rule));
  const workspace = await RuleWorkspace.create(enabled, { ...candidate.files, [candidate.path]: text });
  const findings = workspace.findings(candidate.path);
  const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length - 1;
  const reported = findings.map((finding) => ({ ...finding, line: lineOf(finding.range.start) }));
  const answers = (mark: (typeof marks)[number], finding: (typeof reported)[number]): boolean =>
    finding.line === mark.line && (mark.rule === null || mark.rule === finding.rule);
  return {
    case: candidate,
    right: marks.filter((mark) => reported.some((finding) => answers(mark, finding))).length,
    missed: marks.filter((mark) => !reported.some((finding) => answers(mark, finding))).map(({ line }) => line + 1),
    wrong: reported
      .filter((finding) => !marks.some((mark) => answers(mark, finding)))
      .map(({ line, rule, message }) => ({ line: line + 1, rule, message })),
  };
}

export function isNegative(candidate: CorpusCase): boolean {
  return readMarks(candidate.text).marks.length === 0;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
