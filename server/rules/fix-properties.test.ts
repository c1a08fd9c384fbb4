import assert from 'node:assert/strict';
import { kindOf } from '../documents/document-kind';
import { codeLanguage } from '../languages/code-language';
import { SyntaxTree } from '../languages/syntax-tree';
import { catalogue } from './catalogue.generated';
import type { Finding } from './finding';
import type { Rule } from './rule';
import type { RuleExample as Example } from './rule-documentation';
import { RuleWorkspace, testGrammars } from './testing/rule-workspace';

/** The same example as other people would have typed it. */
const VARIANTS: Readonly<Record<string, (text: string) => string>> = {
  'as written': (text) => text,
  'with CRLF line ends': (text) => text.replaceAll('\n', '\r\n'),
  'with non-ASCII text above': (text) => text,
  'with a byte order mark': (text) => `\ufeff${text}`,
  'with CRLF and no line end at its end': (text) => text.trimEnd().replaceAll('\n', '\r\n'),
};

function variant(example: Example, name: string): Example {
  const change = VARIANTS[name] ?? ((text: string) => text);
  const bad = name === 'with non-ASCII text above' ? commented(example.path) + example.bad : change(example.bad);
  return { ...example, bad };
}

/** A first line that moves every offset and holds characters of two UTF-16 code units. */
function commented(path: string): string {
  return /\.(ts|js|rs)$/.test(path) ? '// größer 🚀\n' : '# größer 🚀\n';
}

describe('fixes', () => {
  for (const rule of catalogue) {
    for (const [index, example] of rule.documentation.examples.entries()) {
      for (const name of Object.keys(VARIANTS)) {
        it(`${rule.id}, example ${index + 1}, ${name}: parse, end, add nothing, keep line ends`, async () => {
          await checkFixes(rule, variant(example, name));
        });
      }
    }
  }
});

async function checkFixes(rule: Rule, example: Example): Promise<void> {
  const workspace = await RuleWorkspace.create(catalogue, { ...example.files, [example.path]: example.bad });
  const before = workspace.findings(example.path);
  for (const finding of before.filter((candidate) => candidate.rule === rule.id)) {
    for (const fix of finding.fixes) {
      const edits = fix.edits();
      assert.ok(edits.length > 0, `'${fix.title}' is offered and changes nothing`);
      const fixed = workspace.apply(edits);
      const text = fixed.files[example.path] ?? '';
      await assertParsesAsWell(example.path, example.bad, text);
      assertLineEnds(example.bad, text);
      assertNothingNew(before, fixed.findings(example.path), fix.title, text);
    }
  }
}

async function assertParsesAsWell(path: string, before: string, after: string): Promise<void> {
  const kind = kindOf(path, after);
  const language = kind === null ? null : codeLanguage(kind);
  if (language === null) return;
  const parser = (await testGrammars()).parser(language.grammarFor(path));
  const hasError = (text: string): boolean => {
    const tree = new SyntaxTree(parser, text);
    tree.dispose();
    return tree.root.hasError;
  };
  assert.ok(hasError(before) || !hasError(after), after);
}

function assertLineEnds(before: string, after: string): void {
  if (!before.includes('\n')) return;
  const bare = /(?<!\r)\n/.test(before);
  if (!bare) assert.ok(!/(?<!\r)\n/.test(after), 'a bare line feed among CRLF');
  else assert.ok(!after.includes('\r'), 'a carriage return among line feeds');
}

/** A fix may leave other rules' findings as they were, but adds none, and of its own rule there are fewer. */
function assertNothingNew(before: readonly Finding[], after: readonly Finding[], title: string, text: string): void {
  const count = (findings: readonly Finding[]): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const finding of findings) counts.set(finding.rule, (counts.get(finding.rule) ?? 0) + 1);
    return counts;
  };
  const had = count(before);
  for (const [id, number] of count(after)) {
    assert.ok(number <= (had.get(id) ?? 0), `'${title}' adds a finding of ${id}:\n${text}`);
  }
  assert.ok(after.length < before.length, `'${title}' removes nothing:\n${text}`);
}
