import type { Corpus, CorpusCase } from '../corpus';

const py = (title: string, text: string): CorpusCase => ({ title, path: 'agent.py', text });
const js = (title: string, text: string): CorpusCase => ({ title, path: 'tool.js', text });

/** Functions that run text, reached by a detour: by name, by key, through another function. */
export const corpus: Corpus = {
  topic: 'execution',
  rules: ['unsandboxed-execution'],
  target: { recall: 0.8, precision: 0.92 },
  cases: [
    py('eval out of globals', 'def f(text):\n    return globals()["eval"](text) <<<\n'),
    py('exec out of the built-ins', 'def f(text):\n    __builtins__["exec"](text) <<<\n'),
    py('eval out of the built-ins, by get', 'def f(text):\n    return globals().get("eval")(text) <<<\n'),
    py(
      'eval out of the built-ins, by their dictionary',
      'import builtins\n\ndef f(text):\n    return builtins.__dict__["eval"](text) <<<\n',
    ),
    py("system out of a module's dictionary", 'import os\n\ndef f(line):\n    os.__dict__["system"](line) <<<\n'),
    py('system out of vars', 'import os\n\ndef f(line):\n    vars(os)["system"](line) <<<\n'),
    py('a module out of globals', 'import os\n\ndef f(line):\n    globals()["os"].system(line) <<<\n'),
    py('a module out of sys.modules', 'import sys\n\ndef f(line):\n    sys.modules["os"].system(line) <<<\n'),
    py('a module that is kept', 'import os\n\nmachine = os\n\ndef f(line):\n    machine.system(line) <<<\n'),
    py(
      'a module that is imported by name and kept',
      'import importlib\n\ndef f(line):\n    machine = importlib.import_module("os")\n    machine.system(line) <<<\n',
    ),
    py(
      'one shell or the other',
      'import shutil\nimport subprocess\n\ndef f(line):\n    shell = "bash" if shutil.which("bash") else "sh"\n    subprocess.run([shell, "-c", line]) <<<\n',
    ),
    py(
      'the shell of the user, or one',
      'import os\nimport subprocess\n\ndef f(line):\n    subprocess.run([os.environ.get("SHELL") or "/bin/sh", "-c", line]) <<<\n',
    ),
    py(
      'a function out of globals',
      'def go(text):\n    return text\n\ndef f(text):\n    return globals()["go"](text)\n',
    ),
    py('a constant out of globals', 'def f():\n    return globals()["eval"]("1 + 1")\n'),
    py(
      'another function of a kept module',
      'import os\n\nmachine = os\n\ndef f(name):\n    return machine.getenv(name)\n',
    ),
    py(
      'one program or the other',
      'import shutil\nimport subprocess\n\ndef f(name):\n    tool = "podman" if shutil.which("podman") else "docker"\n    subprocess.run([tool, "-c", name])\n',
    ),
    js('eval of the global this', 'function f(x) {\n  return this.eval(x); <<<\n}\n'),
    js('eval of this at the top', "const x = require('./input');\nthis.eval(x.text); <<<\n"),
    js(
      'eval of an object of its own',
      'class Model {\n  eval(x) {\n    return x;\n  }\n  run(x) {\n    return this.eval(x);\n  }\n}\n',
    ),
    js('eval of an object that is written out', 'const model = {\n  run(x) {\n    return this.eval(x);\n  },\n};\n'),
    js(
      'eval of a prototype',
      'function Model() {}\nModel.prototype.eval = (x) => x;\nModel.prototype.run = function (x) {\n  return this.eval(x);\n};\n',
    ),
    js(
      'a module that is kept',
      "const child = require('child_process');\nconst shell = child;\nexports.f = (x) => shell.exec(x); <<<\n",
    ),

    py(
      'exec handed to an executor',
      'async def f(loop, request):\n    await loop.run_in_executor(None, exec, request.form["code"]) <<<\n',
    ),
    py(
      'os.system handed to a thread',
      'import asyncio\nimport os\n\nasync def f(line):\n    await asyncio.to_thread(os.system, line) <<<\n',
    ),
    py(
      'os.system as the target of a thread',
      'import os\nfrom threading import Thread\n\ndef f(line):\n    Thread(target=os.system, args=(line,)).start() <<<\n',
    ),
    py(
      'a constant handed to a thread',
      'import asyncio\nimport os\n\nasync def f():\n    await asyncio.to_thread(os.system, "sync")\n',
    ),
    py(
      'a list handed to an executor',
      'import subprocess\n\nasync def f(loop, name):\n    await loop.run_in_executor(None, subprocess.check_output, ["id", name])\n',
    ),
    py('system by getattr', 'import os\n\ndef f(line):\n    getattr(os, "system")("ls " + line) <<<\n'),
    py('system by getattr, kept', 'import os\n\nrun = getattr(os, "system")\n\ndef f(line):\n    run(line) <<<\n'),
    py('system of a module imported in place', 'def f(line):\n    __import__("os").system(line) <<<\n'),
    py('another attribute by getattr', 'import os\n\ndef f(name):\n    return getattr(os, "getenv")(name)\n'),
    py(
      'a shell whose list lacks its own name',
      'import os\n\ndef f(name):\n    os.spawnve(os.P_WAIT, "/bin/bash", ["-c", f"ls {name}"], os.environ) <<<\n',
    ),
    py(
      'eval beside a method of that name',
      'class Table:\n    def eval(self, row):\n        return row\n\n\ndef f(text):\n    return eval(text) <<<\n',
    ),
    py(
      'a function of its own called eval',
      'def eval(text):\n    return text\n\n\ndef f(text):\n    return eval(text)\n',
    ),
    js('eval by key', "export const f = (x) => window['eval'](x); <<<\n"),
    js('eval by key of a nested window', "export const f = (x) => window.window['eval'](`go ${x}`); <<<\n"),
    js('setTimeout by key', "export const f = (x) => globalThis['setTimeout'](`go(${x})`, 10); <<<\n"),
    js('setTimeout with a sum', "export const f = (x) => self.setTimeout(x + '()', 10); <<<\n"),
    js(
      'setInterval with what a request says',
      'app.get("/", (req, res) => {\n  setInterval(req.query.code, 100); <<<\n});\n',
    ),
    js('setTimeout with a function by name', 'export const f = (tick) => setTimeout(tick, 100);\n'),
    js('setTimeout with a method of the request', 'export const f = (req) => setTimeout(req.abort, 100);\n'),
    js('Function.call', "export const f = (x) => Function.call(null, 'a', x); <<<\n"),
    js('Function.apply', "export const f = (x) => Function.apply(null, ['a', x]); <<<\n"),
    js('Function.call with constants', "export const f = () => Function.call(null, 'a', 'return a');\n"),
    js(
      'promisify called at once',
      "const util = require('util');\nconst cp = require('child_process');\nexports.f = (x) => util.promisify(cp.exec)(x); <<<\n",
    ),
    js(
      'a pattern of the same name as the module',
      "const cp = require('child_process');\nexports.f = (x) => {\n  const cp = /^v(\\d+)/;\n  return cp.exec(x);\n};\n",
    ),
    py(
      'eval beside a function that imports another',
      'def other(x):\n    from numexpr import eval\n\n    return eval(x)\n\n\ndef f(text):\n    return eval(text) <<<\n',
    ),
    py(
      'eval under the name of a safe reader',
      'import ast\n\neval = ast.literal_eval\n\n\ndef f(text):\n    return eval(text)\n',
    ),
  ],
};
