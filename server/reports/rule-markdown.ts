import type { Rule } from '../rules/rule';

/** A rule's documentation as one Markdown text: what hover, `explain`, the documentation pages and reports show. */
export function ruleMarkdown(rule: Rule): string {
  const { documentation } = rule;
  const sections: string[] = [
    `# ${rule.id}`,
    `${documentation.summary}\n\n*Topic ${rule.topic} · severity ${rule.severity} · impact ${rule.impact}/10 · effort ${rule.effort}/10*`,
    `## What it does\n\n${documentation.whatItDoes}`,
    `## Why it matters\n\n${documentation.whyItMatters}`,
  ];
  for (const example of documentation.examples) {
    const language = languageOf(example.path);
    sections.push(
      `## Example\n\n${fence(example.bad, language)}`,
      `## Use instead\n\n${fence(example.good, language)}`,
    );
  }
  if (documentation.fixSafety !== undefined) sections.push(`## Fix safety\n\n${documentation.fixSafety}`);
  const options = Object.entries(rule.options ?? {});
  if (options.length > 0) {
    const lines = options.map(
      ([name, option]) => `- \`${name}\`: ${option.description} Default: \`${JSON.stringify(option.default)}\`.`,
    );
    sections.push(`## Options\n\n${lines.join('\n')}`);
  }
  const { remediation } = documentation;
  sections.push(`## Steps\n\n${remediation.steps.map((step, index) => `${index + 1}. ${step}`).join('\n')}`);
  sections.push(`## Test\n\n${remediation.test}`, `## Rollback\n\n${remediation.rollback}`);
  if (remediation.dependsOn.length > 0) sections.push(`## Depends on\n\n${list(remediation.dependsOn)}`);
  if (documentation.references.length > 0) sections.push(`## References\n\n${list(documentation.references)}`);
  return `${sections.join('\n\n')}\n`;
}

/** The part of the documentation that fits a hover: what, why, and what to write instead. */
export function ruleHover(rule: Rule): string {
  const { documentation } = rule;
  const [example] = documentation.examples;
  const parts = [`**${rule.id}** · ${documentation.summary}`, documentation.whyItMatters];
  if (example !== undefined) parts.push(`Use instead:\n\n${fence(example.good, languageOf(example.path))}`);
  if (documentation.fixSafety !== undefined) parts.push(`*Fix:* ${documentation.fixSafety}`);
  return parts.join('\n\n');
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
