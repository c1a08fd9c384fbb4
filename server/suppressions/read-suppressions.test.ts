import assert from 'node:assert/strict';
import { SourceDocument } from '../documents/document';
import { kindOf } from '../documents/document-kind';
import { readSuppressions } from './read-suppressions';
import { type Suppression, covers } from './suppression';

function read(path: string, text: string): Suppression[] {
  return readSuppressions(new SourceDocument(`file:///${path}`, path, kindOf(path, text) ?? 'text', text));
}

/** The rules and the lines of each, e.g. `a,b 0-2`. */
function told(path: string, text: string): string[] {
  return read(path, text).map(
    ({ rules, firstLine, lastLine }) => `${rules.map(({ id }) => id).join()} ${firstLine}-${lastLine}`,
  );
}

const LINE = 'preflight: ignore[a-rule] why';

describe('suppressions', () => {
  describe('are recognised in the comments of', () => {
    const places: [path: string, text: string, lines: string][] = [
      ['a.py', `x = 1  # ${LINE}\n`, '0-0'],
      ['a.py', `x = """\n# no\n"""  # ${LINE}\n`, '2-2'],
      ['a.py', `x = "it's"  # ${LINE}\n`, '0-0'],
      ['a.py', `x = 1  # noqa: E501  # ${LINE}\n`, '0-0'],
      ['a.py', `#${LINE}\nx = 1\n`, '0-1'],
      ['a.py', `# ${LINE}\n# more\n\nx = 1\n`, '0-3'],
      ['a.py', `# ${LINE}\nx = 1 + \\\n  2\n`, '0-2'],
      ['a.ts', `x(); // ${LINE}\n`, '0-0'],
      ['a.ts', `x(/['"]/); // ${LINE}\n`, '0-0'],
      ['a.ts', `x(a / b); // ${LINE} a / b\n`, '0-0'],
      ['a.ts', 'x(`${f("`")}`); // ' + LINE + '\n', '0-0'],
      ['a.ts', 'x(`${ /* ' + LINE + ' */ 1}`);\n', '0-0'],
      ['a.ts', `/* ${LINE} */\nx();\n`, '0-1'],
      ['a.ts', `/* ${LINE} */ x();\n`, '0-0'],
      ['a.ts', `/**\n * Words.\n * ${LINE}\n */\nx();\n`, '0-4'],
      ['a.tsx', `<p>don't {/* ${LINE} */}</p>;\n`, '0-0'],
      ['a.rs', `fn f<'a>(x: &'a str) {} // ${LINE}\n`, '0-0'],
      ['a.rs', `let c = '"'; // ${LINE}\n`, '0-0'],
      ['a.rs', `let c = '\\''; /* /* deep */ ${LINE} */\n`, '0-0'],
      ['a.rs', `let c = r#"a " b"#; // ${LINE}\n`, '0-0'],
      ['a.yaml', `a: 1 # ${LINE}\n`, '0-0'],
      ['a.yaml', `a: it's # ${LINE}\n`, '0-0'],
      ['a.yaml', `a: "b # c" # ${LINE}\n`, '0-0'],
      ['a.yaml', `run: |\n  # ${LINE}\n  curl -k x\n`, '1-2'],
      ['models.yaml', `models:\n  - name: a # ${LINE}\n    url: http://x/a.gguf\n`, '1-1'],
      ['.github/workflows/a.yml', `on: push # ${LINE}\n`, '0-0'],
      ['.env', `# ${LINE}\nA=1\n`, '0-1'],
      ['Dockerfile', `# ${LINE}\nRUN a \\\n  && b\n`, '0-2'],
      ['agent.service', `[Service]\n; ${LINE}\nExecStart=/x\n`, '1-2'],
      ['agent.service', `[Service]\n# ${LINE}\nExecStart=/x \\\n  --y\n`, '1-3'],
      ['a.toml', `a = "#" # ${LINE}\n`, '0-0'],
      ['a.sh', `echo "a # b" # ${LINE}\n`, '0-0'],
      ['a.sh', `echo $# # ${LINE}\n`, '0-0'],
      ['a.md', `<!-- ${LINE} -->\nText\n`, '0-1'],
      ['a.md', `<!--\n${LINE}\n-->\nText\n`, '0-3'],
      ['a.sql', `-- ${LINE}\nSELECT 1;\n`, '0-1'],
      ['a.tf', `a = "//" # ${LINE}\n`, '0-0'],
      ['tsconfig.json', `{ "a": "//" // ${LINE}\n}\n`, '0-0'],
      ['a.ini', `; ${LINE}\na=1\n`, '0-1'],
    ];
    for (const [path, text, lines] of places) {
      it(`${path}: ${JSON.stringify(text)}`, () => assert.deepEqual(told(path, text), [`a-rule ${lines}`]));
    }
  });

  describe('are not recognised', () => {
    const places: [path: string, text: string][] = [
      ['a.py', `x = "# ${LINE}"\n`],
      ['a.py', `x = """\n# ${LINE}\n"""\n`],
      ['a.py', `x = r'\\' # ${LINE}'\n`],
      ['a.py', `"""Write\n\n    # ${LINE}\n"""\n`],
      ['a.py', `x = a // ${LINE}\n`],
      ['a.py', '# preflight: ignored\n'],
      ['a.py', `# to silence it, write ${LINE}\n`],
      ['a.ts', `x("// ${LINE}");\n`],
      ['a.ts', 'x(`\n// ' + LINE + '\n`);\n'],
      ['a.ts', `x = /[/]/ / 2, "// ${LINE}";\n`],
      ['a.ts', `# ${LINE}\n`],
      ['a.rs', `let x = "\n// ${LINE}\n";\n`],
      ['a.rs', `let x = r#"\n// " ${LINE}\n"#;\n`],
      ['a.yaml', `a: "# ${LINE}"\n`],
      ['a.yaml', `a: b#${LINE}\n`],
      ['.env', `A=1 # ${LINE}\n`],
      ['Dockerfile', `RUN a # ${LINE}\n`],
      ['agent.service', `ExecStart=/x # ${LINE}\n`],
      ['a.json', `{ "a": "b" } // ${LINE}\n`],
      ['a.md', `# ${LINE}\n`],
      ['a.sh', `echo "# ${LINE}"\n`],
    ];
    for (const [path, text] of places) {
      it(`${path}: ${JSON.stringify(text)}`, () => assert.deepEqual(told(path, text), []));
    }
  });

  it('name one rule, several, or all', () => {
    assert.deepEqual(told('a.py', 'x = 1  # preflight: ignore[a, b ,c]\n'), ['a,b,c 0-0']);
    assert.deepEqual(told('a.py', 'x = 1  # preflight: ignore\n'), ['* 0-0']);
    assert.deepEqual(told('a.py', 'x = 1  # preflight: ignore [*] why\n'), ['* 0-0']);
    assert.deepEqual(told('a.py', 'x = 1  # preflight: ignore[]\n'), [' 0-0']);
  });

  it('with a list that is not closed name its first word, never all rules', () => {
    assert.deepEqual(told('a.py', 'x = 1  # preflight: ignore[a-rule why\n'), ['a-rule 0-0']);
    assert.deepEqual(told('a.py', 'x = 1  # preflight: ignore[\n'), [' 0-0']);
  });

  it('give their reason without what else a comment holds', () => {
    const reasons = ['why', '– why', ': why', 'why # noqa', 'why it is #12'].map(
      (tail) => read('a.py', `x = 1  # preflight: ignore[a] ${tail}\n`)[0]?.reason,
    );
    assert.deepEqual(reasons, ['why', 'why', 'why', 'why', 'why it is #12']);
    assert.equal(read('a.ts', '/* preflight: ignore[a] why */\nx();\n')[0]?.reason, 'why');
    assert.equal(read('a.md', '<!-- preflight: ignore[a] why -->\nx\n')[0]?.reason, 'why');
  });

  it('hold for blocks, nested, named and never closed', () => {
    const block = (end: string): string =>
      `# preflight: ignore-start[a]\nx = 1\n# preflight: ignore-start[b]\ny = 1\n# preflight: ${end}\nz = 1\n`;
    assert.deepEqual(told('a.py', block('ignore-end')), ['b 2-4', 'a 0-6']);
    assert.deepEqual(told('a.py', block('ignore-end[a]')), ['a 0-4', 'b 2-6']);
    assert.deepEqual(told('a.py', '# preflight: ignore-end\nx = 1\n'), []);
  });

  it('know the place of every name and of the whole', () => {
    const text = 'x = 1  # preflight: ignore[a-rule, other] why\n';
    const [suppression] = read('a.py', text);
    assert.ok(suppression);
    const slice = ({ start, end }: { start: number; end: number }): string => text.slice(start, end);
    assert.deepEqual(
      suppression.rules.map(({ range }) => slice(range)),
      ['a-rule', 'other'],
    );
    assert.equal(slice(suppression.range), 'preflight: ignore[a-rule, other] why');
    assert.equal(suppression.list && slice(suppression.list), 'a-rule, other');
  });

  it('cover what begins or ends on their lines, and nothing that ends before', () => {
    const text = 'x = """\na\n"""  # preflight: ignore[a]\ny = 1\n';
    const document = new SourceDocument('file:///a.py', 'a.py', 'python', text);
    const [suppression] = readSuppressions(document);
    assert.ok(suppression);
    const at = (found: string): boolean =>
      covers(suppression, document.lines, { start: text.indexOf(found), end: text.indexOf(found) + found.length });
    assert.ok(at('"""\na\n"""'), 'a text whose end has the comment');
    assert.ok(!at('x = """\na\n'), 'what ends with the line before');
    assert.ok(!at('y'), 'what comes behind');
  });

  it('take no longer in long texts than the text is long', () => {
    const text = `x = "${'\\"'.repeat(200_000)}"\ny = '''${'"'.repeat(200_000)}\n# ${LINE}\n`;
    const started = performance.now();
    assert.deepEqual(told('a.py', text), []);
    assert.deepEqual(told('a.ts', `${'/'.repeat(100_000)}\n${'`${'.repeat(50_000)}// ${LINE}\n`).length, 1);
    assert.ok(performance.now() - started < 1_000);
  });
});
