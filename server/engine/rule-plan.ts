import type { Configuration } from '../configuration/configuration';
import type { DocumentKind, SourceDocument } from '../documents/document';
import { isTestPath } from '../documents/path-class';
import type { Severity } from '../rules/finding';
import type { Rule, RuleChecks, TextTest } from '../rules/rule';
import { severityOf } from './severity';
import { WordSearch } from './word-search';

/** The checks that a kind of document calls for, most general last. */
const CHECKS_BY_KIND: Readonly<Record<DocumentKind, readonly (keyof RuleChecks)[]>> = {
  python: ['python', 'code', 'text', 'suppressions'],
  typescript: ['typescript', 'code', 'text', 'suppressions'],
  javascript: ['typescript', 'code', 'text', 'suppressions'],
  rust: ['rust', 'code', 'text', 'suppressions'],
  startup: ['startup', 'yaml', 'text', 'suppressions'],
  compose: ['compose', 'yaml', 'text', 'suppressions'],
  workflow: ['workflow', 'yaml', 'text', 'suppressions'],
  models: ['models', 'yaml', 'text', 'suppressions'],
  yaml: ['yaml', 'text', 'suppressions'],
  dockerfile: ['dockerfile', 'text', 'suppressions'],
  unit: ['unit', 'text', 'suppressions'],
  env: ['env', 'text', 'suppressions'],
  text: ['text', 'suppressions'],
};

const TEXT_ONLY: readonly (keyof RuleChecks)[] = ['text', 'suppressions'];

/** A rule as a configuration has it. */
export interface ConfiguredRule {
  readonly rule: Rule;
  readonly severity: Severity;
  /** True when the rule's severity is set for itself: it then holds for all its findings. */
  readonly fixedSeverity: boolean;
  readonly options: Readonly<Record<string, unknown>>;
}

/** A rule with those of its checks that have to run on a document. */
export interface ApplicableRule extends ConfiguredRule {
  readonly checks: readonly (keyof RuleChecks)[];
}

/** A check that documents of a kind call for; null where every document of the kind does. */
interface Candidate {
  readonly check: keyof RuleChecks;
  /** Words by their index in the plan's search. */
  readonly triggers: readonly number[] | TextTest | null;
}

type Candidates = readonly { readonly rule: ConfiguredRule; readonly checks: readonly Candidate[] }[];

/** Which words a text holds, by index in the plan's search. */
export type FoundWords = Uint8Array;

/**
 * What a list of rules comes to under a configuration, worked out once for all documents: thousands of files are asked about
 * some hundred rules each.
 */
export class RulePlan {
  private readonly rules: readonly ConfiguredRule[];
  private readonly words: WordSearch;
  private readonly wordIndex = new Map<string, number>();
  private readonly candidates = new Map<string, Candidates>();

  private constructor(rules: readonly Rule[], configuration: Configuration) {
    this.rules = rules.flatMap((rule): ConfiguredRule[] => {
      const severity = severityOf(rule, configuration);
      if (severity === 'off') return [];
      const own = configuration.rules[rule.id]?.severity;
      return [{ rule, severity, fixedSeverity: own !== undefined, options: optionsOf(rule, configuration) }];
    });
    for (const { triggers, textTriggers } of rules) {
      for (const words of [triggers, textTriggers]) {
        if (!isWords(words)) continue;
        for (const word of words) if (!this.wordIndex.has(word)) this.wordIndex.set(word, this.wordIndex.size);
      }
    }
    this.words = new WordSearch([...this.wordIndex.keys()]);
  }

  private static readonly known = new WeakMap<readonly Rule[], WeakMap<Configuration, RulePlan>>();

  /** The plan for these very lists and objects, made when first asked for. */
  static of(rules: readonly Rule[], configuration: Configuration): RulePlan {
    let plans = this.known.get(rules);
    if (plans === undefined) this.known.set(rules, (plans = new WeakMap<Configuration, RulePlan>()));
    let plan = plans.get(configuration);
    if (plan === undefined) plans.set(configuration, (plan = new RulePlan(rules, configuration)));
    return plan;
  }

  /**
   * The rules that may have something to say on a document, with their checks; an empty list means it need not even be parsed.
   * `found` are the words that the document is known to hold.
   *
   * @param ask whether rules that have a question to the whole text in place of words are to be asked it; otherwise they run
   */
  applicable(
    document: SourceDocument,
    found: FoundWords,
    { only, ask = true }: { only?: ((rule: Rule) => boolean) | undefined; ask?: boolean } = {},
  ): ApplicableRule[] {
    const answers = new Map<TextTest, boolean>();
    const answer = (test: TextTest): boolean => {
      let known = answers.get(test);
      if (known === undefined) answers.set(test, (known = test.test(document.text)));
      return known;
    };
    const triggered = (triggers: Candidate['triggers']): boolean => {
      if (triggers === null) return true;
      return 'test' in triggers ? !ask || answer(triggers) : holdsAny(found, triggers);
    };
    const applicable: ApplicableRule[] = [];
    for (const { rule, checks } of this.candidatesFor(document)) {
      if (only !== undefined && !only(rule.rule)) continue;
      const own: (keyof RuleChecks)[] = [];
      for (const { check, triggers } of checks) if (triggered(triggers)) own.push(check);
      if (own.length > 0) applicable.push({ ...rule, checks: own });
    }
    return applicable;
  }

  wordsOf(text: string): FoundWords {
    const found = new Uint8Array(this.words.words.length);
    this.words.search(text, found);
    return found;
  }

  /**
   * Adds the words that a change of the text between two offsets may have made; words that it ended stay, which costs time only. True when
   * there are new ones.
   */
  addWords(found: FoundWords, text: string, start: number, end: number): boolean {
    const { reach } = this.words;
    return this.words.search(text, found, Math.max(0, start - reach), Math.min(text.length, end + reach));
  }

  private candidatesFor(document: SourceDocument): Candidates {
    const test = isTestPath(document.path);
    const key = test ? `test ${document.kind}` : document.kind;
    let candidates = this.candidates.get(key);
    if (candidates === undefined) this.candidates.set(key, (candidates = this.candidatesOf(document.kind, test)));
    return candidates;
  }

  private candidatesOf(kind: DocumentKind, test: boolean): Candidates {
    const possible = test ? TEXT_ONLY : CHECKS_BY_KIND[kind];
    const indices = (triggers: Rule['triggers']): Candidate['triggers'] =>
      isWords(triggers) ? triggers.map((word) => this.wordIndex.get(word) ?? 0) : triggers;
    return this.rules.flatMap((rule) => {
      if (test && rule.rule.includesTests !== true) return [];
      const { checks, triggers, textTriggers = triggers } = rule.rule;
      const own = possible
        .filter((check) => checks[check] !== undefined)
        .map((check): Candidate => ({ check, triggers: indices(check === 'text' ? textTriggers : triggers) }));
      return own.length === 0 ? [] : [{ rule, checks: own }];
    });
  }
}

/** True when a document's code has to be parsed for these rules. */
export function needsCode(rules: readonly ApplicableRule[]): boolean {
  return rules.some(({ checks }) => checks.some((check) => check !== 'text' && check !== 'suppressions'));
}

function isWords(triggers: Rule['textTriggers']): triggers is readonly string[] {
  return Array.isArray(triggers);
}

function holdsAny(found: FoundWords, words: readonly number[]): boolean {
  for (const word of words) if (found[word] === 1) return true;
  return false;
}

function optionsOf(rule: Rule, configuration: Configuration): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(rule.options ?? {})) options[name] = option.default;
  return { ...options, ...configuration.rules[rule.id]?.options };
}
