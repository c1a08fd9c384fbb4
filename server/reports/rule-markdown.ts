import type { Rule } from '../rules/rule';

interface Section {
  readonly title: string;
  readonly text: string;
}

/** A rule's documentation as one Markdown text: what hover, `explain`, the documentation pages and reports show. */
export function ruleMarkdown(rule: Rule): string {
  const sections = sectionsOf(rule).map(({ title, text }) => `## ${title}\n\n${text}`);
  return `${[`# ${rule.id}`, rule.documentation.summary, factsOf(rule), ...sections].join('\n\n')}\n`;
}

/** The same text for a hover or beside a completion, where a page's headings would be too large. */
export function ruleHover(rule: Rule): string {
  const sections = sectionsOf(rule).map(({ title, text }) => `#### ${title}\n\n${text}`);
  return [`**${rule.id}** · ${rule.documentation.summary}`, factsOf(rule), ...sections].join('\n\n');
}

function factsOf({ topic, severity, impact, effort }: Rule): string {
  return `*Topic ${topic} · severity ${severity} · impact ${impact}/10 · effort ${effort}/10*`;
}

function sectionsOf(rule: Rule): Section[] {
  const { documentation } = rule;
  const { remediation } = documentation;
  const sections: Section[] = [
    { title: 'What it does', text: documentation.whatItDoes },
    { title: 'Why it matters', text: documentation.whyItMatters },
  ];
  for (const { path, bad, good } of documentation.examples) {
    const language = languageOf(path);
    sections.push(
      { title: 'Example', text: fence(bad, language) },
      { title: 'Use instead', text: fence(good, language) },
    );
  }
  if (documentation.fixSafety !== undefined) sections.push({ title: 'Fix safety', text: documentation.fixSafety });
  const options = Object.entries(rule.options ?? {}).map(
    ([name, option]) => `\`${name}\`: ${option.description} Default: \`${JSON.stringify(option.default)}\`.`,
  );
  if (options.length > 0) sections.push({ title: 'Options', text: list(options) });
  sections.push(
    { title: 'Steps', text: remediation.steps.map((step, index) => `${index + 1}. ${step}`).join('\n') },
    { title: 'Test', text: remediation.test },
    { title: 'Rollback', text: remediation.rollback },
  );
  if (remediation.dependsOn.length > 0) sections.push({ title: 'Depends on', text: list(remediation.dependsOn) });
  if (documentation.references.length > 0) sections.push({ title: 'References', text: list(documentation.references) });
  return sections;
}

function fence(code: string, language: string): string {
  const ticks = code.includes('```') ? '````' : '```';
  return `${ticks}${language}\n${code.replace(/\n$/, '')}\n${ticks}`;
}

const LANGUAGES: Readonly<Record<string, string>> = {
  py: 'python',
  yaml: 'yaml',
  yml: 'yaml',
  ts: 'typescript',
  js: 'javascript',
  rs: 'rust',
};

function languageOf(path: string): string {
  return LANGUAGES[path.slice(path.lastIndexOf('.') + 1)] ?? '';
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}
