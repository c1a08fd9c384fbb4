import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './unsandboxed-execution';

// What is run and what is not is told by test/corpora/execution; here is what the collection cannot say.

async function severities(path: string, text: string): Promise<string[]> {
  const workspace = await RuleWorkspace.create([rule], { [path]: text });
  return workspace.findings().map(({ severity }) => severity);
}

async function fixed(path: string, text: string, unsafe = true): Promise<string> {
  const workspace = await RuleWorkspace.create([rule], { [path]: text });
  return workspace.fixAll({ unsafe }).files[path] ?? '';
}

describe('unsandboxed-execution', () => {
  it('is as severe as the text is unknown', async () => {
    const run = (command: string): Promise<string[]> =>
      severities(
        'a.py',
        `import os, sys\n\nDONE = "touch done"\n\ndef f(x):\n    local = "ls"\n    os.system(${command})\n`,
      );
    assert.deepEqual(await run('"ls"'), []);
    assert.deepEqual(await run('DONE'), []);
    assert.deepEqual(await run('f"sleep {int(x)}"'), []);
    assert.deepEqual(await run('"sleep %d" % x'), []);
    assert.deepEqual(await run('local'), ['information']);
    assert.deepEqual(await run('f"{sys.executable} -m pip list"'), ['information']);
    assert.deepEqual(await run('f"ls {x}"'), ['error']);
    assert.deepEqual(await run('local + x'), ['error']);
  });

  it('knows what loops, tables and lists hold', async () => {
    const run = (body: string): Promise<string[]> => severities('a.py', `import os\nimport subprocess\n\n${body}\n`);
    assert.deepEqual(await run('for command in ["a", "b"]:\n    os.system(command)'), ['information']);
    assert.deepEqual(await run('TABLE = {"a": "ls"}\n\ndef f(key):\n    os.system(TABLE[key])'), ['information']);
    assert.deepEqual(await run('def f(items):\n    for command in items:\n        os.system(command)'), ['error']);
    assert.deepEqual(await run('def f(x):\n    words = ["ls"]\n    words.append(x)\n    os.system(" ".join(words))'), [
      'error',
    ]);
    assert.deepEqual(await run('def f():\n    a = b\n    b = a\n    os.system(a)'), ['information']);
  });

  it('says less of a container without limits than of the machine', async () => {
    const text = 'import subprocess\n\ndef f(c):\n    subprocess.run(["docker", "run", "alpine", "sh", "-c", c])\n';
    assert.deepEqual(await severities('a.py', text), ['warning']);
  });

  it('sees through code that does not parse', async () => {
    assert.deepEqual(await severities('a.py', 'import os\n\ndef f(x):\n    os.system("ls " + x)\n\ndef g(:\n'), [
      'error',
    ]);
  });

  describe('argument lists', () => {
    const python = (command: string): string =>
      `import subprocess\n\n\ndef f(a, b):\n    subprocess.run(${command}, shell=True, check=True)\n`;
    const list = (words: string): string =>
      `import subprocess\n\n\ndef f(a, b):\n    subprocess.run([${words}], check=True)\n`;

    for (const [command, words] of [
      ['f"git log {a}"', '"git", "log", str(a)'],
      ['f"cp \'{a}\' \\"{b}\\""', '"cp", str(a), str(b)'],
      ['"cat " + a', '"cat", str(a)'],
      ['f"tool --out={a}/x --n {b.name}"', '"tool", f"--out={a}/x", "--n", str(b.name)'],
      ['f\'say "hello {a}"\'', '"say", f"hello {a}"'],
    ] as const) {
      it(`splits ${command}`, async () => assert.equal(await fixed('a.py', python(command)), list(words)));
    }

    for (const command of [
      'f"ls {a} | wc"',
      'f"cd {a}"',
      'f"{a} --help"',
      'f"ls {a}/*"',
      'f"X=1 ls {a}"',
      'f"ls $HOME {a}"',
      'f"ls {a} > {b}"',
      'f"ls {a!r}"',
      'f"ls ~{a}"',
      'f"ls {a};"',
    ]) {
      it(`leaves ${command}`, async () => assert.equal(await fixed('a.py', python(command)), python(command)));
    }

    it('leaves names that hold several words', async () => {
      const text = 'import subprocess\n\n\ndef f(args):\n    subprocess.run(f"git {args}", shell=True)\n';
      assert.equal(await fixed('a.py', text), text);
    });

    it('is safe only where each part was quoted', async () => {
      assert.equal(await fixed('a.py', python('f"cat {a}"'), false), python('f"cat {a}"'));
      assert.equal(await fixed('a.py', python('f"cat \'{a}\'"'), false), list('"cat", str(a)'));
    });

    it('takes quoting away that a list does not need', async () => {
      const text =
        'import shlex\nimport subprocess\n\n\ndef f(a, b):\n    subprocess.run(f"cp {shlex.quote(a)} {b}", shell=True)\n';
      assert.equal(
        await fixed('a.py', text),
        text.replace('f"cp {shlex.quote(a)} {b}", shell=True', '["cp", str(a), str(b)]'),
      );
    });

    it('keeps a call over several lines in its layout', async () => {
      const text =
        'import subprocess\n\n\ndef f(a):\n    subprocess.run(\n        f"ls \'{a}\'",\n        shell=True,\n        check=True,\n    )\n';
      assert.equal(
        await fixed('a.py', text),
        'import subprocess\n\n\ndef f(a):\n    subprocess.run(\n        ["ls", str(a)],\n        check=True,\n    )\n',
      );
    });

    it('gives asyncio its own twin', async () => {
      const text = 'import asyncio\n\n\nasync def f(a):\n    await asyncio.create_subprocess_shell(f"ls \'{a}\'")\n';
      assert.equal(
        await fixed('a.py', text),
        'import asyncio\n\n\nasync def f(a):\n    await asyncio.create_subprocess_exec("ls", str(a))\n',
      );
    });

    it('imports the twin of Node where it is missing', async () => {
      const text =
        "const { exec } = require('child_process');\nmodule.exports = (a) => exec(`git log '${a}'`, done);\n";
      assert.equal(
        await fixed('a.js', text),
        "const { exec, execFile } = require('child_process');\nmodule.exports = (a) => execFile('git', ['log', String(a)], done);\n",
      );
    });

    it('calls the twin of a namespace', async () => {
      const text =
        "import * as cp from 'node:child_process';\nexport const f = (a: string) => cp.execSync(`cat '${a}'`);\n";
      assert.equal(
        await fixed('a.ts', text),
        "import * as cp from 'node:child_process';\nexport const f = (a: string) => cp.execFileSync('cat', [a]);\n",
      );
    });
  });

  it('knows a command that another file of the project keeps', async () => {
    const text = 'import os\nfrom settings import command\n\n\ndef f():\n    os.system(command)\n';
    const severityWith = async (settings: string): Promise<string | undefined> => {
      const workspace = await RuleWorkspace.create([rule], { 'settings.py': settings, 'agent.py': text });
      return workspace.findings('agent.py')[0]?.severity;
    };
    assert.equal(await severityWith('command = "uname -a"\n'), 'information');
    assert.equal(await severityWith('command = input()\n'), 'error');
  });
});
