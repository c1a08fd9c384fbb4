import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { isDocumentationPath, isTestPath } from '../../documents/path-class';
import { moveSecretToEnv } from '../../fixes/secret-to-env';
import type { CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import type { YamlScalar } from '../../languages/yaml/yaml-model';
import { findCommandSecrets, isSecretArgument, isSecretOption } from '../../secrets/command-secrets';
import { findTokens } from '../../secrets/find-tokens';
import { type CodeContext, type RuleContext, type YamlContext, defineRule } from '../rule';
import { literalBody } from './literal-body';
import { findExpandedVariables, findPassedVariables, mayPassVariables } from './passed-variables';
import { variableFor } from './secret-variable';

// No secret of anybody, and none that a scanner would report.
const SAMPLE = ['r4tT', 'leQ9'].join('');

export const rule = defineRule({
  id: 'secret-in-command-line',
  topic: 'secrets',
  severity: 'error',
  impact: 8,
  effort: 3,
  triggers: {
    test: (text) =>
      findCommandSecrets(text).length > 0 || mayPassVariables(text) || findExpandedVariables(text).length > 0,
  },
  documentation: {
    summary: 'Reports secrets that are given to a program as an argument.',
    whatItDoes:
      'Reports passwords, keys and tokens among the arguments of commands: `--password=…`, `["--api-key", "…"]`, `mysql -p…`, `sshpass -p …`, `curl -u user:…`, `docker login -p …`. Looks at calls in code, at ' +
      'the arguments of agents, at `command`, `args` and `run` in YAML, at systemd units, Dockerfiles and scripts. The value of a variable is visible there, too: `["--token", token]`, `f"--token={token}"`, and `--token ${TOKEN}` in units, which is put in before the program starts. Silent for variables in scripts and Compose files, files, placeholders and options that name where a secret is.',
    whyItMatters:
      'Everybody on the machine can read the arguments of all processes with `ps`, and they stand in the shell history, in the logs of the supervisor and in the process list of every crash report.',
    examples: [
      {
        path: 'backup.py',
        bad: `import subprocess\n\nsubprocess.run(["pg_dump", "--password", "${SAMPLE}", "voice"], timeout=60)\n`,
        good: 'import os\nimport subprocess\n\nsubprocess.run(["pg_dump", "voice"], env={"PGPASSWORD": os.environ["PGPASSWORD"]}, timeout=60)\n',
      },
      {
        path: 'docker-compose.yml',
        bad: `services:\n  cache:\n    image: redis:7\n    command: redis-server --requirepass ${SAMPLE}\n`,
        good: 'services:\n  cache:\n    image: redis:7\n    command: redis-server /run/secrets/redis.conf\n',
      },
      {
        path: 'backup.sh',
        bad: `mysqldump -u voice -p${SAMPLE} voice\n`,
        good: 'mysqldump --defaults-extra-file=/run/secrets/mysql.cnf voice\n',
      },
    ],
    fixSafety:
      'The value moves to `.env`, and its place reads a variable. It is still an argument: give it to the program through its environment or a file, where the program can take it that way.',
    references: ['https://cwe.mitre.org/data/definitions/214.html'],
    remediation: {
      steps: [
        'Change the secret.',
        'Give it to the program in its environment (PGPASSWORD, MYSQL_PWD, REDISCLI_AUTH, SSHPASS), on its standard input (--password-stdin) or in a file.',
      ],
      test: 'Start the program and look at `ps -ef`: the secret is not there.',
      rollback: 'None: a secret that was published stays published.',
      dependsOn: [],
    },
  },
  checks: { code: checkCode, yaml: checkYaml, text: checkText },
});

function message(option: string): string {
  return `A secret is given to a program as an argument (${option}), where \`ps\` shows it to everybody: pass it in the environment or in a file`;
}

/** Tokens of known formats are told by `hardcoded-secret`, with more to say. */
function isToken(value: string): boolean {
  return findTokens(value).length > 0;
}

const SCRIPT =
  /\.(?:sh|bash|zsh|ksh|fish|ps1|psm1|bat|cmd|service|timer)$|(?:^|\/)(?:Makefile|Justfile|justfile|Procfile|Jenkinsfile)[^/]*$/;

function checkText(context: RuleContext): void {
  const { document } = context;
  if (document.kind !== 'dockerfile' && !isScript(document.path)) return;
  if (isTestPath(document.path) || isDocumentationPath(document.path)) return;
  for (const { option, value } of findCommandSecrets(document.text)) {
    if (isComment(document.text, value) || isToken(document.slice(value))) continue;
    context.report({ range: value, message: message(option) });
  }
  if (document.kind !== 'unit') return;
  for (const { option, name, range } of findExpandedVariables(document.text))
    if (isStartLine(document.text, range))
      context.report({ range, severity: 'warning', message: variableMessage(option, name) });
}

/** Whether a line of a unit, with those it goes on from, is a command. */
function isStartLine(text: string, { start }: TextRange): boolean {
  const line = /(?:^|\n)([^\n]*(?:\\\n[^\n]*){0,40})$/.exec(text.slice(Math.max(0, start - 4000), start))?.[1] ?? '';
  return /^\s*Exec\w+\s*=/.test(line);
}

/** Files of commands: scripts, units, recipes. */
export function isScript(path: string): boolean {
  return SCRIPT.test(path);
}

function variableMessage(option: string, name: string): string {
  return `'${name}' is given to a program as an argument (${option}), where \`ps\` shows its value to everybody: pass it in the environment or in a file`;
}

function isComment(text: string, { start }: TextRange): boolean {
  return /^\s*(?:#|\/\/|REM\b|;)/i.test(text.slice(text.lastIndexOf('\n', start - 1) + 1, start));
}

const COMMAND_KEY =
  /^(?:command|cmd|args|arguments|entrypoint|exec|run|script|before_script|after_script|test|start|ExecStart)$/i;

function checkYaml(context: YamlContext): void {
  const { document, yaml } = context;
  if (isTestPath(document.path) || isDocumentationPath(document.path)) return;
  let before: YamlScalar | null = null;
  for (const scalar of yaml.scalars) {
    const previous: YamlScalar | null = before;
    before = scalar;
    if (!COMMAND_KEY.test(scalar.key)) continue;
    const written = document.slice(scalar.range);
    for (const { option, value } of findCommandSecrets(written)) {
      const range = { start: scalar.range.start + value.start, end: scalar.range.start + value.end };
      if (isToken(document.slice(range))) continue;
      context.report({ range, message: message(option), fixes: fixesAt(context, range, option) });
    }
    // `args: [--password, X]`
    if (previous === null || !isSibling(previous, scalar) || !isSecretOption(previous.value)) continue;
    if (!previous.value.startsWith('-') || !isSecretArgument(scalar.value, previous.value) || isToken(written))
      continue;
    context.report({
      range: scalar.range,
      message: message(previous.value),
      fixes: fixesAt(context, scalar.range, previous.value),
    });
  }
}

function isSibling(a: YamlScalar, b: YamlScalar): boolean {
  const [last, next] = [a.path.at(-1), b.path.at(-1)];
  return typeof last === 'number' && next === last + 1 && a.path.length === b.path.length && a.key === b.key;
}

function checkCode(context: CodeContext): void {
  const { code, document } = context;
  if (isTestPath(document.path) || isDocumentationPath(document.path)) return;
  if (mayPassVariables(code.text))
    for (const { option, name, range } of findPassedVariables(code, (list) => isExecuted(code, list)))
      context.report({ range, severity: 'warning', message: variableMessage(option, name) });
  for (const node of code.strings) {
    // Most literals hold no option.
    if (
      !/-|pass:|SecureString|\/p:/.test(code.text.slice(node.start, Math.min(node.end, node.start + 2000))) &&
      optionBefore(code, node) === null
    )
      continue;
    const value = code.stringValue(node);
    if (value?.literal !== node || value.constant === null || code.isInlineTest(node)) continue;
    const text = value.constant;
    const body = literalBody(code, node);
    const option = optionBefore(code, node);
    if (option !== null && isSecretArgument(text, option) && !/\s/.test(text) && !isToken(text)) {
      context.report({ range: body, message: message(option), fixes: fixesAt(context, body, option, node) });
      continue;
    }
    if (text.length !== body.end - body.start || !isCommand(code, node, text)) continue;
    for (const secret of findCommandSecrets(text)) {
      const range = { start: body.start + secret.value.start, end: body.start + secret.value.end };
      if (isToken(document.slice(range))) continue;
      context.report({ range, message: message(secret.option), fixes: fixesAt(context, range, secret.option, node) });
    }
  }
}

/** Whether a list of arguments is one that is run: given to what runs programs, or kept under a name that says so. */
function isExecuted(code: CodeModel, list: SyntaxNode): boolean {
  const call = code.callWith(list) ?? (list.parent === null ? null : code.callWith(list.parent));
  if (call !== null) return EXECUTES.test(code.resolvedCallee(call) ?? call.name);
  if (!LISTS.has(list.type) || list.parent === null) return false;
  const name = list.parent.childForField('left') ?? list.parent.childForField('name');
  return name !== null && /(?:^|_)(?:cmd|command|args|argv|cmdline)$/i.test(code.textOf(name));
}

const LISTS = new Set(['list', 'tuple', 'array', 'array_expression', 'arguments', 'argument_list']);

const OPTION_BEFORE = /["'`]--?[A-Za-z][\w-]{1,40}["'`]\)?\s{0,20}(?:,|\.arg\()\s{0,30}$/;

/** The option that stands before a literal in a list of arguments: `["--password", "…"]`, `.arg("--token").arg("…")`. */
function optionBefore(code: CodeModel, node: SyntaxNode): string | null {
  const { parent } = node;
  // Lists may hold thousands of literals: the text before says cheaply that an option is there.
  if (!OPTION_BEFORE.test(code.text.slice(Math.max(0, node.start - 80), node.start))) return null;
  if (parent === null || !LISTS.has(parent.type)) return null;
  const siblings = parent.namedChildren;
  const previous = siblings[siblings.indexOf(node) - 1] ?? argBefore(code, parent);
  if (previous === undefined || previous === null) return null;
  const text = code.stringValue(previous)?.constant ?? '';
  // A call such as `add_argument("--password", "…")` declares an option.
  if (/^(?:argument_list|arguments)$/.test(parent.type)) {
    const name = code.callWith(parent)?.name ?? '';
    if (!/^(?:arg|exec\w*|spawn\w*|Popen|run|call|check_\w+|execvp?e?|create_subprocess_exec)$/.test(name)) return null;
  }
  return /^--?[A-Za-z][\w-]*$/.test(text) && isSecretOption(text) ? text : null;
}

/** In Rust, the literal of the `.arg(…)` that the call with this list is made on. */
function argBefore(code: CodeModel, list: SyntaxNode): SyntaxNode | null {
  const call = code.callWith(list);
  if (call?.name !== 'arg') return null;
  const made = code.calls.find(({ node }) => node === call.receiver);
  return made?.name === 'arg' ? (made.arguments[0]?.value ?? null) : null;
}

const EXECUTES =
  /(?:^|\.)(?:system|popen|run|call|check_call|check_output|Popen|getoutput|getstatusoutput|create_subprocess_shell|exec|execSync|execFile|spawn|spawnSync|execa|execaCommand|shell|sh|sudo|local|exec_command|send_command|invoke|arg|args)$/;

/** A text that is run: an element of a list of arguments, an argument of what runs commands, or a whole command by its look. */
function isCommand(code: CodeModel, node: SyntaxNode, text: string): boolean {
  const { parent } = node;
  if (parent === null) return false;
  if (/^(?:list|tuple|array|array_expression)$/.test(parent.type)) return /^--?[A-Za-z]/.test(text) || /\s/.test(text);
  const call = code.callWith(parent);
  if (call !== null) return EXECUTES.test(code.resolvedCallee(call) ?? call.name);
  if (/^(?:assignment|variable_declarator|let_declaration|pair|keyword_argument)$/.test(parent.type))
    return /^(?:sudo |\w+=\S+ )*(?:[\w./-]+\/)?(?:mysql|mysqldump|mysqladmin|sshpass|redis-cli|redis-server|mongo\w*|ldap\w+|docker|podman|psql|pg_dump|curl|wget|openssl|htpasswd|helm|kubectl|aws|az|git|npm|java|python3?|node|bash|sh)\s/.test(
      text,
    );
  return false;
}

function fixesAt(
  context: RuleContext,
  range: TextRange,
  option: string,
  literal?: SyntaxNode,
): ReturnType<typeof moveSecretToEnv> {
  const name = /[A-Za-z]{3}/.test(option) ? option.replace(/^-+|^\/p:/, '') : 'password';
  return moveSecretToEnv(context, range, variableFor(context, name, literal)).map((fix) => ({
    ...fix,
    safety: 'review',
  }));
}
