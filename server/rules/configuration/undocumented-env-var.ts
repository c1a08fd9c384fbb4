import { isDocumentationPath } from '../../documents/path-class';
import type { CodeModel, EnvLookup } from '../../languages/code-model';
import { isSystemVariable } from '../../project/variables/system-variables';
import { type CodeContext, type StartupContext, defineRule } from '../rule';
import { documentVariable, templateOf } from './env-template';
import { placeholdersIn } from './placeholders';

export const rule = defineRule({
  id: 'undocumented-env-var',
  topic: 'configuration',
  severity: 'information',
  impact: 3,
  effort: 1,
  triggers: ['env', 'ENV', '${', 'decouple', 'starlette.config'],
  crossFile: true,
  documentation: {
    summary: 'Reports environment variables that are read and that no file of the project names.',
    whatItDoes:
      'Reports the first lookup of a variable in a file when no `.env.example` (or other template), `.env`, Compose file, unit, startup file, Dockerfile, workflow, manifest or script names it, and placeholders with a default in startup files ' +
      'likewise. A line that is commented out in a template counts. Silent for variables of the operating system, of CI and of well-known tools, for those that the code itself sets, and in projects where no file tells which ' +
      'variables there are, in scripts for developers and settings of their tools.',
    whyItMatters:
      'Whoever sets up the agent on a new machine reads `.env.example`. What is missing there keeps its default in production, until somebody reads the code.',
    examples: [
      {
        path: 'agents/memory.py',
        files: { '.env.example': 'LOG_LEVEL=info\n' },
        bad: 'import os\n\nLIMIT = int(os.getenv("MEMORY_LIMIT", "500"))\n',
        good: 'import os\n\nLEVEL = os.getenv("LOG_LEVEL", "info")\n',
      },
      {
        path: 'src/memory.ts',
        files: { 'compose.yaml': 'services:\n  memory:\n    build: .\n    environment:\n      LOG_LEVEL: info\n' },
        bad: "export const limit = process.env.MEMORY_LIMIT ?? '500';\n",
        good: "export const level = process.env.LOG_LEVEL ?? 'info';\n",
      },
    ],
    fixSafety: 'A line is added to the template; nothing else changes. Defaults of secrets are left out.',
    references: ['https://12factor.net/config'],
    remediation: {
      steps: ['Apply the quick fix.', 'Say in a comment what the variable is for.'],
      test: 'Set the agent up from the template alone.',
      rollback: 'Take the line out.',
      dependsOn: [],
    },
  },
  checks: { code: checkCode, startup: checkStartup },
});

function checkCode(context: CodeContext): void {
  const { code, project } = context;
  if (code.envLookups.length === 0 || !project.variables.isDocumented || isByHand(context)) return;
  const seen = new Set<string>();
  for (const lookup of code.envLookups) {
    const { variable, node, via } = lookup;
    if (seen.has(variable) || isKnown(context, variable) || setsIt(code, lookup) || code.isInlineTest(node)) continue;
    if (isNoLookup(via)) continue;
    seen.add(variable);
    context.report({
      range: node,
      message: missing(context, variable),
      fixes: [documentVariable(project, variable, defaultOf(code, lookup))],
    });
  }
}

/** What is run by hand takes its options where it is run: helpers of developers, settings of their tools. */
function isByHand({ project, document: { path } }: CodeContext): boolean {
  if (isDocumentationPath(path)) return true;
  return (
    /(?:^|\/)(?:scripts?|benchmarks?|hack|ci|examples?|archive[ds]?|backups?)\/|\.config\.[cm]?[jt]s$|(?:^|\/)(?:setup|noxfile|fabfile|tasks|conf)\.py$|(?:^|\/)build\.rs$/.test(
      path,
    ) && project.agentsForScript(path).length === 0
  );
}

function missing({ project }: CodeContext | StartupContext, variable: string): string {
  return `${variable} is read here, and no file tells that it exists: add it to ${templateOf(project)} for those who set the agent up`;
}

function isKnown({ project }: CodeContext | StartupContext, variable: string): boolean {
  return variable.length < 2 || isSystemVariable(variable) || project.variables.isDeclared(variable);
}

/** `os.environ.setdefault("X", …)` decides by itself; in `A or B` the second name is another one for what the first is known by. */
function setsIt(code: CodeModel, { via, node, variable }: EnvLookup): boolean {
  if (/\.(setdefault|pop)$/.test(via)) return true;
  const { parent } = node;
  if (parent === null || !/^(boolean_operator|binary_expression)$/.test(parent.type)) return false;
  return code.envLookups.some(
    (other) => other.variable !== variable && other.node.parent === parent && isSystemVariable(other.variable),
  );
}

/** `EnvVarSpec("X")` describes a variable, and what a bundler puts into the page is not the environment of the process. */
function isNoLookup(via: string): boolean {
  return via === '__ENV' || /^[A-Z]+[a-z]/.test(via.slice(via.lastIndexOf('.') + 1));
}

function defaultOf(code: CodeModel, { defaultValue }: EnvLookup): string | null {
  if (defaultValue === null) return null;
  const text = code.stringValue(defaultValue)?.constant ?? null;
  if (text !== null) return text;
  const written = code.textOf(defaultValue);
  return /^(?:-?\d[\d_.]{0,20}|[Tt]rue|[Ff]alse)$/.test(written) ? written : null;
}

/** A placeholder without a default is an error of its own: see unresolved-placeholder. */
function checkStartup(context: StartupContext): void {
  if (!context.project.variables.files.some(({ source }) => source === 'template')) return;
  const seen = new Set<string>();
  for (const { name, range, operator, operand } of placeholdersIn(context.yaml, context.document)) {
    if (operator === null || seen.has(name) || isKnown(context, name)) continue;
    seen.add(name);
    context.report({
      range,
      message: missing(context, name),
      fixes: [documentVariable(context.project, name, operand)],
    });
  }
}
