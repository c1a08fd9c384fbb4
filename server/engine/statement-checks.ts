import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { Configuration } from '../configuration/configuration';
import type { SourceDocument } from '../documents/document';
import { NodeMemo } from '../languages/node-memo';
import type { SyntaxNode } from '../languages/syntax-node';
import type { ProjectView } from '../project/project-view';
import type { FileEdit, Finding } from '../rules/finding';
import type { RuleChecks } from '../rules/rule';
import type { CheckTarget } from './check-target';
import type { ApplicableRule } from './rule-plan';
import { runChecks } from './run-checks';

/** What the findings of statements depend on besides the statements. The same object as long as nothing of it changes. */
interface Surroundings {
  readonly links: readonly unknown[];
  readonly project: ProjectView;
  readonly configuration: Configuration;
  readonly rules: readonly ApplicableRule[];
}

interface KeptStatement {
  surroundings: Surroundings;
  /** The comment or attribute right before it, which belongs to it. */
  prefix: SyntaxNode | null;
  /** In the statement's own coordinates. */
  findings: readonly Finding[];
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
 * Checks an open source file again after every edit.
 *
 * While somebody types, rules look at the top-level statements alone that the edits touched: a statement that is the same node as before, in
 * surroundings that mean the same, keeps its findings, wherever it moved to. Rules that ask about the whole file (is a handler installed
 * anywhere?) can be wrong about the statement being typed in; such a result is a draft, to be followed by an exact one when the typing
 * rests. What the exact one shows to have been wrong is remembered, and those rules go through the whole file from then on.
 */
export class StatementChecks {
  private readonly kept = new NodeMemo<KeptStatement>();
  private surroundings: Surroundings | null = null;
  /** Rules that turned out to look beyond a statement in this file. */
  private readonly wide = new Set<string>();
  private split: Split | null = null;
  /** The latest result, if it is a draft: to be held against an exact one of the same version. */
  private latest: { readonly document: SourceDocument; readonly findings: readonly Finding[] } | null = null;

  /** True when the latest result may not be what a fresh check finds. */
  get isDraft(): boolean {
    return this.latest !== null;
  }

  /** Takes the place of `runChecks`, and comes to the same. */
  readonly exact: typeof runChecks = (rules, target, project, configuration, suppressions) => {
    const { code } = target;
    if (code === null || suppressions !== undefined)
      return runChecks(rules, target, project, configuration, suppressions);
    const { narrow, rest } = this.splitOf(rules);
    const checked = runChecks(rest, target, project, configuration, undefined);
    const own = runChecks(narrow, target, project, configuration, undefined);
    const known = this.wide.size;
    for (const { rule } of own.faults) this.widen(rule);
    if (this.latest?.document === target.document)
      for (const rule of rulesThatDiffer(this.latest.findings, [...checked.findings, ...own.findings]))
        this.widen(rule);
    this.latest = null;
    const surroundings = this.surroundingsOf({ links: code.links, project, configuration, rules: narrow });
    this.keep(this.staleOf(code.root.children, surroundings), own.findings, code.root.children, surroundings);
    // With another split, what was kept is of no use: the next look starts anew.
    if (this.wide.size > known) this.surroundings = null;
    checked.findings.push(...own.findings);
    checked.faults.push(...own.faults);
    return checked;
  };

  /** Takes the place of `runChecks` while somebody types: see `isDraft` for what came out. */
  readonly draft: typeof runChecks = (rules, target, project, configuration, suppressions) => {
    const { code } = target;
    if (code === null || suppressions !== undefined)
      return runChecks(rules, target, project, configuration, suppressions);
    const { narrow, rest } = this.splitOf(rules);
    const surroundings = this.surroundingsOf({ links: code.links, project, configuration, rules: narrow });
    const statements = code.root.children;
    const stale = this.staleOf(statements, surroundings);
    if (narrow.length === 0 || stale.size > FEW) return this.exact(rules, target, project, configuration, undefined);
    const checked = runChecks(rest, target, project, configuration, undefined);
    const found: Finding[] = [];
    for (const statement of stale.keys()) {
      const part = { ...target, code: code.within(statement) };
      const { findings, faults } = runChecks(narrow, part, project, configuration, undefined);
      found.push(...findings);
      checked.faults.push(...faults);
    }
    this.keep(stale, found, statements, surroundings);
    for (const finding of found) checked.findings.push(withOwnFixes(finding, target, surroundings));
    for (const statement of statements) {
      if (stale.has(statement)) continue;
      for (const finding of this.kept.get(statement)?.findings ?? [])
        checked.findings.push(withOwnFixes(shifted(finding, statement.start), target, surroundings));
    }
    this.latest = { document: target.document, findings: [...checked.findings] };
    return checked;
  };

  /** Keeps findings with the statements they lie in. One that reaches beyond its statement shows that its rule does. */
  private keep(
    stale: ReadonlyMap<SyntaxNode, SyntaxNode | null>,
    findings: readonly Finding[],
    statements: readonly SyntaxNode[],
    surroundings: Surroundings,
  ): void {
    const found = new Map<SyntaxNode, Finding[]>();
    for (const finding of findings) {
      const statement = statementAt(statements, finding.range.start);
      if (statement === null || !liesWithin(finding, statement)) {
        this.widen(finding.rule);
        continue;
      }
      const own = found.get(statement);
      if (own === undefined) found.set(statement, [finding]);
      else own.push(finding);
    }
    for (const [statement, prefix] of stale) {
      const own = found.get(statement);
      const next = {
        surroundings,
        prefix,
        findings: own === undefined ? NONE : own.map((finding) => keepable(finding, statement)),
      };
      const kept = this.kept.get(statement);
      if (kept === undefined) this.kept.set(statement, next);
      else Object.assign(kept, next);
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

  private widen(rule: string): void {
    this.wide.add(rule);
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

const NONE: readonly Finding[] = [];

interface Split {
  readonly of: readonly ApplicableRule[];
  readonly narrow: readonly ApplicableRule[];
  readonly rest: readonly ApplicableRule[];
}

/** Text is no part of a statement: `text` checks always see all of it. */
function splitRules(rules: readonly ApplicableRule[], wide: ReadonlySet<string>): Split {
  const narrow: ApplicableRule[] = [];
  const rest: ApplicableRule[] = [];
  for (const each of rules) {
    if (wide.has(each.rule.id)) {
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

function liesWithin({ uri, range, related }: Finding, { start, end }: SyntaxNode): boolean {
  const inside = (place: TextRange): boolean => place.start >= start && place.end <= end;
  return inside(range) && related.every((place) => place.uri !== uri || inside(place.range));
}

/** The ids of rules whose findings are not the same in two results. */
function rulesThatDiffer(some: readonly Finding[], others: readonly Finding[]): string[] {
  const [left, right] = [byRule(some), byRule(others)];
  return [...new Set([...left.keys(), ...right.keys()])].filter((rule) => left.get(rule) !== right.get(rule));
}

function byRule(findings: readonly Finding[]): Map<string, string> {
  const lines = findings.map(({ rule, range, severity, message, fixes }) => ({
    rule,
    shown: `${range.start} ${range.end} ${severity} ${message} ${fixes.map(({ title }) => title).join()}`,
  }));
  const map = new Map<string, string>();
  for (const { rule, shown } of lines.sort((a, b) => (a.shown < b.shown ? -1 : 1)))
    map.set(rule, `${map.get(rule) ?? ''}\n${shown}`);
  return map;
}

function keepable(finding: Finding, { start }: SyntaxNode): Finding {
  return { ...shifted(finding, -start), fixes: finding.fixes.map((fix) => ({ ...fix, edits: gone })) };
}

/** In the place of what would keep a whole version of the file in memory. */
function gone(): never {
  throw new Error('a kept fix is worked out anew');
}

/**
 * A draft's finding with fixes that hold for this version of the whole file: whoever asks for one has the rule look at all of it. Fixes go by more than findings do,
 * such as how the rest of the file reads variables.
 */
function withOwnFixes(finding: Finding, target: CheckTarget, surroundings: Surroundings): Finding {
  if (finding.fixes.length === 0) return finding;
  const { start, end } = finding.range;
  const again = (number: number): readonly FileEdit[] => {
    const rules = surroundings.rules.filter(({ rule }) => rule.id === finding.rule);
    const { findings } = runChecks(rules, target, surroundings.project, surroundings.configuration, undefined);
    const same = findings.find(({ range, message }) => {
      return range.start === start && range.end === end && message === finding.message;
    });
    const fix = same?.fixes[number];
    if (fix === undefined) throw new Error('the finding is not there any more');
    return fix.edits();
  };
  return { ...finding, fixes: finding.fixes.map((fix, number) => ({ ...fix, edits: () => again(number) })) };
}

function shifted(finding: Finding, by: number): Finding {
  const move = ({ start, end }: TextRange): TextRange => ({
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
