import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { TemporaryProject } from '../support/temporary-project';
import { type CliResult, runCli } from './support/run-cli';

const BIND = 'import zmq\n\nserver = zmq.Context().socket(zmq.REP)\nserver.bind("tcp://127.0.0.1:7200")\n';

describe('agent-preflight fix', () => {
  let project: TemporaryProject;

  beforeEach(() => (project = new TemporaryProject({ '.git/HEAD': 'ref: refs/heads/main\n', 'a.py': BIND })));
  afterEach(() => project.dispose());

  const fix = (...args: string[]): Promise<CliResult> => runCli(['fix', ...args], { cwd: project.folder });
  const read = (file: string): string => readFileSync(project.path(file), 'utf8');

  it('repairs what is safe, and has nothing to do the second time', async () => {
    chmodSync(project.path('a.py'), 0o755);
    assert.equal((await fix()).code, 0);
    const after = read('a.py');
    assert.ok(!after.includes('"tcp://127.0.0.1'), after);
    assert.equal(statSync(project.path('a.py')).mode & 0o777, 0o755);
    const second = await fix();
    assert.match(second.stderr, /Nothing to fix/);
    assert.equal(read('a.py'), after);
    assert.deepEqual(
      readdirSync(project.folder).filter((name) => name.endsWith('.tmp')),
      [],
    );
  });

  it('changes the same with several threads, where fixes travel from one to the other', async () => {
    const text =
      'import os\n\nenable_auth = os.getenv("ENABLE_AUTH", "false") == "true"\n\n\ndef check(verify_signature=False):\n    return verify_signature\n';
    for (let index = 0; index < 150; index++) project.write(`many/m${index}.py`, text + BIND);
    await fix();
    const results = new Set(Array.from({ length: 150 }, (_, index) => read(`many/m${index}.py`)));
    assert.equal(results.size, 1);
    const [after = ''] = results;
    assert.ok(after.includes('BIND_ADDRESS') && after.length < 2 * (text.length + BIND.length), after.slice(0, 2_000));
    execFileSync('python3', ['-m', 'py_compile', project.path('many/m0.py')]);
  });

  it('prints a patch that applies, and writes nothing, with --diff', async () => {
    const { code, stdout } = await fix('--diff');
    assert.equal(code, 1);
    assert.equal(read('a.py'), BIND);
    const copy = new TemporaryProject({ 'a.py': BIND });
    try {
      execFileSync('git', ['apply', '--include=a.py', '-'], { cwd: copy.folder, input: stdout });
      await fix();
      assert.equal(readFileSync(copy.path('a.py'), 'utf8'), read('a.py'));
    } finally {
      copy.dispose();
    }
  });

  it('keeps line endings and byte order mark', async () => {
    project.write('a.py', `\uFEFF${BIND.replaceAll('\n', '\r\n')}`);
    await fix();
    const after = read('a.py');
    assert.ok(
      after.startsWith('\uFEFFimport zmq\r\n') || after.startsWith('\uFEFFimport os\r\n'),
      JSON.stringify(after),
    );
    assert.equal(after.replaceAll('\r\n', '').includes('\n'), false);
    assert.ok(!after.includes('"tcp://127.0.0.1'), after);
  });

  it('never rewrites a file in another encoding', async () => {
    const bytes = Buffer.from(`# -*- coding: latin-1 -*-\n# caf\u00e9\n${BIND}`, 'latin1');
    project.write('a.py', bytes);
    const { stderr } = await fix();
    assert.ok(readFileSync(project.path('a.py')).equals(bytes));
    assert.match(stderr, /not UTF-8/);
  });

  it('leaves statements alone that do not parse, and repairs those that do', async () => {
    const broken = `${BIND}\ndef broken(:\n    server.bind("tcp://127.0.0.1:7300"\n`;
    project.write('a.py', broken);
    await fix();
    const after = read('a.py');
    assert.ok(after.includes('def broken(:\n    server.bind("tcp://127.0.0.1:7300"\n'), after);
    const second = await fix();
    assert.match(second.stderr, /Nothing to fix/);
  });

  it('touches nothing outside the paths it is given but what belongs to their fixes', async () => {
    project.write('b.py', BIND);
    await fix('a.py');
    assert.equal(read('b.py'), BIND);
    assert.notEqual(read('a.py'), BIND);
  });

  it('leaves every file of the example parsing, and finds nothing to do after that', async function () {
    this.timeout(60_000);
    cpSync(path.join(__dirname, '../../examples/legacy-stack'), project.path('stack'), { recursive: true });
    await fix('--unsafe', 'stack');
    const parse =
      'import ast,sys,pathlib\nfor p in pathlib.Path(sys.argv[1]).rglob("*.py"): ast.parse(p.read_text(), str(p))';
    execFileSync('python3', ['-c', parse, project.path('stack')]);
    const second = await fix('--unsafe', 'stack');
    assert.match(second.stderr, /Nothing to fix/);
  });
});
