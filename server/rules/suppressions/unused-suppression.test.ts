import assert from 'node:assert/strict';
import { DEFAULT_CONFIGURATION } from '../../configuration/configuration';
import { catalogue } from '../catalogue.generated';
import type { Rule } from '../rule';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './unused-suppression';

const BIND = 'server.bind("tcp://127.0.0.1:7200")';
const HEAD = 'import zmq\n\nserver = zmq.Context().socket(zmq.REP)\n';

async function workspace(
  text: string,
  { rules = catalogue, path = 'agents/a.py', configuration = {} } = {},
): Promise<RuleWorkspace> {
  return RuleWorkspace.create(rules, { [path]: text }, { ...DEFAULT_CONFIGURATION, ...configuration });
}

async function told(text: string, more: Parameters<typeof workspace>[1] = {}): Promise<string[]> {
  const findings = (await workspace(text, more)).findings();
  return findings.filter((finding) => finding.rule === rule.id).map(({ message }) => message);
}

async function fixed(text: string, more: Parameters<typeof workspace>[1] = {}): Promise<string | undefined> {
  const before = await workspace(text, more);
  const fix = before.findings().find((finding) => finding.rule === rule.id)?.fixes[0];
  assert.ok(fix, 'there is a fix');
  return Object.values(before.apply(fix.edits()).files)[0];
}

describe('unused-suppression', () => {
  describe('leaves alone', () => {
    const used: Record<string, string> = {
      'what silences a finding on its line': `${HEAD}${BIND}  # preflight: ignore[loopback-bind]\n`,
      'what silences a finding below': `${HEAD}# preflight: ignore[loopback-bind] a reason\n${BIND}\n`,
      'what silences all rules': `${HEAD}${BIND}  # preflight: ignore\n`,
      'a block': `# preflight: ignore-start[loopback-bind]\n${HEAD}${BIND}\n# preflight: ignore-end\n`,
      'a file': `# preflight: ignore-file[loopback-bind] a local tool\n${HEAD}${BIND}\n`,
      'two that silence the same': `# preflight: ignore-file[loopback-bind]\n${HEAD}${BIND}  # preflight: ignore[loopback-bind]\n`,
      'words that are no suppression': '# preflight: ignored by all\nx = "# preflight: ignore[loopback-bind]"\n',
      'prose about it': '# Write preflight: ignore[loopback-bind] behind it.\nx = 1\n',
      'a file that does not parse': 'import zmq\ndef f(:\n    x = ("127.0.0.1"  # preflight: ignore[loopback-bind]\n',
    };
    for (const [name, text] of Object.entries(used)) {
      it(name, async () => assert.deepEqual(await told(text), []));
    }

    const idle = 'x = 1  # preflight: ignore[loopback-bind]\n';
    it('a rule that is switched off', async () => {
      const rules = { 'loopback-bind': { severity: 'off' as const } };
      assert.deepEqual(await told(idle, { configuration: { rules } }), []);
      assert.deepEqual(await told(idle, { configuration: { rules: { network: { severity: 'off' } } } }), []);
      assert.equal((await told(idle)).length, 1);
    });

    it('a rule that is not selected, and every suppression of all rules then', async () => {
      assert.deepEqual(await told(idle, { rules: [rule] }), []);
      assert.deepEqual(await told('x = 1  # preflight: ignore\n', { rules: [rule] }), []);
      assert.equal((await told('x = 1  # preflight: ignore\n')).length, 1);
    });

    it('a rule that failed', async () => {
      const failing = catalogue.map((other): Rule => {
        const fails = (): void => {
          throw new Error('on purpose');
        };
        return other.id === 'loopback-bind' ? { ...other, triggers: null, checks: { text: fails } } : other;
      });
      await assert.rejects(() => told(idle, { rules: failing }), /on purpose/, 'the test sees faults');
    });

    it('rules that look at no test files, in test files', async () => {
      assert.deepEqual(await told(idle, { path: 'tests/test_a.py' }), []);
    });

    it('itself', async () => {
      assert.deepEqual(await told('# preflight: ignore-file[unused-suppression]\nx = 1  # preflight: ignore\n'), []);
      assert.deepEqual(await told('x = 1  # preflight: ignore[unused-suppression]\n'), []);
    });
  });

  it('tells what silences nothing', async () => {
    assert.deepEqual(await told('x = 1  # preflight: ignore[loopback-bind, missing-timeout] why\n'), [
      'loopback-bind, missing-timeout have nothing to say here: this suppression would only hide what comes next; remove it',
    ]);
    assert.deepEqual(await told('x = 1  # preflight: ignore[]\n'), [
      'this suppression names no rule and silences nothing: remove it',
    ]);
  });

  it('tells the one name out of several', async () => {
    const text = `${HEAD}${BIND}  # preflight: ignore[missing-timeout, loopback-bind] why\n`;
    assert.deepEqual(await told(text), ['missing-timeout has nothing to say here: remove it from this suppression']);
    assert.equal(await fixed(text), `${HEAD}${BIND}  # preflight: ignore[loopback-bind] why\n`);
  });

  it('tells names that no rule has, whatever is selected, and corrects them', async () => {
    const text = `${HEAD}${BIND}  # preflight: ignore[loopback_bind]\n`;
    assert.match(
      (await told(text, { rules: [rule] }))[0] ?? '',
      /no rule "loopback_bind".*did you mean "loopback-bind"/,
    );
    assert.equal(await fixed(text), `${HEAD}${BIND}  # preflight: ignore[loopback-bind]\n`);
    assert.deepEqual(await told('x = 1  # preflight: ignore[xyzzy-plugh]\n'), [
      'there is no rule "xyzzy-plugh", so this silences nothing: remove it',
    ]);
  });

  it('asks for a reason where the configuration does', async () => {
    const configuration = { requireReason: true };
    const text = `${HEAD}${BIND}  # preflight: ignore[loopback-bind]`;
    assert.match((await told(`${text}\n`, { configuration }))[0] ?? '', /gives no reason/);
    assert.deepEqual(await told(`${text} a local tool\n`, { configuration }), []);
    assert.deepEqual(await told(`${text}\n`), []);
  });

  describe('removes', () => {
    const cases: [name: string, before: string, after: string, path?: string][] = [
      ['a comment behind code', 'x = 1  # preflight: ignore[loopback-bind] why\ny = 2\n', 'x = 1\ny = 2\n'],
      [
        'a comment on a line of its own',
        'if x:\n    # preflight: ignore[loopback-bind]\n    y = 2\n',
        'if x:\n    y = 2\n',
      ],
      ['the last line', 'x = 1\n# preflight: ignore-file[loopback-bind]', 'x = 1'],
      ['CRLF with its line', 'x = 1\r\n# preflight: ignore-file[loopback-bind]\r\ny = 2\r\n', 'x = 1\r\ny = 2\r\n'],
      ['both ends of a block', '# preflight: ignore-start[loopback-bind]\nx = 1\n# preflight: ignore-end\n', 'x = 1\n'],
      [
        'it behind another tool',
        'x = 1  # noqa: E501  # preflight: ignore[loopback-bind] why\n',
        'x = 1  # noqa: E501\n',
      ],
      ['it before another tool', 'x = 1  # preflight: ignore[loopback-bind] why # noqa\n', 'x = 1  # noqa\n'],
      ['a comment before code', '/* preflight: ignore[loopback-bind] */ const x = 1;\n', 'const x = 1;\n', 'a.ts'],
      [
        'a line of a long comment',
        '/*\n * Says a lot.\n * preflight: ignore-file[loopback-bind]\n */\n',
        '/*\n * Says a lot.\n */\n',
        'a.ts',
      ],
      [
        'a comment of JSX',
        'f(\n  <p>\n    {/* preflight: ignore[loopback-bind] */}\n    <b />\n  </p>,\n);\n',
        'f(\n  <p>\n    <b />\n  </p>,\n);\n',
        'a.tsx',
      ],
      ['a comment of markup', '<!-- preflight: ignore-file[hardcoded-secret] -->\n# Title\n', '# Title\n', 'a.md'],
      ['a comment of YAML', 'a: 1  # preflight: ignore[hardcoded-host]\n', 'a: 1\n', 'a.yaml'],
    ];
    for (const [name, before, after, path] of cases) {
      it(name, async () => assert.equal(await fixed(before, path === undefined ? {} : { path }), after));
    }
  });
});
