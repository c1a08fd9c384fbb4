import type { Corpus, CorpusCase } from '../corpus';

const py = (title: string, text: string): CorpusCase => ({ title, path: 'agent.py', text });

export const corpus: Corpus = {
  topic: 'execution',
  rules: ['unsandboxed-execution'],
  target: { recall: 0.8, precision: 0.92 },
  cases: [
    py('os.system with an f-string', 'import os\n\ndef f(name):\n    os.system(f"ls {name}") <<<\n'),
    py('os.system with a concatenation', 'import os\n\ndef f(name):\n    os.system("ls " + name) <<<\n'),
    py('os.system with %', 'import os\n\ndef f(name):\n    os.system("ls %s" % name) <<<\n'),
    py('os.system with format', 'import os\n\ndef f(name):\n    os.system("ls {}".format(name)) <<<\n'),
    py('os.system under an alias of the module', 'import os as o\n\ndef f(c):\n    o.system(c) <<<\n'),
    py('os.system imported by name', 'from os import system\n\ndef f(c):\n    system(c) <<<\n'),
    py('os.system imported under another name', 'from os import system as shell\n\ndef f(c):\n    shell(c) <<<\n'),
    py('os.system kept in a variable', 'import os\n\nrun = os.system\n\ndef f(c):\n    run(c) <<<\n'),
    py(
      'os.system with a word from the command line',
      'import os\nimport sys\n\nos.system("ping " + sys.argv[1]) <<<\n',
    ),
    py('os.system with input()', 'import os\n\ncommand = input("> ")\nos.system(command) <<<\n'),
    py('os.popen', 'import os\n\ndef f(c):\n    return os.popen(c).read() <<<\n'),
    py('a constant in a local', 'import os\n\ndef f():\n    command = "ls -l"\n    os.system(command) <<<\n'),
    py(
      'subprocess.run with a shell',
      'import subprocess\n\ndef f(c):\n    subprocess.run(c, shell=True, check=True) <<<\n',
    ),
    py(
      'subprocess.call over several lines',
      'import subprocess\n\ndef f(name):\n    subprocess.call( <<<\n        "grep -R {} .".format(name),\n        shell=True,\n    )\n',
    ),
    py(
      'Popen imported by name',
      'from subprocess import Popen, PIPE\n\ndef f(c):\n    return Popen(c, shell=True, stdout=PIPE) <<<\n',
    ),
    py(
      'check_output with a shell and a join',
      'import subprocess as sp\n\ndef f(parts):\n    return sp.check_output(" ".join(parts), shell=True) <<<\n',
    ),
    py('words of a generator', 'import os\n\ndef f(words):\n    os.system(" ".join(word for word in words)) <<<\n'),
    py(
      'check_call with args= by its keyword',
      'import subprocess\n\ndef f(c):\n    subprocess.check_call(args=c, shell=True) <<<\n',
    ),
    py('shell=1', 'import subprocess\n\ndef f(c):\n    subprocess.run(c, shell=1) <<<\n'),
    py(
      'a list given to a shell',
      'import subprocess\n\ndef f(path):\n    subprocess.run(["cat", path], shell=True) <<<\n',
    ),
    py(
      'shell in options that are written out',
      'import subprocess\n\ndef f(c):\n    subprocess.run(c, **{"shell": True}) <<<\n',
    ),
    py(
      'a wrapper that takes shell=True',
      'from tools import execute\n\ndef f(name):\n    execute(f"rm {name}", shell=True) <<<\n',
    ),
    py('getoutput', 'import subprocess\n\ndef f(c):\n    return subprocess.getoutput(c) <<<\n'),
    py(
      'getstatusoutput imported by name',
      'from subprocess import getstatusoutput\n\ndef f(c):\n    return getstatusoutput(c) <<<\n',
    ),
    py('commands of Python 2', 'import commands\n\ndef f(c):\n    return commands.getoutput("ls %s" % c) <<<\n'),
    py('asyncio shell', 'import asyncio\n\nasync def f(c):\n    return await asyncio.create_subprocess_shell(c) <<<\n'),
    py(
      'asyncio shell of the loop',
      'import asyncio\n\nasync def f(protocol, c):\n    loop = asyncio.get_running_loop()\n    await loop.subprocess_shell(protocol, c) <<<\n',
    ),
    py('bash -c in a list', 'import subprocess\n\ndef f(c):\n    subprocess.run(["bash", "-c", c]) <<<\n'),
    py(
      'sh -c with a path and more flags',
      'import subprocess\n\ndef f(c):\n    subprocess.Popen(["/bin/sh", "-ec", f"cd /srv && {c}"]) <<<\n',
    ),
    py(
      'a list in a variable that starts a shell',
      'import subprocess\n\ndef f(c):\n    command = ["sh", "-c", c]\n    subprocess.call(command) <<<\n',
    ),
    py(
      'asyncio exec of a shell',
      'import asyncio\n\nasync def f(c):\n    await asyncio.create_subprocess_exec("bash", "-c", c) <<<\n',
    ),
    py('os.execl of a shell', 'import os\n\ndef f(c):\n    os.execl("/bin/sh", "sh", "-c", c) <<<\n'),
    py('os.spawnlp of a shell', 'import os\n\ndef f(c):\n    os.spawnlp(os.P_WAIT, "bash", "bash", "-c", c) <<<\n'),
    py('pty.spawn of a shell', 'import pty\n\ndef f(c):\n    pty.spawn(["/bin/bash", "-c", c]) <<<\n'),
    py('cmd /c', 'import subprocess\n\ndef f(c):\n    subprocess.run(["cmd", "/c", c]) <<<\n'),
    py(
      'an interpreter with code',
      'import subprocess\nimport sys\n\ndef f(code):\n    subprocess.run([sys.executable, "-c", code]) <<<\n',
    ),
    py(
      'docker exec of a shell',
      'import subprocess\n\ndef f(c):\n    subprocess.run(["docker", "exec", "box", "sh", "-c", c]) <<<\n',
    ),
    py(
      'Paramiko',
      'import paramiko\n\ndef f(host, c):\n    client = paramiko.SSHClient()\n    client.connect(host, timeout=5)\n    client.exec_command(f"tail {c}") <<<\n',
    ),
    py(
      'Fabric',
      'from fabric import Connection\n\ndef f(host, name):\n    Connection(host).run(f"systemctl restart {name}") <<<\n',
    ),
    py('a task of Invoke', 'from invoke import task\n\n@task\ndef clean(c, path):\n    c.run("rm -rf " + path) <<<\n'),
    py('eval of a parameter', 'def f(expression):\n    return eval(expression) <<<\n'),
    py('eval of a request', 'from flask import request\n\ndef f():\n    return eval(request.args["q"]) <<<\n'),
    py('eval with names taken away', 'def f(expression):\n    return eval(expression, {"__builtins__": {}}) <<<\n'),
    py('eval of builtins', 'import builtins\n\ndef f(x):\n    return builtins.eval(x) <<<\n'),
    py('exec of an f-string', 'def f(name):\n    exec(f"import {name}") <<<\n'),
    py(
      'exec of what a model answered',
      'def f(client, prompt):\n    answer = client.complete(prompt)\n    code = answer.choices[0].text\n    exec(code) <<<\n',
    ),
    py('exec of compiled text', 'def f(source):\n    code = compile(source, "<agent>", "exec")\n    exec(code) <<<\n'),
    py('eval handed to map', 'def f(lines):\n    return list(map(eval, lines)) <<<\n'),
    py(
      'eval as the type of an option',
      'import argparse\n\nparser = argparse.ArgumentParser()\nparser.add_argument("--shape", type=eval) <<<\n',
    ),
    py('eval of a constant in a local', 'def f():\n    text = "1 + 1"\n    return eval(text) <<<\n'),
    py(
      'an interactive interpreter',
      'import code\n\ndef f(source):\n    code.InteractiveInterpreter().runsource(source) <<<\n',
    ),
    py(
      'a tool that runs what a model wrote',
      'from langchain_experimental.utilities import PythonREPL\n\ndef f(answer):\n    return PythonREPL().run(answer) <<<\n',
    ),
    py(
      'a constant that is added to',
      'import os\n\ndef f(option):\n    command = "ls"\n    command += " " + option\n    os.system(command) <<<\n',
    ),
    py(
      'an attribute set from a parameter',
      'import os\n\nclass A:\n    def __init__(self, command):\n        self.command = command\n\n    def run(self):\n        os.system(self.command) <<<\n',
    ),
    py(
      'one of two parts quoted',
      'import os\nimport shlex\n\ndef f(a, b):\n    os.system("cp " + shlex.quote(a) + " " + b) <<<\n',
    ),
    py(
      'an import named by a request',
      'import importlib\nfrom flask import request\n\ndef f():\n    return importlib.import_module(request.args["module"]) <<<\n',
    ),

    py('os.system with a constant', 'import os\n\nos.system("ls -l /tmp")\n'),
    py(
      'subprocess with a constant and a shell',
      'import subprocess\n\nsubprocess.run("echo hello | wc", shell=True)\n',
    ),
    py(
      'a shell with adjacent literals',
      'import subprocess\n\nsubprocess.run(\n    "make "\n    "clean",\n    shell=True,\n)\n',
    ),
    py('either of two constants', "import os\n\nos.system('cls' if os.name == 'nt' else 'clear')\n"),
    py('a list without a shell', 'import subprocess\n\ndef f(a, b):\n    subprocess.run([a, b])\n'),
    py(
      'a list of unknown length without a shell',
      'import subprocess\n\ndef f(args):\n    subprocess.check_call(args)\n',
    ),
    py(
      'an f-string in a list',
      'import subprocess\n\ndef f(name):\n    subprocess.run(["git", "checkout", f"origin/{name}"], check=True)\n',
    ),
    py('shell=False', 'import subprocess\n\ndef f(c):\n    subprocess.run(c, shell=False)\n'),
    py('shell=0', 'import subprocess\n\ndef f(c):\n    subprocess.run(c, shell=0)\n'),
    py(
      'shlex.split without a shell',
      'import shlex\nimport subprocess\n\ndef f(c):\n    subprocess.run(shlex.split(c))\n',
    ),
    py('quoted by shlex', 'import os\nimport shlex\n\ndef f(path):\n    os.system(f"ls {shlex.quote(path)}")\n'),
    py(
      'quoted under an alias',
      'import os\nfrom shlex import quote as q\n\ndef f(path):\n    os.system("ls " + q(path))\n',
    ),
    py(
      'quoted word by word',
      'import shlex\nimport subprocess\n\ndef f(words):\n    line = " ".join(shlex.quote(word) for word in words)\n    subprocess.run(line, shell=True)\n',
    ),
    py(
      'joined by shlex',
      'import shlex\nimport subprocess\n\ndef f(words):\n    subprocess.run(shlex.join(words), shell=True)\n',
    ),
    py('a number', 'import os\n\ndef f(pid):\n    os.system(f"kill {int(pid)}")\n'),
    py('asyncio exec', 'import asyncio\n\nasync def f(path):\n    await asyncio.create_subprocess_exec("ls", path)\n'),
    py(
      'asyncio shell with a constant',
      'import asyncio\n\nasync def f():\n    await asyncio.create_subprocess_shell("ls -l | wc")\n',
    ),
    py(
      'a script as an argument of bash',
      'import subprocess\n\ndef f(script):\n    subprocess.run(["bash", script, "--now"])\n',
    ),
    py(
      'bash -c with constant text and arguments',
      'import subprocess\n\ndef f(path):\n    subprocess.run(["bash", "-c", "wc -l < \\"$1\\"", "_", path])\n',
    ),
    py(
      'an interpreter with a module',
      'import subprocess\nimport sys\n\ndef f(name):\n    subprocess.run([sys.executable, "-m", "pip", "install", name])\n',
    ),
    py(
      'firejail around a shell',
      'import subprocess\n\ndef f(c):\n    subprocess.run(["firejail", "--net=none", "--private", "bash", "-c", c])\n',
    ),
    py(
      'bubblewrap around an interpreter',
      'import subprocess\n\ndef f(code):\n    subprocess.run(["bwrap", "--unshare-all", "--ro-bind", "/", "/", "python3", "-c", code])\n',
    ),
    py(
      'a container with limits',
      'import subprocess\n\ndef f(code):\n    subprocess.run(["docker", "run", "--rm", "--network=none", "--memory=256m", "python:3.12", "python", "-c", code])\n',
    ),
    py('eval of a constant', 'x = eval("1 + 1")\n'),
    py('exec of a constant', 'exec("import this")\n'),
    py('literal_eval', 'import ast\n\ndef f(text):\n    return ast.literal_eval(text)\n'),
    py(
      'literal_eval under the name of eval',
      'from ast import literal_eval as eval\n\ndef f(text):\n    return eval(text)\n',
    ),
    py('a model in evaluation mode', 'def f(model):\n    model.eval()\n    return model\n'),
    py(
      'an expression of a data frame',
      'import pandas as pd\n\ndef f(frame: pd.DataFrame, expression):\n    return frame.eval(expression)\n',
    ),
    py('a compiled pattern', 'import re\n\ndef f(text):\n    return re.compile(text)\n'),
    py('a query of a cursor', 'def f(cursor, query, values):\n    cursor.execute(query, values)\n'),
    py('a script in Redis', 'def f(redis, script):\n    return redis.eval(script, 1, "key")\n'),
    py(
      'the event loop of Qt',
      'import sys\nfrom PyQt5.QtWidgets import QApplication\n\napp = QApplication(sys.argv)\nsys.exit(app.exec_())\n',
    ),
    py('a dialog', 'def f(dialog):\n    return dialog.exec()\n'),
    py(
      'a function of the file called eval',
      'def eval(tree):\n    return tree.value\n\ndef f(tree):\n    return eval(tree)\n',
    ),
    py(
      'a method called system',
      'class Probe:\n    def system(self, name):\n        return name\n\ndef f(probe: Probe, name):\n    return probe.system(name)\n',
    ),
    py('platform.system', 'import platform\n\ndef f():\n    return platform.system()\n'),
    py('compile without running', 'def f(source):\n    compile(source, "x.py", "exec")\n'),
    py(
      'an import by a name of the program',
      'import importlib\n\nfor name in ("a", "b"):\n    importlib.import_module(name)\n',
    ),
    py(
      'an import by a parameter',
      'import importlib\n\ndef plugin(name):\n    return importlib.import_module(f"plugins.{name}")\n',
    ),
    py('exec_command with a constant', 'def f(client):\n    client.exec_command("uptime")\n'),
    py('a task with a constant', 'from invoke import task\n\n@task\ndef clean(c):\n    c.run("rm -rf build")\n'),
    py('run of another object', 'def f(server, command):\n    server.run(command)\n'),
    py('a call in a comment and in a string', '# os.system(command)\ntext = "os.system(command)"\n'),
    py(
      'ssh without a shell here',
      'import subprocess\n\ndef f(host, name):\n    subprocess.run(["ssh", host, "systemctl", "restart", name])\n',
    ),
    py('a constant of the module in capitals', 'import os\n\nCLEAR = "clear"\n\ndef f():\n    os.system(CLEAR)\n'),
    py('os.execv', 'import os\nimport sys\n\nos.execv(sys.executable, [sys.executable] + sys.argv)\n'),
  ],
};
