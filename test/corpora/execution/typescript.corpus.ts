import type { Corpus, CorpusCase } from '../corpus';

const ts = (title: string, text: string): CorpusCase => ({ title, path: 'tool.ts', text });
const js = (title: string, text: string): CorpusCase => ({ title, path: 'tool.js', text });

export const corpus: Corpus = {
  topic: 'execution',
  rules: ['unsandboxed-execution'],
  target: { recall: 0.8, precision: 0.92 },
  cases: [
    ts(
      'exec with a template',
      "import { exec } from 'child_process';\nexport const f = (x: string) => exec(`git log ${x}`); <<<\n",
    ),
    ts(
      'exec with a concatenation',
      "import { exec } from 'node:child_process';\nexport function f(x: string) {\n  exec('git log ' + x, () => {}); <<<\n}\n",
    ),
    ts(
      'execSync of a namespace',
      "import * as cp from 'child_process';\nexport const f = (x: string) => cp.execSync(x); <<<\n",
    ),
    ts(
      'exec of the default import',
      "import child from 'child_process';\nexport const f = (x: string) => child.exec(x); <<<\n",
    ),
    js(
      'exec of a required module',
      "const cp = require('child_process');\nmodule.exports = (x) => cp.exec('ls ' + x); <<<\n",
    ),
    js(
      'exec taken out of a required module',
      "const { exec: run } = require('child_process');\nmodule.exports = (x) => run(x); <<<\n",
    ),
    js(
      'exec as a member of require',
      "const exec = require('child_process').exec;\nmodule.exports = (x) => exec('ls ' + x); <<<\n",
    ),
    js('exec called on require', "module.exports = (x) => require('child_process').exec(x); <<<\n"),
    ts(
      'exec with a promise',
      "import { exec } from 'child_process';\nimport { promisify } from 'util';\nconst run = promisify(exec);\nexport const f = async (x: string) => run(`tar xf ${x}`); <<<\n",
    ),
    js(
      'exec with a promise, required',
      "const util = require('util');\nconst exec = util.promisify(require('child_process').exec);\nmodule.exports = async (x) => exec(`tar xf ${x}`); <<<\n",
    ),
    ts(
      'spawn with a shell',
      "import { spawn } from 'child_process';\nexport const f = (x: string) => spawn(x, { shell: true }); <<<\n",
    ),
    ts(
      'spawn with a shell and arguments',
      "import { spawn } from 'child_process';\nexport const f = (x: string[]) => spawn('npm', x, { stdio: 'inherit', shell: true }); <<<\n",
    ),
    ts(
      'spawn with a named shell',
      "import { spawnSync } from 'child_process';\nexport const f = (x: string) => spawnSync(x, [], { shell: '/bin/bash' }); <<<\n",
    ),
    ts(
      'spawn with options kept apart',
      "import { spawn } from 'child_process';\nconst options = { shell: true };\nexport const f = (x: string) => spawn(x, [], options); <<<\n",
    ),
    ts(
      'spawn of sh -c',
      "import { spawn } from 'child_process';\nexport const f = (x: string) => spawn('sh', ['-c', x]); <<<\n",
    ),
    ts(
      'execFile of bash -c',
      "import { execFile } from 'child_process';\nexport const f = (x: string) => execFile('/bin/bash', ['-c', `ls ${x}`]); <<<\n",
    ),
    ts(
      'spawn of cmd /c',
      "import { spawn } from 'child_process';\nexport const f = (x: string) => spawn('cmd.exe', ['/c', x]); <<<\n",
    ),
    js('shelljs', "const shell = require('shelljs');\nmodule.exports = (x) => shell.exec('rm ' + x); <<<\n"),
    ts(
      'a constant in a local',
      "import { execSync } from 'child_process';\nexport function f() {\n  const command = 'ls -l';\n  return execSync(command); <<<\n}\n",
    ),
    js('eval of a parameter', 'module.exports = (x) => eval(x); <<<\n'),
    js('eval of a concatenation', "module.exports = (x) => eval('(' + x + ')'); <<<\n"),
    js('eval of the global object', 'module.exports = (x) => globalThis.eval(x); <<<\n'),
    js('indirect eval', 'module.exports = (x) => (0, eval)(x); <<<\n'),
    js('a new function', "module.exports = (x) => new Function('a', 'return ' + x); <<<\n"),
    js('a function without new', 'module.exports = (x) => Function(x)(); <<<\n'),
    js('vm in this context', "const vm = require('vm');\nmodule.exports = (x) => vm.runInThisContext(x); <<<\n"),
    ts(
      'vm in a new context',
      "import { runInNewContext } from 'vm';\nexport const f = (x: string) => runInNewContext(x, {}); <<<\n",
    ),
    ts('a script of vm', "import vm from 'node:vm';\nexport const f = (x: string) => new vm.Script(x); <<<\n"),
    js('a timer with a text', "module.exports = (x) => setTimeout('go(' + x + ')', 10); <<<\n"),
    js(
      'eval of a request',
      "const express = require('express');\nconst app = express();\napp.get('/', (req, res) => {\n  res.send(String(eval(req.query.q))); <<<\n});\n",
    ),
    ts(
      'an interpreter with code',
      "import { spawnSync } from 'child_process';\nexport const f = (code: string) => spawnSync('python3', ['-c', code]); <<<\n",
    ),

    ts('exec with a constant', "import { exec } from 'child_process';\nexec('git log');\n"),
    ts('execSync with a constant template', "import { execSync } from 'child_process';\nexecSync(`git log`);\n"),
    ts(
      'execFile with an argument',
      "import { execFile } from 'child_process';\nexport const f = (x: string) => execFile('git', ['log', x]);\n",
    ),
    ts(
      'spawn without a shell',
      "import { spawn } from 'child_process';\nexport const f = (x: string, y: string[]) => spawn(x, y);\n",
    ),
    ts(
      'shell: false',
      "import { spawn } from 'child_process';\nexport const f = (x: string) => spawn(x, [], { shell: false });\n",
    ),
    ts('a constant with a shell', "import { spawn } from 'child_process';\nspawn('npm run build', { shell: true });\n"),
    ts('a pattern', 'export const f = (x: string) => /a(b)/.exec(x);\n'),
    ts('a pattern behind a name', 'const pattern = /a/g;\nexport const f = (x: string) => pattern.exec(x);\n'),
    ts('a query', 'export const f = (db: { exec(sql: string): void }, sql: string) => db.exec(sql);\n'),
    ts('a chain of a document store', 'export const f = (query: { exec(): Promise<unknown> }) => query.exec();\n'),
    js('exec of another module', "const { exec } = require('./queries');\nmodule.exports = (x) => exec(x);\n"),
    js('eval of a constant', "eval('1 + 1');\n"),
    js('a constant function', "module.exports = new Function('a', 'b', 'return a + b');\n"),
    js('a timer with a function', 'module.exports = (f) => setTimeout(f, 10);\n'),
    js('a timer with an arrow function', 'module.exports = (x) => setInterval(() => x.tick(), 10);\n'),
    js('a timer with a bound method', 'module.exports = (x) => setTimeout(x.tick.bind(x), 10);\n'),
    js('a method called eval', 'module.exports = (tree, x) => tree.eval(x);\n'),
    ts(
      'a page of a browser under test',
      'export const f = (page: { $eval(s: string, f: unknown): void }, s: string) => page.$eval(s, () => 1);\n',
    ),
    ts(
      'either of two constants',
      "import { execSync } from 'child_process';\nexecSync(process.platform === 'win32' ? 'where git' : 'which git');\n",
    ),
    ts(
      'bash with a script',
      "import { spawn } from 'child_process';\nexport const f = (file: string) => spawn('bash', [file]);\n",
    ),
    ts(
      'firejail around a shell',
      "import { spawn } from 'child_process';\nexport const f = (x: string) => spawn('firejail', ['--net=none', 'sh', '-c', x]);\n",
    ),
    ts(
      'a container with limits',
      "import { execFile } from 'child_process';\nexport const f = (x: string) => execFile('docker', ['run', '--rm', '--network', 'none', '-m', '256m', 'node', 'node', '-e', x]);\n",
    ),
    ts(
      'quoted by shell-quote',
      "import { execSync } from 'child_process';\nimport { quote } from 'shell-quote';\nexport const f = (x: string[]) => execSync(quote(x));\n",
    ),
    js('a function of the file called exec', 'function exec(x) {\n  return x;\n}\nmodule.exports = (x) => exec(x);\n'),
    js('a Function as a type', 'module.exports = (x) => x instanceof Function;\n'),
    ts(
      'a Lua script',
      'export const f = (redis: { eval(s: string, n: number): void }, s: string) => redis.eval(s, 0);\n',
    ),
  ],
};
