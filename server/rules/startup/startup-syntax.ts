import { defineRule } from '../rule';
import { relatedOf, repairOf } from './startup-project';

export const rule = defineRule({
  id: 'startup-syntax',
  topic: 'startup',
  severity: 'error',
  impact: 10,
  effort: 1,
  triggers: null,
  documentation: {
    summary: 'Reports YAML errors of startup files, where the mistake was made.',
    whatItDoes:
      'Reports what keeps YAML loaders from reading the file, or makes them read something else: open quotes and brackets, tabs, ' +
      'indentation, keys without a space behind their colon, merge conflicts, values such as `${PORT_OFFSET}+7200` without quotes ' +
      'inside `{ }`, keys that stand twice in one map. The mistake is marked, not the place far below where the loader gave up; ' +
      'the rest of the file is still read and checked.',
    whyItMatters:
      'A startup file that does not load starts nothing, and the message of the loader names the wrong line: an open quote is ' +
      'noticed at the next quote or at the end of the file.',
    examples: [
      {
        path: 'config/startup.yaml',
        bad: 'agents:\n  Registry:\n    script_path: registry.py\n    port: "${PORT_OFFSET}+5576\n  Memory:\n    script_path: memory.py\n    port: "${PORT_OFFSET}+5577"\n',
        good: 'agents:\n  Registry:\n    script_path: registry.py\n    port: "${PORT_OFFSET}+5576"\n  Memory:\n    script_path: memory.py\n    port: "${PORT_OFFSET}+5577"\n',
      },
      {
        path: 'config/startup.yaml',
        bad: 'core_services:\n  - { name: Registry, script_path: registry.py, port: ${PORT_OFFSET}+7200 }\n',
        good: 'core_services:\n  - { name: Registry, script_path: registry.py, port: "${PORT_OFFSET}+7200" }\n',
      },
    ],
    fixSafety: 'Safe: offered only where one repair lets YAML read on, and nothing but the mistake is changed.',
    references: ['https://yaml.org/spec/1.2.2/'],
    remediation: {
      steps: ['Apply the fix, or correct the marked line.'],
      test: 'Load the file with any YAML loader.',
      rollback: 'Revert the line.',
      dependsOn: [],
    },
  },
  checks: {
    startup(context) {
      for (const problem of context.definition.problems) {
        const isSyntax = problem.kind === 'syntax' || problem.kind === 'limit';
        if (!isSyntax && !(problem.kind === 'duplicate-key' && problem.subjectKind === 'key')) continue;
        context.report({
          range: problem.range,
          message: problem.message,
          severity: problem.severity,
          related: relatedOf(context, problem),
          fixes: repairOf(context, problem),
        });
      }
    },
  },
});
