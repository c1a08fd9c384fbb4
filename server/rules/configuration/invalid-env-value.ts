import { isEnvTemplateName } from '../../project/variables/declared-variables';
import type { PlacedReader } from '../../project/variables/variable-index';
import { withDefaults } from '../../languages/compose/interpolation';
import type { Fix } from '../finding';
import { type RuleContext, defineRule } from '../rule';
import {
  type DeclaredValue,
  valuesOfComposeFile,
  valuesOfEnvFile,
  valuesOfStartupFile,
  valuesOfUnit,
} from './declared-values';
import { type Complaint, complaintAbout } from './value-check';

export const rule = defineRule({
  id: 'invalid-env-value',
  topic: 'configuration',
  severity: 'warning',
  impact: 7,
  effort: 1,
  triggers: null,
  crossFile: true,
  documentation: {
    summary: 'Reports values of environment variables that the code which reads them cannot make sense of.',
    whatItDoes:
      'Compares the values in .env files, startup files, Compose files and units with how the code of the project reads the variable: `int(…)`, `float(…)`, `Number(…)`, `parse::<u16>()`, comparison with `"true"` and the like. Reports words where a number ' +
      'is read, fractions where a whole number is, words that a switch does not know, and ports beyond 65535. Silent for empty values, placeholders and values to be filled in. A `.env` speaks to the code of its own folder.',
    whyItMatters:
      'The agent dies with a ValueError at its start, or, worse, a switch that reads `enabled` or `yes` stays off without a word.',
    examples: [
      {
        path: '.env',
        files: { 'hub.py': 'import os\n\nPORT = int(os.getenv("HUB_PORT", "7200"))\n' },
        bad: 'HUB_PORT=seventy\n',
        good: 'HUB_PORT=7200\n',
      },
      {
        path: 'compose.yaml',
        files: { 'hub.py': 'import os\n\nTLS = os.getenv("HUB_TLS", "true").lower() == "true"\n' },
        bad: 'services:\n  hub:\n    build: .\n    environment:\n      HUB_TLS: "yes"\n',
        good: 'services:\n  hub:\n    build: .\n    environment:\n      HUB_TLS: "true"\n',
      },
      {
        path: 'deploy/hub.service',
        files: {
          'src/main.rs': 'fn main() {\n    let port = std::env::var("HUB_PORT").unwrap().parse::<u16>().unwrap();\n}\n',
        },
        bad: '[Service]\nEnvironment=HUB_PORT=7200/tcp\nExecStart=/opt/hub/hub\n',
        good: '[Service]\nEnvironment=HUB_PORT=7200\nExecStart=/opt/hub/hub\n',
      },
    ],
    fixSafety: 'To be reviewed: the value becomes the word or the number that was most likely meant.',
    references: ['https://12factor.net/config'],
    remediation: {
      steps: ['Write a value that the reader understands.'],
      test: 'Start the agent with the file.',
      rollback: 'Revert the value.',
      dependsOn: [],
    },
  },
  checks: {
    env: (context) => check(context, valuesOfEnvFile(context)),
    startup: (context) => check(context, valuesOfStartupFile(context)),
    compose: (context) => check(context, valuesOfComposeFile(context)),
    unit: (context) => check(context, valuesOfUnit(context)),
  },
});

function check(context: RuleContext, values: readonly DeclaredValue[]): void {
  for (const { name, value, range } of values) {
    const resolved = resolvedText(value);
    if (resolved === null || isToBeFilledIn(resolved)) continue;
    const complaint = firstComplaint(context, name, resolved);
    if (complaint === null) continue;
    const [found, place] = complaint;
    const where = place === null ? '' : ` (${place})`;
    context.report({
      range,
      message: `${name}: ${found.message}${where}`,
      fixes: found.instead === null || value !== resolved ? [] : [replacement(context, range, found.instead)],
    });
  }
}

/** The value with placeholders at their defaults; null where only the machine knows. */
function resolvedText(value: string): string | null {
  if (!value.includes('$')) return value.trim();
  const filled = withDefaults(value);
  return /[\uffff$]/.test(filled) ? null : filled.trim();
}

function isToBeFilledIn(value: string): boolean {
  return (
    value === '' ||
    /^[<[{%].*|^(?:your|change|replace|insert|enter|set|todo|tbd|xxx+|\.\.\.|…|none|null|n\/a)\b|^(?:your|change)[-_]?/i.test(
      value,
    )
  );
}

function firstComplaint(context: RuleContext, name: string, value: string): readonly [Complaint, string | null] | null {
  for (const { path, reader } of readersFor(context, name)) {
    const complaint = complaintAbout(name, value, reader);
    if (complaint !== null) return [complaint, path];
  }
  const complaint = complaintAbout(name, value, null);
  return complaint === null ? null : [complaint, null];
}

/** A .env file below the root belongs to the part of the project that it stands in; what stands under `deploy/` or `config/` belongs to all of it. */
function readersFor({ project, document }: RuleContext, name: string): readonly PlacedReader[] {
  const readers = project.variables.readersOf(name);
  const folder = document.path.slice(0, document.path.lastIndexOf('/') + 1);
  if (document.kind !== 'env' || folder === '' || isEnvTemplateName(document.path)) return readers;
  const own = readers.filter(({ path }) => path.startsWith(folder));
  return own.length > 0 ||
    /(?:^|\/)(?:\.?config|env|envs|deploy\w*|docker|infra\w*|ops|settings|\.devcontainer)\//.test(folder)
    ? own.length > 0
      ? own
      : readers
    : [];
}

function replacement({ document }: RuleContext, range: DeclaredValue['range'], instead: string): Fix {
  return {
    title: `Write ${instead}`,
    safety: 'review',
    edits: () => [{ uri: document.uri, range, newText: instead }],
  };
}
