import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import { TemporaryProject } from '../support/temporary-project';
import { type CliResult, runCli } from './support/run-cli';

const BIND = 'import zmq\n\nserver = zmq.Context().socket(zmq.REP)\nserver.bind("tcp://127.0.0.1:7200")\n';

interface Output {
  files: number;
  findings: { file: string; rule: string; severity: string; range: { start: { line: number; column: number } } }[];
  errors: { file: string; message: string }[];
}

describe('agent-preflight check', () => {
  let project: TemporaryProject;

  beforeEach(() => {
    project = new TemporaryProject({
      '.git/HEAD': 'ref: refs/heads/main\n',
      'agents/a.py': BIND,
      'agents/clean.py': 'x = 1\n',
    });
  });
  afterEach(() => project.dispose());

  const check = (args: string[], stdin?: string): Promise<CliResult> =>
    runCli(['check', ...args], { cwd: project.folder, stdin });
  const json = async (args: string[], stdin?: string): Promise<Output> =>
    JSON.parse((await check(['--format', 'json', ...args], stdin)).stdout) as Output;

  it('prints one finding a line with a summary, and exits with 1', async () => {
    const { code, stdout } = await check([]);
    assert.equal(code, 1);
    assert.match(stdout, /^agents\/a\.py:4:\d+ warning .* loopback-bind \[fix\]$/m);
    assert.match(stdout, /^1 finding \(0 errors, 1 warning\) in 2 files/m);
  });

  it('exits with 0 where there is nothing, where findings are below the threshold, and with --warn-only', async () => {
    assert.equal((await check(['agents/clean.py'])).code, 0);
    assert.equal((await check(['--severity', 'error'])).code, 0);
    assert.equal((await check(['--warn-only'])).code, 0);
  });

  it('prints JSON that its schema describes', async () => {
    const schema = JSON.parse(
      readFileSync(path.join(__dirname, '../../schemas/check-output.schema.json'), 'utf8'),
    ) as object;
    const validate = new Ajv({ strict: false }).compile(schema);
    const output = await json([]);
    assert.ok(validate(output), JSON.stringify(validate.errors));
    assert.equal(output.files, 2);
    assert.deepEqual(
      output.findings.map(({ file, rule }) => [file, rule]),
      [['agents/a.py', 'loopback-bind']],
    );
  });

  it('counts columns in UTF-16 units, and not the byte order mark', async () => {
    project.write('agents/a.py', `\uFEFF${BIND.replace('server.bind(', 'e = "😀"; server.bind(')}`);
    const { findings } = await json(['agents/a.py']);
    assert.deepEqual(findings[0]?.range.start, { line: 4, column: 'e = "😀"; server.bind('.length + 1 });
  });

  it('finds the same in one file as in its whole repository, from any folder', async () => {
    project.write('common/base_agent.py', 'class BaseAgent:\n    pass\n');
    const whole = await json([]);
    const single = await json(['agents/a.py']);
    assert.deepEqual(single.findings, whole.findings);
    const inside = await runCli(['check', '--format', 'json', 'a.py'], { cwd: project.path('agents') });
    assert.deepEqual(
      (JSON.parse(inside.stdout) as Output).findings.map(({ rule, range }) => ({ rule, range })),
      whole.findings.map(({ rule, range }) => ({ rule, range })),
    );
  });

  it('finds the same with threads as without', async () => {
    for (let i = 0; i < 40; i++) project.write(`more/m${i}.py`, BIND.replace('7200', String(7300 + i)));
    assert.deepEqual(await json(['--threads', '2']), await json(['--threads', '1']));
  });

  it('passes over ignored, vendored and excluded files, unless they are named', async () => {
    project.write('.gitignore', 'build/\n');
    project.write('sub/.gitignore', '*.gen.py\n!keep.gen.py\n');
    for (const file of ['build/b.py', 'node_modules/m/c.py', 'sub/x.gen.py', 'sub/keep.gen.py', 'skip/d.py'])
      project.write(file, BIND);
    project.write('.agent-preflight.yaml', 'exclude: [skip/]\n');
    const { findings } = await json([]);
    assert.deepEqual(
      findings.map(({ file }) => file),
      ['agents/a.py', 'sub/keep.gen.py'],
    );
    assert.deepEqual(
      (await json(['build'])).findings.map(({ file }) => file),
      ['build/b.py'],
    );
    assert.deepEqual(
      (await json(['build/b.py'])).findings.map(({ file }) => file),
      ['build/b.py'],
    );
  });

  it('reads a file from standard input under the name it is given', async () => {
    const { findings, files } = await json(['--stdin-filename', 'agents/clean.py'], BIND);
    assert.equal(files, 1);
    assert.deepEqual(
      findings.map(({ file }) => file),
      ['agents/clean.py'],
    );
  });

  it('narrows the rules with --select and --ignore', async () => {
    assert.equal((await json(['--ignore', 'network'])).findings.length, 0);
    assert.equal((await json(['--select', 'loopback-bind'])).findings.length, 1);
    const { code, stderr } = await check(['--select', 'lopback-bind']);
    assert.equal(code, 2);
    assert.match(stderr, /did you mean "loopback-bind"\?/);
  });

  it('refuses a broken configuration with place and remedy', async () => {
    for (const [text, expected] of [
      [
        'rules:\n  loopback-bind: warn\n',
        /\.agent-preflight\.yaml:2:3 "rules\.loopback-bind" is "warn"; .*write one of error, warning/,
      ],
      ['rules:\n  loopback-bnd: off\n', /:2:3 there is no rule or topic "loopback-bnd"; did you mean "loopback-bind"/],
      ['exclude: build\n', /:1:1 "exclude" is a text; it must be a list/],
      ['rules: [\n', /not valid YAML/],
      ['exlude: []\n', /:1:1 unknown key "exlude"; did you mean "exclude"/],
    ] as const) {
      project.write('.agent-preflight.yaml', text);
      const { code, stderr } = await check([]);
      assert.equal(code, 2, text);
      assert.match(stderr, expected);
    }
  });

  it('takes its configuration from pyproject.toml, and the nearest file of a monorepo', async () => {
    project.write('pyproject.toml', '[project]\nname = "x"\n\n[tool.agent-preflight.rules]\nloopback-bind = "error"\n');
    project.write('team/.agent-preflight.yaml', 'rules:\n  loopback-bind: off\n');
    project.write('team/t.py', BIND);
    assert.deepEqual(
      (await json([])).findings.map(({ file, severity }) => [file, severity]),
      [['agents/a.py', 'error']],
    );
    project.write('pyproject.toml', '[tool.agent-preflight.rules]\nloopback-bind = "errr"\n');
    const { code, stderr } = await check([]);
    assert.equal(code, 2);
    assert.match(stderr, /pyproject\.toml:2:1 .*did you mean "error"/);
  });

  it('reports what it cannot read, and goes on', async () => {
    project.write('agents/large.py', `x = "${'a'.repeat(2_000_001)}"\n`);
    project.write('agents/binary.py', new Uint8Array([0, 1, 2, 3]));
    const output = await json([]);
    assert.equal(output.findings.length, 1);
    assert.deepEqual(
      output.errors.map(({ file }) => file),
      ['agents/large.py'],
    );
  });

  it('survives code nested deeper than any stack', async () => {
    project.write('agents/deep.py', `x = ${'('.repeat(50_000)}1${')'.repeat(50_000)}\nimport zmq\n`);
    project.write('agents/list.yaml', `${'['.repeat(20_000)}\n`);
    const { code, stdout } = await check([]);
    assert.equal(code, 1, stdout);
  });

  it('calls misuse by its name', async () => {
    for (const args of [['missing.py'], ['--format', 'xml'], ['--config', 'none.yaml'], ['--no-such-option'], ['-']]) {
      const { code, stderr } = await check(args);
      assert.equal(code, 2, args.join(' '));
      assert.notEqual(stderr, '');
    }
  });
});

describe('agent-preflight explain', () => {
  it('prints the documentation of a rule and lists all of them', async () => {
    const cwd = __dirname;
    assert.match(
      (await runCli(['explain', 'loopback-bind'], { cwd })).stdout,
      /^# loopback-bind\n[^]*## Why it matters/,
    );
    assert.match((await runCli(['explain'], { cwd })).stdout, /^ {2}loopback-bind /m);
    assert.equal((await runCli(['explain', 'nothing'], { cwd })).code, 2);
  });
});
