import type { CodeContext } from '../rule';
import { defineRule } from '../rule';
import type { Severity } from '../finding';
import { argumentListFix } from './execution/argument-list-fix';
import type { Execution } from './execution/execution';
import { type Knowledge, knowledgeOf } from './execution/known-text';
import { pythonExecutions } from './execution/python-execution';
import { rustExecutions } from './execution/rust-execution';
import { typescriptExecutions } from './execution/typescript-execution';

export const rule = defineRule({
  id: 'unsandboxed-execution',
  topic: 'safety',
  severity: 'error',
  impact: 9,
  effort: 3,
  triggers: [
    'shell=',
    'shell:',
    '"shell"',
    'os.system',
    '.system(',
    'import system',
    ', system',
    'popen',
    'Popen',
    'subprocess',
    'commands.get',
    'exec_command',
    'fabric',
    'from invoke',
    'import invoke',
    'pty.spawn',
    'from pty',
    'eval(',
    '(eval',
    '=eval',
    'eval)',
    '= eval',
    'exec(',
    'exec)',
    '(exec',
    'execfile',
    'globals()',
    '__builtins__',
    '__dict__[',
    'vars(',
    'sys.modules[',
    'os.exec',
    'os.spawn',
    'execScript',
    'REPL',
    'ShellTool',
    'BashProcess',
    'BashTool',
    'Interactive',
    'interpreters',
    'run_cell',
    '__import__',
    'import_module',
    'child_process',
    'shelljs',
    'cross-spawn',
    'node-pty',
    'execa',
    'spawn-async',
    'ssh2',
    'node-ssh',
    'Bun.spawn',
    "'vm'",
    '"vm"',
    'node:vm',
    'Function(',
    'Function.call',
    'Function.apply',
    'setTimeout(',
    'setInterval(',
    "['eval']",
    '["eval"]',
    '[`eval`]',
    '[`setTimeout`]',
    '[`setInterval`]',
    "['setTimeout']",
    '["setTimeout"]',
    "['setInterval']",
    '["setInterval"]',
    ', eval,',
    ', exec,',
    'getattr(os',
    'Command::new',
    'Exec::shell',
    'run_script',
    'libc::system',
  ],
  documentation: {
    summary: 'Reports text that is run as a command or as code although its author is not known.',
    whatItDoes:
      'Decides by what is run, not by the call: a constant is silent, a constant behind a name is an information, a text with a part that only the running program knows (parameter, f-string, the answer of a model) is ' +
      'an error. Knows shells (`shell=True`, `os.system`, `child_process.exec`, `bash -c`, `Command::new("sh")`, Fabric, Paramiko) and interpreters (`eval`, `exec`, `vm`, `new Function`, `python -c`). ' +
      'Argument lists without a shell, quoted parts (`shlex.quote`) and programs wrapped in firejail, bubblewrap, nsjail or a limited container are silent.',
    whyItMatters:
      'An agent passes on what it was told: by a user, a web page, a model. One such text in a shell or in `eval` is a shell for whoever wrote it, with all rights of the agent.',
    examples: [
      {
        path: 'agents/files.py',
        bad: 'import subprocess\n\n\ndef show(path):\n    return subprocess.run(f"ls -l \'{path}\'", shell=True, timeout=60)\n',
        good: 'import subprocess\n\n\ndef show(path):\n    return subprocess.run(["ls", "-l", str(path)], timeout=60)\n',
      },
      {
        path: 'agents/calculator.py',
        bad: 'def answer(model, question):\n    return eval(model.ask(question))\n',
        good: 'import ast\n\n\ndef answer(model, question):\n    return ast.literal_eval(model.ask(question))\n',
      },
      {
        path: 'tools.ts',
        bad: "import { exec } from 'node:child_process';\n\nexport const log = (branch: string) => exec(`git log ${branch}`);\n",
        good: "import { execFile } from 'node:child_process';\n\nexport const log = (branch: string) => execFile('git', ['log', branch]);\n",
      },
      {
        path: 'src/tools.rs',
        bad: 'use std::process::Command;\n\npub fn run(line: &str) -> std::io::Result<std::process::Output> {\n    Command::new("sh").arg("-c").arg(line).output()\n}\n',
        good: 'use std::process::Command;\n\npub fn list(path: &str) -> std::io::Result<std::process::Output> {\n    Command::new("ls").arg("-l").arg(path).output()\n}\n',
      },
    ],
    fixSafety:
      'Turns a command that splits plainly (no quotes within words, pipes, redirections, variables or patterns) into an argument list and takes the shell away. Safe where each part put in was quoted as one word; ' +
      'to be reviewed where a part may have been several words.',
    references: [
      'https://docs.python.org/3/library/subprocess.html#security-considerations',
      'https://cwe.mitre.org/data/definitions/78.html',
      'https://cwe.mitre.org/data/definitions/95.html',
    ],
    remediation: {
      steps: [
        'Pass a list of arguments, and no shell.',
        'Choose among commands by a table of constants instead of passing the command itself.',
        'Run what a model wrote in a sandbox (firejail, bubblewrap, a container with memory, process and network limits).',
      ],
      test: 'Send `; touch /tmp/owned` as the value: no file appears.',
      rollback: 'Revert the edit.',
      dependsOn: [],
    },
  },
  checks: {
    python: (context) => reportExecutions(context, pythonExecutions(context.code)),
    typescript: (context) => reportExecutions(context, typescriptExecutions(context.code)),
    rust: (context) => reportExecutions(context, rustExecutions(context.code)),
  },
});

const KNOWLEDGE: readonly Knowledge[] = ['literal', 'harmless', 'named', 'unknown'];

function reportExecutions(context: CodeContext, executions: readonly Execution[]): void {
  const { code, document } = context;
  for (const execution of executions) {
    const known = Math.max(
      ...execution.texts.map((text) => KNOWLEDGE.indexOf(knowledgeOf(code, text, execution.kind))),
    );
    if (known < KNOWLEDGE.indexOf('named') || code.isInlineTest(code.root.descendantAt(execution.range.start)))
      continue;
    const constant = KNOWLEDGE[known] === 'named';
    const severity: Severity = constant ? 'information' : (execution.atMost ?? 'error');
    const fix = argumentListFix(code, execution);
    context.report({
      range: execution.range,
      severity,
      message: message(execution, constant),
      fixes: fix === null ? [] : [{ ...fix, edits: () => fix.edits().map((edit) => ({ uri: document.uri, ...edit })) }],
    });
  }
}

function message({ what, kind }: Execution, constant: boolean): string {
  if (kind === 'shell') {
    return constant
      ? `${what} gives a shell a command kept under a name: whoever changes that value later is not warned; pass an argument list without a shell`
      : `${what} gives a shell a command put together at run time: whoever writes a part of it runs any command; pass an argument list without a shell, or run it in a sandbox`;
  }
  return constant
    ? `${what} runs code kept under a name: write it as code, or keep the text where it is run`
    : `${what} runs a text that only the running program knows, as code with all rights of this process: parse it instead (ast.literal_eval, JSON), or run it in a sandbox`;
}
