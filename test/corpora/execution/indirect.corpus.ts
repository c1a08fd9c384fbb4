import type { Corpus, CorpusCase } from '../corpus';

const py = (title: string, text: string): CorpusCase => ({ title, path: 'agent.py', text });
const js = (title: string, text: string): CorpusCase => ({ title, path: 'tool.js', text });

/** Functions that run text, reached by a detour: by name, by key, through another function. */
export const corpus: Corpus = {
  topic: 'execution',
  rules: ['unsandboxed-execution'],
  target: { recall: 0.8, precision: 0.92 },
  cases: [
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
