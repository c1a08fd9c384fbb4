import { isSystemVariable } from '../../project/variables/system-variables';
import type { Fix } from '../finding';
import { type YamlContext, defineRule } from '../rule';
import { documentVariable } from './env-template';
import { type Placeholder, placeholdersIn } from './placeholders';

export const rule = defineRule({
  id: 'unresolved-placeholder',
  topic: 'configuration',
  severity: 'warning',
  impact: 6,
  effort: 1,
  triggers: ['$'],
  crossFile: true,
  documentation: {
    summary: 'Reports `${NAME}` placeholders without a default that nothing defines.',
    whatItDoes:
      'Reports the first use of a placeholder in a startup file, Compose file or model manifest when it has no default and no `.env`, template, script, workflow, unit or other part of the project gives the variable a value. ' +
      'Silent for `${NAME:?message}`, which fails loudly by itself, for `$$`, for the shift of a port (`${PORT_OFFSET}+7200`), and for variables of the operating system.',
    whyItMatters:
      'Compose fills in an empty text and goes on with a warning that nobody reads: an image without a tag, a port that is 0, a folder that is the root of the disk. A launcher passes the placeholder on as it stands.',
    examples: [
      {
        path: 'compose.yaml',
        files: { '.env.example': 'TAG=1.4.2\n' },
        bad: 'services:\n  memory:\n    image: "memory:${MEMORY_TAG}"\n',
        good: 'services:\n  memory:\n    image: "memory:${TAG}"\n',
      },
      {
        path: 'config/startup.yaml',
        bad: 'agent_groups:\n  core:\n    Speech:\n      script_path: speech.py\n      port: 7201\n      env_vars:\n        MODEL: ${SPEECH_MODEL}\n',
        good: 'agent_groups:\n  core:\n    Speech:\n      script_path: speech.py\n      port: 7201\n      env_vars:\n        MODEL: ${SPEECH_MODEL:-tiny}\n',
      },
      {
        path: 'models.yaml',
        bad: 'models:\n  chat:\n    model_path: ${MODELS_ROOT}/chat.gguf\n    vram_mb: 4000\n',
        good: 'models:\n  chat:\n    model_path: ${MODELS_ROOT:-models}/chat.gguf\n    vram_mb: 4000\n',
      },
    ],
    fixSafety:
      'To be reviewed: the name is added to the template for those who set the stack up, without a value, or gets the default that it has elsewhere in the file.',
    references: [
      'https://docs.docker.com/reference/compose-file/interpolation/',
      'https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/',
    ],
    remediation: {
      steps: ['Give the placeholder a default, or define the variable.'],
      test: '`docker compose config` prints no warning.',
      rollback: 'Revert the edit.',
      dependsOn: [],
    },
  },
  checks: {
    startup: (context) => check(context, false),
    models: (context) => check(context, false),
    compose: (context) => check(context, true),
  },
});

function check(context: YamlContext, isCompose: boolean): void {
  const all = placeholdersIn(context.yaml, context.document, { bare: isCompose });
  if (all.length === 0) return;
  const seen = new Set<string>();
  for (const placeholder of all) {
    const { name, range } = placeholder;
    if (!isCompose && isShift(context, placeholder)) continue;
    if (placeholder.operator !== null || seen.has(name) || isDefined(context, placeholder, isCompose)) continue;
    seen.add(name);
    const uses = all.filter((other) => other.name === name && other.operator === null);
    const times = uses.length > 1 ? ` (${uses.length} times in this file)` : '';
    context.report({
      range,
      message: isCompose
        ? `nothing defines ${name}${times}: Compose fills in an empty text and goes on; give it a default (\${${name}:-…}) or add it to .env.example`
        : `nothing defines ${name}${times}: the value stays a placeholder; give it a default (\${${name}:-…}) or define the variable`,
      fixes: fixesFor(context, name, uses, all),
    });
  }
}

/** `${PORT_OFFSET}+7200`: launchers take a shift that nobody sets for none. */
function isShift({ document }: YamlContext, { range }: Placeholder): boolean {
  return /^[ \t]*\+[ \t]*\d/.test(document.text.slice(range.end, range.end + 12));
}

/** Loops and functions of programs that stand in a value use names that only they know. */
function isDefined({ project, document }: YamlContext, { name, path }: Placeholder, isCompose: boolean): boolean {
  // A variable of one sign is a loop's; names with lower-case letters are mostly those of scripts and templates.
  if (name.length < 2 || isSystemVariable(name)) return true;
  if (project.variables.isSet(name) && !isOnlySetByCompose(project.variables.files, name, isCompose)) return true;
  if (!isCompose) return false;
  const isProgram = path.some((part) => part === 'command' || part === 'entrypoint' || part === 'test');
  return (
    isProgram &&
    new RegExp(`(?:^|[\\s;&(])(?:for\\s+|read\\s+|export\\s+)?${name}(?:=|\\s+in\\b)`, 'm').test(document.text)
  );
}

/** What `environment:` sets is known inside the container, not to Compose while it reads the file. */
function isOnlySetByCompose(
  files: YamlContext['project']['variables']['files'],
  name: string,
  isCompose: boolean,
): boolean {
  return (
    isCompose &&
    files.every(
      ({ source, declared }) =>
        source === 'compose' ||
        source === 'image' ||
        source === 'startup' ||
        source === 'code' ||
        source === 'manifest' ||
        !declared.includes(name),
    )
  );
}

function fixesFor(
  context: YamlContext,
  name: string,
  uses: readonly Placeholder[],
  all: readonly Placeholder[],
): Fix[] {
  const elsewhere = all.find((other) => other.name === name && other.operator?.endsWith('-') === true)?.operand;
  const fixes: Fix[] = [{ ...documentVariable(context.project, name, null), safety: 'review' }];
  if (elsewhere === undefined || elsewhere === null) return fixes;
  return [
    {
      title: `Use the default that ${name} has elsewhere in this file`,
      safety: 'review',
      edits: () =>
        uses.map(({ range }) => ({ uri: context.document.uri, range, newText: `\${${name}:-${elsewhere}}` })),
    },
    ...fixes,
  ];
}
