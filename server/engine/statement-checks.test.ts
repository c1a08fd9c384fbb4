import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { DEFAULT_CONFIGURATION } from '../configuration/configuration';
import { type DocumentKind, SourceDocument, type TextChange } from '../documents/document';
import { buildProject } from '../project/build-project';
import { readFileFacts } from '../project/file-facts';
import { ProjectView } from '../project/project-view';
import { catalogue } from '../rules/catalogue.generated';
import type { FileEdit, Finding } from '../rules/finding';
import type { Rule } from '../rules/rule';
import { testGrammars } from '../rules/testing/rule-workspace';
import { Analyzer, type CheckSetting } from './analyzer';

const ROOT = 'file:///project';

/** The bad examples of all rules for files with an ending, one after the other: everything that rules find, in one file. */
function everythingBad(ending: string): string {
  const examples = catalogue.flatMap(({ documentation }) => documentation.examples);
  return examples
    .filter((example) => example.path.endsWith(ending))
    .flatMap((example) => [example.bad, example.good])
    .join('\n');
}

const folder = path.join(__dirname, '..', '..', 'examples', 'legacy-stack', 'agents');
const agents = readdirSync(folder)
  .filter((name) => name.endsWith('.py'))
  .map((name) => readFileSync(path.join(folder, name), 'utf8'));

const SAMPLES: readonly { readonly path: string; readonly kind: DocumentKind; readonly text: string }[] = [
  { path: 'agents/everything.py', kind: 'python', text: everythingBad('.py') },
  { path: 'agents/all.py', kind: 'python', text: agents.join('\n') },
  { path: 'src/server.ts', kind: 'typescript', text: everythingBad('.ts') },
  { path: 'src/main.rs', kind: 'rust', text: everythingBad('.rs') },
];

/** Words whose coming and going changes what other lines mean. */
const INSERTED = [
  'x',
  ' ',
  '\n',
  '"',
  '(',
  ')',
  '#',
  '//',
  '\n\nimport requests\n',
  '\nimport os as o\n',
  '\nHOST = "localhost"\n',
  '\nTIMEOUT = None\n',
  '\nconst HOST = "127.0.0.1";\n',
  '#[cfg(test)]\n',
  '    timeout=3,',
  '# preflight: ignore\n',
  'password = "hunter2hunter2"\n',
];

function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return Math.floor((state / 0x7fffffff) * limit) % Math.max(1, limit);
  };
}

function settingFor(file: string, text: string): CheckSetting {
  const facts = [readFileFacts(file, `${ROOT}/${file}`, text)];
  const project = new ProjectView(buildProject(ROOT, [file], facts, DEFAULT_CONFIGURATION));
  return { project, configuration: DEFAULT_CONFIGURATION };
}

/** All that anybody gets to see of findings, with the edits of their fixes if asked to. */
function shown(findings: readonly Finding[], withEdits: boolean): string[] {
  const place = ({ start, end }: TextRange): [number, number] => [start, end];
  return findings.map(({ rule, severity, range, message, related, fixes }) =>
    JSON.stringify([
      [rule, severity, place(range), message],
      related.map((each) => [each.uri, place(each.range), each.message]),
      fixes.map(({ title, safety, edits }) => [title, safety, withEdits ? edits().map(shownEdit) : []]),
    ]),
  );
}

function shownEdit(edit: FileEdit): unknown {
  return 'range' in edit ? [edit.uri, edit.range.start, edit.range.end, edit.newText] : edit;
}

interface Opened {
  readonly analyzer: Analyzer;
  readonly lines: (typing: boolean) => number[];
  readonly type: (from: string, to: string) => number[];
}

describe('StatementChecks', () => {
  for (const sample of SAMPLES) {
    it(`${sample.path}: finds after every edit what a fresh check finds, and fixes it alike`, async () => {
      const analyzer = new Analyzer(await testGrammars(), catalogue);
      const uri = `${ROOT}/${sample.path}`;
      const random = numbers(sample.text.length);
      let setting = settingFor(sample.path, sample.text);
      analyzer.openDocument(new SourceDocument(uri, sample.path, sample.kind, sample.text));
      analyzer.checkOpen(uri, setting);
      const drafts: boolean[] = [];
      for (let round = 0; round < 40; round++) {
        const text = analyzer.document(uri)?.text ?? '';
        analyzer.changeDocument(uri, round + 1, [edit(text, sample.text, random, round)]);
        const document = analyzer.document(uri);
        assert.ok(document !== null);
        // As in the server, the project learns of a change later.
        if (round % 15 === 14) setting = settingFor(sample.path, document.text);
        const draft = analyzer.checkOpen(uri, setting, { typing: true })?.findings ?? [];
        const result = analyzer.checkOpen(uri, setting);
        assert.equal(analyzer.isDraft(uri), false);
        const fresh = analyzer.check(document, setting);
        // Working out every fix takes longer than all else here.
        const withEdits = round % 5 === 0;
        assert.deepEqual(shown(result?.findings ?? [], withEdits), shown(fresh.findings, withEdits), `round ${round}`);
        const right = shown(draft, false).join() === shown(fresh.findings, false).join();
        drafts.push(right);
        if (right)
          assert.deepEqual(shown(draft, withEdits), shown(fresh.findings, withEdits), `draft of round ${round}`);
        assert.deepEqual(result?.faults, fresh.faults);
      }
      // Drafts are no guesses: rules that would get them wrong are told apart early.
      assert.ok(drafts.filter((right) => right).length > drafts.length * 0.8, JSON.stringify(drafts));
      analyzer.closeDocument(uri);
    }).timeout(60_000);
  }

  const URI = `${ROOT}/a.py`;
  const TEXT = 'def f():\n    a()\n    b()\n\n\ndef g():\n    c()\n';

  /** An analyzer with one rule and `TEXT` open; `type` replaces some text as if typed and gives the lines with findings, 0-based. */
  async function opened(checks: Rule['checks']): Promise<Opened> {
    const [rule] = catalogue;
    assert.ok(rule !== undefined);
    const analyzer = new Analyzer(await testGrammars(), [{ ...rule, triggers: null, checks }]);
    const setting = settingFor('a.py', TEXT);
    let version = 0;
    const lines = (typing: boolean): number[] => {
      const found = analyzer.checkOpen(URI, setting, { typing })?.findings ?? [];
      return found.map(({ range }) => analyzer.document(URI)?.lines.lineAt(range.start) ?? -1);
    };
    analyzer.openDocument(new SourceDocument(URI, 'a.py', 'python', TEXT));
    lines(false);
    const type = (from: string, to: string): number[] => {
      const start = analyzer.document(URI)?.text.indexOf(from) ?? 0;
      analyzer.changeDocument(URI, ++version, [{ range: { start, end: start + from.length }, newText: to }]);
      return lines(true);
    };
    return { analyzer, lines, type };
  }

  it('looks at changed statements alone while somebody types, and at all of them when names may mean something else', async () => {
    const seen: number[] = [];
    const { type } = await opened({ python: ({ code }) => void seen.push(code.calls.length) });
    const looked = (from: string, to: string): number[] => {
      seen.length = 0;
      type(from, to);
      return [...seen];
    };
    assert.deepEqual(looked('c()', 'c(1)'), [1]);
    assert.deepEqual(looked('a()', 'a(2)'), [2]);
    assert.deepEqual(looked('def f', 'import os\ndef f'), [0, 2, 1]);
    assert.deepEqual(looked('import os', 'X = d()\nimport os'), [1, 0, 2, 1]);
    assert.deepEqual(looked('    b()', '    b()\n'), [2]);
  });

  it('moves the findings of untouched statements along', async () => {
    const { analyzer, type } = await opened({
      python: (context) => context.code.calls.forEach(({ node }) => context.report({ range: node, message: 'a call' })),
    });
    assert.deepEqual(type('    a()', '    a()\n    a()'), [1, 2, 3, 7]);
    assert.ok(analyzer.isDraft(URI));
    assert.deepEqual(type('def f', '\ndef f'), [2, 3, 4, 8]);
  });

  it('learns from the whole look which rules must not be asked about statements', async () => {
    const { analyzer, lines, type } = await opened({
      // Silent where `b` is called anywhere in the file.
      python(context) {
        const { code } = context;
        if (code.calls.some(({ name }) => name === 'b')) return;
        for (const { node } of code.calls) context.report({ range: node, message: 'no b' });
      },
    });
    assert.deepEqual(type('c()', 'c(1)'), [6], 'the draft is wrong');
    assert.ok(analyzer.isDraft(URI));
    assert.deepEqual(lines(false), []);
    assert.deepEqual(type('c(1)', 'c(2)'), [], 'and the next one is not');
    assert.deepEqual(type('b()', 'd()'), [1, 2, 6]);
  });
});

/** An edit somewhere; now and then the whole text goes back to what it was, as an undo would. */
function edit(text: string, start: string, random: (limit: number) => number, round: number): TextChange {
  if (round % 20 === 19) return { range: { start: 0, end: text.length }, newText: start };
  const at = random(4) === 0 ? text.lastIndexOf('\n', random(text.length)) + 1 : random(text.length + 1);
  const from = boundary(text, at);
  const end = random(3) === 0 ? boundary(text, Math.min(text.length, from + random(60))) : from;
  return { range: { start: from, end: Math.max(from, end) }, newText: INSERTED[random(INSERTED.length)] ?? '' };
}

/** Editors never cut a surrogate pair in two. */
function boundary(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}
