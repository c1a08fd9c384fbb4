import type { Configuration } from '../configuration/configuration';
import type { SourceDocument, TextChange } from '../documents/document';
import { codeLanguage } from '../languages/code-language';
import type { Grammars } from '../languages/grammars';
import type { SyntaxTree } from '../languages/syntax-tree';
import type { ProjectView } from '../project/project-view';
import type { Rule } from '../rules/rule';
import { codeTarget, dataTarget, parseCode } from './check-target';
import { type ApplicableRule, type FoundWords, RulePlan, needsCode } from './rule-plan';
import { type CheckResult, runRules } from './rule-runner';
import type { runChecks } from './run-checks';
import { StatementChecks } from './statement-checks';

/** What a check depends on besides the document itself. */
export interface CheckSetting {
  readonly project: ProjectView;
  readonly configuration: Configuration;
  /** Narrows the rules that are run, e.g. to those that look at other files; absent: all. */
  readonly only?: (rule: Rule) => boolean;
}

interface OpenDocument {
  document: SourceDocument;
  /** Parsed when a rule first needs it, updated by every change from then on. */
  tree: SyntaxTree | null;
  /** The rules for it, until it holds a new word or they change. */
  selected: Selected | null;
  readonly statements: StatementChecks;
}

interface Selected {
  readonly plan: RulePlan;
  readonly only: CheckSetting['only'];
  readonly project: ProjectView;
  /** The trigger words it holds or has held. */
  readonly found: FoundWords;
  rules: readonly ApplicableRule[] | null;
}

/**
 * Checks documents. Open ones keep their tree between changes; others are parsed, checked and forgotten. Does no I/O and never
 * throws on input. Grammars must have been loaded before code is checked.
 */
export class Analyzer {
  private readonly open = new Map<string, OpenDocument>();

  constructor(
    private readonly grammars: Grammars,
    readonly rules: readonly Rule[],
  ) {}

  /** Checks a document that nobody edits. */
  check(document: SourceDocument, setting: CheckSetting): CheckResult {
    const plan = RulePlan.of(this.rules, setting.configuration);
    const rules = plan.applicable(document, wordsOf(plan, document, setting.project), { only: setting.only });
    if (rules.length === 0) return { findings: [], faults: [] };
    if (codeLanguage(document.kind) === null) return this.run(rules, document, null, setting);
    const tree = needsCode(rules) ? parseCode(this.grammars, document) : null;
    try {
      return this.run(rules, document, tree, setting);
    } finally {
      tree?.dispose();
    }
  }

  openDocument(document: SourceDocument): void {
    this.closeDocument(document.uri);
    this.open.set(document.uri, { document, tree: null, selected: null, statements: new StatementChecks() });
  }

  document(uri: string): SourceDocument | null {
    return this.open.get(uri)?.document ?? null;
  }

  get openUris(): Iterable<string> {
    return this.open.keys();
  }

  /**
   * Brings an open document to a new version. `changes` are applied one after the other, each in the coordinates of the text the one before left,
   * as LSP sends them.
   */
  changeDocument(uri: string, version: number, changes: readonly TextChange[]): void {
    const entry = this.open.get(uri);
    if (entry === undefined) return;
    for (const change of changes) {
      const before = entry.document;
      const after = before.changed(change, version);
      entry.document = after;
      const { selected } = entry;
      const end = change.range.start + change.newText.length;
      if (selected?.plan.addWords(selected.found, after.text, change.range.start, end) === true) selected.rules = null;
      if (entry.tree === null) continue;
      const edit = { start: change.range.start, oldEnd: change.range.end, newEnd: end };
      try {
        entry.tree.update(edit, before.lines, after.text, after.lines);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        entry.tree.dispose();
        entry.tree = null;
      }
    }
  }

  closeDocument(uri: string): void {
    this.open.get(uri)?.tree?.dispose();
    this.open.delete(uri);
  }

  /**
   * Checks an open document as it stands now; null when it is not open.
   *
   * @param typing true for an answer at once, that rules which look at the whole file may have to put right later: see `isDraft`
   */
  checkOpen(uri: string, setting: CheckSetting, { typing = false } = {}): CheckResult | null {
    const entry = this.open.get(uri);
    if (entry === undefined) return null;
    const rules = this.selectFor(entry, setting);
    if (rules.length === 0) return { findings: [], faults: [] };
    if (entry.tree === null && needsCode(rules)) entry.tree = parseCode(this.grammars, entry.document);
    const { draft, exact } = entry.statements;
    return this.run(rules, entry.document, entry.tree, setting, typing ? draft : exact);
  }

  /** True when what was last found in an open document is a draft. */
  isDraft(uri: string): boolean {
    return this.open.get(uri)?.statements.isDraft ?? false;
  }

  dispose(): void {
    for (const uri of [...this.open.keys()]) this.closeDocument(uri);
    this.grammars.dispose();
  }

  private rulesFor(setting: CheckSetting): readonly Rule[] {
    return setting.only === undefined ? this.rules : this.rules.filter(setting.only);
  }

  private selectFor(entry: OpenDocument, { configuration, only, project }: CheckSetting): readonly ApplicableRule[] {
    const { document } = entry;
    const plan = RulePlan.of(this.rules, configuration);
    let selected = entry.selected;
    if (selected?.plan !== plan || selected.only !== only || selected.project !== project) {
      selected = { plan, only, project, found: wordsOf(plan, document, project), rules: null };
      entry.selected = selected;
    }
    selected.rules ??= plan.applicable(document, selected.found, { only, ask: false });
    return selected.rules;
  }

  private run(
    rules: readonly ApplicableRule[],
    document: SourceDocument,
    tree: SyntaxTree | null,
    setting: CheckSetting,
    checks?: typeof runChecks,
  ): CheckResult {
    const target =
      codeLanguage(document.kind) === null
        ? dataTarget(document)
        : codeTarget(document, tree, checks !== undefined, setting.project.constants.seenFrom(document.path));
    return runRules(rules, target, setting.project, setting.configuration, () => this.rulesFor(setting), checks);
  }
}

/** The trigger words of a document, and those of the constants it imports: `connect(HUB)` is about an address, wherever that is written. */
function wordsOf(plan: RulePlan, document: SourceDocument, project: ProjectView): FoundWords {
  const found = plan.wordsOf(document.text);
  for (const text of project.constants.textsSeenFrom(document.path)) plan.addWords(found, text, 0, text.length);
  return found;
}
