import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './swallowed-exception';

async function fixed(path: string, text: string, unsafe = false): Promise<string> {
  const workspace = await RuleWorkspace.create([rule], { [path]: text });
  return workspace.fixAll({ unsafe }).files[path] ?? '';
}

async function titles(text: string): Promise<string[]> {
  const workspace = await RuleWorkspace.create([rule], { 'a.py': text });
  return workspace.findings().flatMap(({ fixes }) => fixes.map(({ title, safety }) => `${safety}: ${title}`));
}

describe('swallowed-exception', () => {
  const fixes: readonly [string, string, string, string][] = [
    [
      'in the logger the module has',
      'a.py',
      'import logging\n\nLOG = logging.getLogger(__name__)\n\ndef f():\n    try:\n        g()\n    except Exception:\n        pass\n',
      'import logging\n\nLOG = logging.getLogger(__name__)\n\ndef f():\n    try:\n        g()\n    except Exception:\n        LOG.exception("f failed")\n',
    ],
    [
      'in the logger of the object',
      'a.py',
      'class A:\n    def __init__(self):\n        self.logger = make()\n\n    def f(self):\n        try:\n            g()\n        except Exception:\n            pass\n',
      'class A:\n    def __init__(self):\n        self.logger = make()\n\n    def f(self):\n        try:\n            g()\n        except Exception:\n            self.logger.exception("f failed")\n',
    ],
    [
      'with an import where there is no logger',
      'a.py',
      'import os\n\ntry:\n    g()\nexcept Exception:\n    pass\n',
      'import logging\nimport os\n\ntry:\n    g()\nexcept Exception:\n    logging.exception("Failed")\n',
    ],
    [
      'and still goes on with the loop',
      'a.py',
      'import logging\r\nfor x in y:\r\n\ttry:\r\n\t\tg()\r\n\texcept Exception:\r\n\t\tcontinue\r\n',
      'import logging\r\nfor x in y:\r\n\ttry:\r\n\t\tg()\r\n\texcept Exception:\r\n\t\tlogging.exception("Failed")\r\n\t\tcontinue\r\n',
    ],
    [
      'in one line',
      'a.py',
      'import logging\ntry: g()\nexcept Exception: pass\n',
      'import logging\ntry: g()\nexcept Exception: logging.exception("Failed")\n',
    ],
    [
      'in TypeScript, with a name for the error',
      'a.ts',
      'function f() {\n  try {\n    g();\n  } catch {}\n}\n',
      "function f() {\n  try {\n    g();\n  } catch (error) {\n    console.error('f failed', error);\n  }\n}\n",
    ],
    [
      'in the logger a TypeScript file imports, the error first for pino',
      'a.ts',
      "import pino from 'pino';\nconst logger = pino();\nfunction f() {\n  try {\n    g();\n  } catch (e) {\n  }\n}\n",
      "import pino from 'pino';\nconst logger = pino();\nfunction f() {\n  try {\n    g();\n  } catch (e) {\n    logger.error(e, 'f failed');\n  }\n}\n",
    ],
  ];
  for (const [title, path, before, after] of fixes) {
    it(`logs ${title}`, async () => {
      assert.equal(await fixed(path, before), after);
      assert.equal(await fixed(path, after), after);
    });
  }

  it('narrows a bare except only where somebody looks', async () => {
    assert.deepEqual(await titles('try:\n    g()\nexcept:\n    pass\n'), [
      'safe: Log the error with its traceback',
      'review: Catch Exception only, and log it with its traceback',
    ]);
    const workspace = await RuleWorkspace.create([rule], {
      'a.py': 'import logging\ntry:\n    g()\nexcept:\n    pass\n',
    });
    const narrow = workspace.findings()[0]?.fixes[1];
    assert.ok(narrow);
    assert.match(workspace.apply(narrow.edits()).files['a.py'] ?? '', /except Exception:\n {4}logging\.exception/);
  });

  it('offers nothing where the file does not parse', async () => {
    assert.deepEqual(await titles('def broken(:\n\ntry:\n    g()\nexcept Exception:\n    pass\n'), []);
  });

  it('finds handlers around a place that does not parse', async () => {
    const workspace = await RuleWorkspace.create([rule], {
      'a.py': 'x = = 1\n\n\ndef f():\n    try:\n        g()\n    except Exception:\n        pass\n',
    });
    assert.equal(workspace.findings().length, 1);
  });
});
