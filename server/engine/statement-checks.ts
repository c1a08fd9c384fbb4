import type { Configuration } from '../configuration/configuration';
import type { CodeModel } from '../languages/code-model';
import { NodeMemo } from '../languages/node-memo';
import type { SyntaxNode } from '../languages/syntax-node';
import type { ProjectView } from '../project/project-view';
import type { FileEdit, Finding } from '../rules/finding';
import type { Rule, RuleChecks } from '../rules/rule';
import type { CheckTarget } from './check-target';
import type { ApplicableRule } from './rule-plan';
import { type Checked, runChecks } from './run-checks';

/** What the findings of statements depend on besides the statements. The same object as long as nothing of it changes. */
interface Surroundings {
  readonly links: readonly unknown[];
  readonly project: ProjectView;
  readonly configuration: Configuration;
  readonly rules: readonly ApplicableRule[];
}

/** A finding of a statement, in the statement's own coordinates. */
interface KeptFinding {
  readonly finding: Finding;
  readonly rule: ApplicableRule;
  /** Its number among the findings of the same rule in the same statement. */
  readonly index: number;
}

interface KeptStatement {
  surroundings: Surroundings;
  /** The comment or attribute right before it, which belongs to it. */
  prefix: SyntaxNode | null;
  findings: readonly KeptFinding[];
}

/** With more statements to look at than this, rules go through the file as a whole: narrowing its model is not for free. */
const FEW = 8;

const PREFIXES: ReadonlySet<string> = new Set([
  'comment',
  'line_comment',
  'block_comment',
  'attribute_item',
  'inner_attribute_item',
]);

/**
 * Checks an open source file again after every edit, and has rules that allow it (`Rule.perStatement`) look at the top-level statements alone that
 * the edit touched. A statement that is the same node as before, in surroundings that mean the same, has the same findings, wherever it moved to.
 */
export class StatementChecks {
  private readonly kept = new NodeMemo<KeptStatement>();
  private surroundings: Surroundings | null = null;
  /** Rules that turned out to look beyond a statement in this file. */
  private readonly wide = new Set<Rule>();
  private split: Split | null = null;

  /** Takes the place of `runChecks`, and comes to the same. */
  readonly run: typeof runChecks = (rules, target, project, configuration, suppressions) => {
    const { code } = target;
    if (code === null || suppressions !== undefined)
      return runChecks(rules, target, project, configuration, suppressions);
    const { narrow, rest } = this.splitOf(rules);
    const surroundings = this.surroundingsOf({ links: code.links, project, configuration, rules: narrow });
    const checked = runChecks(rest, target, project, configuration, undefined);
    const known = this.wide.size;
    this.runNarrow(code, target, surroundings, checked);
    return this.wide.size === known ? checked : this.run(rules, target, project, configuration, undefined);
  };

  private runNarrow(code: CodeModel, target: CheckTarget, surroundings: Surroundings, checked: Checked): void {
    const statements = code.root.children;
    const stale = this.staleOf(statements, surroundings);
    const check = (part: CheckTarget): Checked =>
      runChecks(surroundings.rules, part, surroundings.project, surroundings.configuration, undefined);
    const fresh =
      stale.size > FEW
        ? [check(target)]
        : [...stale.keys()].map((statement) => check({ ...target, code: code.within(statement) }));
    const found = new Map<SyntaxNode, Finding[]>();
    for (const { findings, faults } of fresh) {
      checked.faults.push(...faults);
      for (const fault of faults) this.widen(fault.rule, surroundings);
      for (const finding of findings) this.assign(finding, statements, surroundings, found);
    }
    for (const [statement, prefix] of stale) {
      const own = found.get(statement) ?? [];
      checked.findings.push(...own);
      const findings = own.length === 0 ? NONE : keptFrom(own, statement, surroundings);
      const kept = this.kept.get(statement);
      if (kept === undefined) this.kept.set(statement, { surroundings, prefix, findings });
      else Object.assign(kept, { surroundings, prefix, findings });
    }
    for (const statement of statements) {
      if (stale.has(statement)) continue;
      for (const kept of this.kept.get(statement)?.findings ?? [])
        checked.findings.push(restored(kept, statement, target, code, surroundings));
    }
  }

  /** The statements to check anew, each with its prefix. */
  private staleOf(
    statements: readonly SyntaxNode[],
    surroundings: Surroundings,
  ): ReadonlyMap<SyntaxNode, SyntaxNode | null> {
    const stale = new Map<SyntaxNode, SyntaxNode | null>();
    let prefix: SyntaxNode | null = null;
    for (const statement of statements) {
      const kept = this.kept.get(statement);
      const prefixed = prefix !== null && stale.has(prefix);
      if (kept?.surroundings !== surroundings || kept.prefix !== prefix || prefixed) stale.set(statement, prefix);
      prefix = PREFIXES.has(statement.type) ? statement : null;
    }
    return stale;
  }

  /** Puts a finding with the statement it lies in. One that reaches beyond it shows that its rule does. */
  private assign(
    finding: Finding,
    statements: readonly SyntaxNode[],
    surroundings: Surroundings,
    found: Map<SyntaxNode, Finding[]>,
  ): void {
    const statement = statementAt(statements, finding.range.start);
    const inside = ({ start, end }: { start: number; end: number }): boolean =>
      statement !== null && start >= statement.start && end <= statement.end;
    const local = finding.related.every(({ uri, range }) => uri !== finding.uri || inside(range));
    if (statement === null || !inside(finding.range) || !local) {
      this.widen(finding.rule, surroundings);
      return;
    }
    const own = found.get(statement);
    if (own === undefined) found.set(statement, [finding]);
    else own.push(finding);
  }

  private widen(id: string, { rules }: Surroundings): void {
    for (const { rule } of rules) if (rule.id === id) this.wide.add(rule);
    this.split = null;
  }

  private splitOf(rules: readonly ApplicableRule[]): Split {
    if (this.split?.of !== rules) this.split = splitRules(rules, this.wide);
    return this.split;
  }

  private surroundingsOf(now: Surroundings): Surroundings {
    const { surroundings: before } = this;
    const same =
      before !== null &&
      before.project === now.project &&
      before.configuration === now.configuration &&
      before.rules === now.rules &&
      before.links.length === now.links.length &&
      before.links.every((link, index) => link === now.links[index]);
    if (!same) this.surroundings = now;
    return same ? before : now;
  }
}

const NONE: readonly KeptFinding[] = [];

interface Split {
  readonly of: readonly ApplicableRule[];
  readonly narrow: readonly ApplicableRule[];
  readonly rest: readonly ApplicableRule[];
}

/** Text is no part of a statement: `text` checks always see all of it. */
function splitRules(rules: readonly ApplicableRule[], wide: ReadonlySet<Rule>): Split {
  const narrow: ApplicableRule[] = [];
  const rest: ApplicableRule[] = [];
  for (const each of rules) {
    if (each.rule.perStatement !== true || wide.has(each.rule)) {
      rest.push(each);
      continue;
    }
    const seesText = (check: keyof RuleChecks): boolean => check === 'text' || check === 'suppressions';
    const onText = each.checks.filter(seesText);
    const onCode = each.checks.filter((check) => !seesText(check));
    if (onCode.length > 0) narrow.push({ ...each, checks: onCode });
    if (onText.length > 0) rest.push({ ...each, checks: onText });
  }
  return { of: rules, narrow, rest };
}

function statementAt(statements: readonly SyntaxNode[], offset: number): SyntaxNode | null {
  let low = 0;
  let high = statements.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((statements[middle] as SyntaxNode).start <= offset) low = middle;
    else high = middle - 1;
  }
  return statements[low] ?? null;
}

function keptFrom(findings: readonly Finding[], statement: SyntaxNode, { rules }: Surroundings): KeptFinding[] {
  const counts = new Map<string, number>();
  const { start } = statement;
  return findings.flatMap((finding): KeptFinding[] => {
    const rule = rules.find((each) => each.rule.id === finding.rule);
    if (rule === undefined) return [];
    const index = counts.get(finding.rule) ?? 0;
    counts.set(finding.rule, index + 1);
    const fixes = finding.fixes.map((fix) => ({ ...fix, edits: gone }));
    return [{ finding: { ...shifted(finding, -start), fixes }, rule, index }];
  });
}

/** In the place of what would keep a whole version of the file in memory. */
function gone(): never {
  throw new Error('a kept fix is worked out anew');
}

/**
 * A kept finding where its statement now stands. Its fixes would work on the text of the version it was found in: whoever asks for one has the
 * rule look at the statement again.
 */
function restored(
  { finding, rule, index }: KeptFinding,
  statement: SyntaxNode,
  target: CheckTarget,
  code: CodeModel,
  { project, configuration }: Surroundings,
): Finding {
  const moved = shifted(finding, statement.start);
  if (moved.fixes.length === 0) return moved;
  const again = (number: number): readonly FileEdit[] => {
    const part = { ...target, code: code.within(statement) };
    const { findings } = runChecks([rule], part, project, configuration, undefined);
    const fix = findings[index]?.fixes[number];
    if (fix === undefined) throw new Error('the finding is not there any more');
    return fix.edits();
  };
  return { ...moved, fixes: moved.fixes.map((fix, number) => ({ ...fix, edits: () => again(number) })) };
}

function shifted(finding: Finding, by: number): Finding {
  const move = ({ start, end }: { start: number; end: number }): { start: number; end: number } => ({
    start: start + by,
    end: end + by,
  });
  return {
    ...finding,
    range: move(finding.range),
    related: finding.related.map((place) =>
      place.uri === finding.uri ? { ...place, range: move(place.range) } : place,
    ),
  };
}
