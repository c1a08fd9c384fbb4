import type { DefinitionProblem } from './model';
import type { TextRange } from './text-range';

/** More would be a wall; a file with that many faults has one cause. */
const MAX_PROBLEMS = 200;

/** Collects a file's problems: none twice at one place, and the same slip in many entries as one with its places. */
export class ProblemSink {
  private readonly problems: DefinitionProblem[] = [];
  private readonly places = new Set<string>();
  private readonly collected = new Map<string, { first: DefinitionProblem; others: DefinitionProblem[] }>();

  add(problem: DefinitionProblem): void {
    const place = `${problem.kind} ${problem.range.start} ${problem.range.end}`;
    if (this.places.has(place) || this.problems.length >= MAX_PROBLEMS) return;
    this.places.add(place);
    // What a reader of entries knows about a place says more than what the YAML parser says there.
    const vague = problem.repair ? this.problems.findIndex((other) => isVaguer(other, problem)) : -1;
    if (vague >= 0) this.problems[vague] = problem;
    else this.problems.push(problem);
  }

  /** Has something been said about a key in that stretch of text? */
  mentions(subject: string, within: TextRange): boolean {
    return this.problems.some(
      (problem) =>
        problem.subject === subject && problem.range.start >= within.start && problem.range.end <= within.end,
    );
  }

  /** Adds a problem that is told once for all problems of the same name. */
  collect(name: string, problem: DefinitionProblem): void {
    const known = this.collected.get(name);
    if (known) known.others.push(problem);
    else this.collected.set(name, { first: problem, others: [] });
  }

  /** Takes back what was said about the structure of a file: where YAML is broken it may not be what was meant. */
  forgetStructure(): void {
    const structural: readonly DefinitionProblem['kind'][] = [
      'misplaced-entry',
      'missing-key',
      'duplicate-key',
      'wrong-type',
    ];
    const kept = this.problems.filter((problem) => !structural.includes(problem.kind));
    this.problems.splice(0, this.problems.length, ...kept);
  }

  /** In the order of the file. */
  all(): DefinitionProblem[] {
    for (const { first, others } of this.collected.values()) {
      const repairs = [first, ...others].flatMap((problem) => problem.repair?.edits ?? []);
      const more =
        others.length === 0 ? '' : ` The same in ${others.length} more place${others.length === 1 ? '' : 's'}.`;
      this.add({
        ...first,
        message: first.message + more,
        repair: first.repair && { title: first.repair.title, edits: repairs },
        related: [
          ...(first.related ?? []),
          ...others.slice(0, 20).map((other) => ({ message: 'The same here.', range: other.range })),
        ],
      });
    }
    this.collected.clear();
    return this.problems.sort((a, b) => a.range.start - b.range.start);
  }
}

function isVaguer(other: DefinitionProblem, problem: DefinitionProblem): boolean {
  const overlap = other.range.start < problem.range.end && problem.range.start < other.range.end;
  return overlap && other.kind === problem.kind && !other.repair;
}
