import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { DEFAULT_CONFIGURATION } from '../configuration/configuration';
import { type DocumentKind, SourceDocument, type TextChange } from '../documents/document';
import { buildProject, readFileFacts } from '../project/build-project';
import { ProjectView } from '../project/project-view';
import { catalogue } from '../rules/catalogue.generated';
import type { FileEdit, Finding } from '../rules/finding';
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

describe('StatementChecks', () => {
  for (const sample of SAMPLES) {
    it(`${sample.path}: finds after every edit what a fresh check finds, and fixes it alike`, async () => {
      const analyzer = new Analyzer(await testGrammars(), catalogue);
      const uri = `${ROOT}/${sample.path}`;
      const random = numbers(sample.text.length);
      let setting = settingFor(sample.path, sample.text);
      analyzer.openDocument(new SourceDocument(uri, sample.path, sample.kind, sample.text));
      analyzer.checkOpen(uri, setting);
      for (let round = 0; round < 40; round++) {
        const text = analyzer.document(uri)?.text ?? '';
        analyzer.changeDocument(uri, round + 1, [edit(text, sample.text, random, round)]);
        const document = analyzer.document(uri);
        assert.ok(document !== null);
        // As in the server, the project learns of a change later.
        if (round % 15 === 14) setting = settingFor(sample.path, document.text);
        const result = analyzer.checkOpen(uri, setting);
        const fresh = analyzer.check(document, setting);
        // Working out every fix takes longer than all else here.
        const withEdits = round % 5 === 0;
        assert.deepEqual(shown(result?.findings ?? [], withEdits), shown(fresh.findings, withEdits), `round ${round}`);
        assert.deepEqual(result?.faults, fresh.faults);
      }
      analyzer.closeDocument(uri);
    }).timeout(60_000);
  }

  it('leaves rules that allow it out of statements that did not change', async () => {
    const seen: number[] = [];
    const [rule] = catalogue.filter(({ id }) => id === 'loopback-bind');
    assert.ok(rule !== undefined);
    const spy = {
      ...rule,
      triggers: null,
      perStatement: true,
      checks: { python: ({ code }: { code: { calls: readonly unknown[] } }) => void seen.push(code.calls.length) },
    };
    const analyzer = new Analyzer(await testGrammars(), [spy]);
    const text = 'def f():\n    a()\n    b()\n\n\ndef g():\n    c()\n';
    const setting = settingFor('a.py', text);
    const change = (from: string, to: string): TextChange => {
      const start = analyzer.document(`${ROOT}/a.py`)?.text.indexOf(from) ?? 0;
      return { range: { start, end: start + from.length }, newText: to };
    };
    const check = (version: number, from: string, to: string): number[] => {
      seen.length = 0;
      analyzer.changeDocument(`${ROOT}/a.py`, version, [change(from, to)]);
      analyzer.checkOpen(`${ROOT}/a.py`, setting);
      return [...seen];
    };
    analyzer.openDocument(new SourceDocument(`${ROOT}/a.py`, 'a.py', 'python', text));
    analyzer.checkOpen(`${ROOT}/a.py`, setting);
    assert.deepEqual(check(1, 'c()', 'c(1)'), [1]);
    assert.deepEqual(check(2, 'a()', 'a(2)'), [2]);
    // What names mean may have changed everywhere.
    assert.deepEqual(check(3, 'def f', 'import os\ndef f'), [0, 2, 1]);
    assert.deepEqual(check(4, 'import os', 'X = d()\nimport os'), [1, 0, 2, 1]);
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
