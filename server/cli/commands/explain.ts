import type { Command } from 'commander';
import { ruleMarkdown } from '../../reports/rule-markdown';
import { catalogue } from '../../rules/catalogue.generated';
import { type CliContext, ExitCode, UsageError, colorsOf } from '../context';
import { unknownRule } from '../select-rules';

export function register(program: Command, context: CliContext): void {
  program
    .command('explain')
    .description('print the documentation of a rule, or list all rules')
    .argument('[rule]', 'a rule id as it stands at the end of a finding')
    .action((id: string | undefined) => explain(context, id));
}

function explain(context: CliContext, id: string | undefined): void {
  if (id === undefined) {
    context.stdout(listOfRules(context));
    return;
  }
  const rule = catalogue.find((candidate) => candidate.id === id);
  if (rule === undefined) throw new UsageError(unknownRule(catalogue, id));
  context.stdout(ruleMarkdown(rule));
  context.exit(ExitCode.clean);
}

function listOfRules(context: CliContext): string {
  const colors = colorsOf(context);
  const width = Math.max(...catalogue.map((rule) => rule.id.length), 0) + 2;
  const byTopic = new Map<string, string[]>();
  for (const rule of [...catalogue].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const lines = byTopic.get(rule.topic) ?? [];
    lines.push(`  ${rule.id.padEnd(width)}${rule.documentation.summary}`);
    byTopic.set(rule.topic, lines);
  }
  return [...byTopic]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([topic, lines]) => `${colors.bold(topic)}\n${lines.join('\n')}\n`)
    .join('\n');
}
