import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './hidden-startup-failure';

async function fix(text: string): Promise<{ text: string; safety: string | undefined }> {
  const workspace = await RuleWorkspace.create([rule], { 'agents/ear.py': text });
  const [finding] = workspace.findings();
  const after = workspace.fixAll({ unsafe: true });
  assert.deepEqual(after.findings(), []);
  return { text: after.files['agents/ear.py'] ?? '', safety: finding?.fixes[0]?.safety };
}

function script(handler: string, head = 'from agents.ear import Ear\n'): string {
  return `${head}\nif __name__ == "__main__":\n    try:\n        Ear().run()\n${handler.replace(/^(?=.)/gm, '    ')}`;
}

describe('hidden-startup-failure', () => {
  const HEAD = 'import sys\nimport traceback\nfrom agents.ear import Ear\n';
  const cases: Record<string, { readonly before: string; readonly after: string }> = {
    'prints the traceback before what the handler prints': {
      before: script('except Exception as e:\n    print(e)\n'),
      after: script('except Exception as e:\n    traceback.print_exc()\n    print(e)\n    sys.exit(1)\n', HEAD),
    },
    'takes the place of pass': {
      before: script('except Exception:\n    pass\n'),
      after: script('except Exception:\n    traceback.print_exc()\n    sys.exit(1)\n', HEAD),
    },
    'gives the logging call the traceback': {
      before: script('except Exception as e:\n    logger.error("failed: %s", e)  # sad\n    agent.cleanup()\n'),
      after: script(
        'except Exception as e:\n    logger.error("failed: %s", e, exc_info=True)  # sad\n    agent.cleanup()\n    sys.exit(1)\n',
        'import sys\nfrom agents.ear import Ear\n',
      ),
    },
    'leaves a traceback that is there, and keeps the comment on its line': {
      before: script('except Exception:\n    logger.exception("failed")  # with its traceback\n'),
      after: script(
        'except Exception:\n    logger.exception("failed")  # with its traceback\n    sys.exit(1)\n',
        'import sys\nfrom agents.ear import Ear\n',
      ),
    },
    'replaces an exit that says success': {
      before: script('except Exception:\n    logger.exception("failed")\n    sys.exit(0)\n', 'import sys\n'),
      after: script('except Exception:\n    logger.exception("failed")\n    sys.exit(1)\n', 'import sys\n'),
    },
    'leaves by the name the file has for it': {
      before: script('except Exception:\n    logger.exception("failed")\n', 'from sys import exit as leave\n'),
      after: script(
        'except Exception:\n    logger.exception("failed")\n    leave(1)\n',
        'from sys import exit as leave\n',
      ),
    },
  };
  for (const [title, { before, after }] of Object.entries(cases)) {
    it(title, async () => {
      const result = await fix(before);
      assert.equal(result.text, after);
      assert.equal(result.safety, 'safe');
    });
  }

  it('returns the code where the result is what the process exits with', async () => {
    const text = `import sys\n\n\ndef main():\n    try:\n        run()\n    except Exception:\n        log.exception("failed")\n        return 0\n\n\nif __name__ == "__main__":\n    sys.exit(main())\n`;
    assert.equal((await fix(text)).text, text.replace('return 0', 'return 1'));
  });

  it('asks for a review where Ctrl-C comes to the handler, or others call the function', async () => {
    assert.equal((await fix(script('except:\n    pass\n'))).safety, 'review');
    const shared = `def main():\n    try:\n        run()\n    except Exception as e:\n        print(e)\n\n\ndef again():\n    main()\n\n\nif __name__ == "__main__":\n    main()\n`;
    assert.equal((await fix(shared)).safety, 'review');
  });

  it('offers nothing on the line of the except', async () => {
    const workspace = await RuleWorkspace.create([rule], {
      'agents/ear.py': script('except Exception as e: print(e)\n'),
    });
    assert.deepEqual(
      workspace.findings().map(({ fixes }) => fixes.length),
      [0],
    );
  });

  it('exits with 1 in Python as well', async () => {
    const before = script('except Exception as e:\n    print(e)\n', 'Ear = None\n');
    const { execFileSync } = await import('node:child_process');
    const status = (code: string): number => {
      try {
        execFileSync('python3', ['-c', code], { stdio: 'ignore' });
        return 0;
      } catch (error) {
        return (error as { status: number }).status;
      }
    };
    assert.equal(status(before), 0);
    assert.equal(status((await fix(before)).text), 1);
  });
});
