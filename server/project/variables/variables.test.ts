import assert from 'node:assert/strict';
import { kindOf } from '../../documents/document-kind';
import { fileVariables } from './file-variables';
import { VariableIndex } from './variable-index';

function variablesOf(path: string, text: string): ReturnType<typeof fileVariables> {
  return fileVariables(path, kindOf(path, text), text);
}

describe('variables that files declare', () => {
  const declaring: readonly [string, string, readonly string[]][] = [
    ['.env', 'A1=1\nexport B1="x y"\n# C1=2\n# a sentence\n', ['A1', 'B1', 'C1']],
    ['config/env.example', 'A1=\r\nB1=\r\n', ['A1', 'B1']],
    [
      'compose.yaml',
      'services:\n  a:\n    image: a\n    environment:\n      A1: ${X:-1}\n      B1: ""\n',
      ['A1', 'B1'],
    ],
    ['compose.yaml', 'services:\n  a:\n    image: a\n    environment: { A1: 1, "B1": 2 }\n', ['A1', 'B1']],
    ['a.service', '[Service]\nEnvironment="A1=x y" B1=2 \\\n  C1=3\nExecStart=/opt/a\n', ['A1', 'B1', 'C1']],
    ['Dockerfile', 'FROM a\nENV A1=1 \\\n    B1="2 3"\nARG C1\nENV D1 some words\n', ['A1', 'B1', 'C1', 'D1']],
    ['run.sh', 'export A1=1\nB1=2 ./run\ndocker run -e C1=3 -eD1=4 image\n', ['A1', 'B1', 'C1', 'D1']],
    ['run.ps1', '$env:A1 = "x"\n', ['A1']],
    ['Makefile', 'A1 ?= 1\nB1 := 2\n', ['A1', 'B1']],
    ['k8s/a.yaml', 'env:\n  - name: A1\n    value: "1"\n', ['A1']],
    ['.github/workflows/a.yml', 'env:\n  A1: 1\n', ['A1']],
  ];
  for (const [path, text, names] of declaring) {
    it(`${path}: ${names.join(', ')}`, () => assert.deepEqual(variablesOf(path, text)?.declared, names));
  }

  it('tells what is handed on from what is set', () => {
    const found = variablesOf(
      'compose.yaml',
      'services:\n  a:\n    image: a\n    environment:\n      - A1\n      - B1=${B1}\n      - C1=$C1\n      - D1=${D1:-x}\n      - E1=${OTHER}\n',
    );
    assert.deepEqual(found?.passed, ['A1', 'B1', 'C1']);
    assert.deepEqual(found.declared, ['D1', 'E1']);
  });

  it('takes nothing from tests and from files that are no declarations', () => {
    assert.equal(variablesOf('tests/.env', 'A1=1\n'), null);
    assert.equal(variablesOf('README.md', 'export A1=1\n'), null);
  });
});

describe('how code reads variables', () => {
  const readers: readonly [string, string, Readonly<Record<string, unknown>>][] = [
    ['a.py', 'int(os.getenv("A1", "5"))', { A1: [{ parser: 'integer' }] }],
    ['a.py', 'x = float(\n    os.environ["A1"]\n)', { A1: [{ parser: 'number' }] }],
    [
      'a.py',
      'x = get_env("A1", "no").lower() in ("true", "1")',
      { A1: [{ parser: 'switch', words: ['1', 'true'], folded: true }] },
    ],
    ['a.py', 'x = os.getenv("A1") == "True"', { A1: [{ parser: 'switch', words: ['True'], folded: false }] }],
    [
      'a.py',
      'x = env.int("A1")\ny = config("B1", default=1, cast=int)',
      { A1: [{ parser: 'integer' }], B1: [{ parser: 'integer' }] },
    ],
    ['a.py', 'x = os.getenv("MODE") == "fast"', {}],
    ['a.ts', "Number.parseInt(process.env.A1 ?? '5', 10)", { A1: [{ parser: 'integer', prefix: true }] }],
    ['a.ts', "const x = +process.env['A1']!;", { A1: [{ parser: 'number' }] }],
    ['a.ts', "process.env.A1?.toLowerCase() === 'true'", { A1: [{ parser: 'switch', words: ['true'], folded: true }] }],
    ['a.rs', 'let x = env::var("A1")?\n    .parse::<u16>()?;', { A1: [{ parser: 'integer', unsigned: true }] }],
    ['a.rs', 'let x: f64 = std::env::var("A1").unwrap().parse().unwrap();', { A1: [{ parser: 'number' }] }],
  ];
  for (const [path, text, expected] of readers) {
    it(text.replaceAll('\n', ' '), () =>
      assert.deepEqual(JSON.parse(JSON.stringify(variablesOf(path, text)?.readers ?? {})), expected),
    );
  }

  it('takes one second at most for texts that are made to be slow', () => {
    const evil = [
      'env'.repeat(200_000),
      'os.getenv("X"'.repeat(40_000),
      `${'a'.repeat(300_000)}env`,
      'x = "env\n'.repeat(60_000),
    ];
    const started = performance.now();
    for (const text of evil)
      for (const path of ['a.py', 'a.ts', 'a.rs', 'a.sh', '.env', 'a.yaml', 'Dockerfile']) variablesOf(path, text);
    assert.ok(performance.now() - started < 4_000);
  });
});

describe('variables of a project', () => {
  it('knows what is set, documented and read, and where', () => {
    const files = [
      variablesOf('.env.example', 'A1=1\n'),
      variablesOf('compose.yaml', 'services:\n  a:\n    image: a\n    environment:\n      B1: ${B1}\n'),
      variablesOf('a.py', 'int(os.getenv("A1"))\nos.environ["C1"] = "x"\n'),
    ].filter((file) => file !== null);
    const index = new VariableIndex(files);
    assert.deepEqual(
      ['A1', 'B1', 'C1', 'constructor'].map((name) => index.isDeclared(name)),
      [true, true, true, false],
    );
    assert.deepEqual(
      ['A1', 'B1', 'C1'].map((name) => index.isSet(name)),
      [true, false, false],
    );
    assert.deepEqual(index.readersOf('A1'), [{ path: 'a.py', reader: { parser: 'integer' } }]);
    assert.equal(index.isDocumented, true);
    assert.equal(new VariableIndex(files.slice(2)).isDocumented, false);
  });
});
