import type { StackDefinition } from '@agent-preflight/stack/definition/model';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { SourceDocument } from '../documents/document';
import type { Analyzer, CheckSetting } from '../engine/analyzer';
import type { RuleFault } from '../engine/run-checks';
import type { Finding } from '../rules/finding';
import type { Rule } from '../rules/rule';

/** Does a rule tell whether agents start? The others are about what they do once they run, or give advice. */
export function concernsStart(rule: Pick<Rule, 'topic' | 'severity' | 'concernsStart'>): boolean {
  return rule.concernsStart ?? (rule.topic === 'startup' && rule.severity !== 'information');
}

/** True when some rule that concerns the start looks at agents' code: then its grammars have to be loaded. */
function looksAtScripts(rules: readonly Rule[]): boolean {
  return rules.some(
    ({ checks, ...rule }) => concernsStart(rule) && (checks.python ?? checks.typescript ?? checks.code),
  );
}

export interface StartFinding {
  readonly finding: Finding;
  /** The document it was found in. */
  readonly document: SourceDocument;
  /** The agent it concerns; null for the file as a whole. */
  readonly agent: string | null;
}

export interface StartCheck {
  readonly findings: readonly StartFinding[];
  /** Rules that failed: whether they would have found something is not known. */
  readonly faults: readonly RuleFault[];
}

export interface StartCheckRequest {
  readonly analyzer: Analyzer;
  readonly setting: CheckSetting;
  readonly startup: SourceDocument;
  /** What the startup file declares. */
  readonly definition: StackDefinition;
  /** Documents of scripts; null for what cannot be read or is no code. */
  readonly documentOf: (uri: string) => SourceDocument | null | Promise<SourceDocument | null>;
}

/**
 * What the rules find that bears on the start of one startup file: in the file, and in the scripts it starts. The one answer for the editor
 * and for `up`, which refuses to start over errors. Suppressions and configuration hold as they do everywhere.
 */
export async function checkForStart(request: StartCheckRequest): Promise<StartCheck> {
  const { analyzer, startup, definition, documentOf } = request;
  const { only } = request.setting;
  const setting = { ...request.setting, only: (rule: Rule) => concernsStart(rule) && (only?.(rule) ?? true) };
  const findings: StartFinding[] = [];
  const faults: RuleFault[] = [];
  const check = (document: SourceDocument, agentAt: (range: TextRange) => string | null): void => {
    const result = analyzer.check(document, setting);
    faults.push(...result.faults);
    for (const finding of result.findings) findings.push({ finding, document, agent: agentAt(finding.range) });
  };
  check(startup, ({ start, end }) => {
    const agent = definition.agents.find(({ range }) => range.start <= start && end <= range.end);
    return agent?.name.value ?? null;
  });
  if (looksAtScripts(analyzer.rules)) {
    for (const [uri, agent] of scriptsOf(definition, setting)) {
      const document = await documentOf(uri);
      if (document !== null) check(document, () => agent);
    }
  }
  return { findings, faults };
}

/** URIs of the scripts that are started, each with the first agent that runs it. */
function scriptsOf(definition: StackDefinition, { project }: CheckSetting): Map<string, string> {
  const scripts = new Map<string, string>();
  for (const agent of definition.agents) {
    const path = agent.enabled && agent.script ? project.resolveScript(definition, agent.script.value) : null;
    const uri = path === null ? null : project.uriOf(path);
    if (uri !== null && !scripts.has(uri)) scripts.set(uri, agent.name.value);
  }
  return scripts;
}
