import assert from 'node:assert/strict';
import { kindOf } from '../../documents/document-kind';
import { codeLanguage } from '../../languages/code-language';
import { SyntaxTree } from '../../languages/syntax-tree';
import type { Finding } from '../finding';
import type { Rule } from '../rule';
import { RuleWorkspace, testGrammars } from './rule-workspace';

/**
 * Applies every fix of every finding in a file, each to the file as it was, and fails unless the result parses as well as before, keeps
 * its line ends, has fewer findings, and has no more of any rule.
 *
 * @param rules those that are run.
 * @param fixed the ids of the rules whose fixes are tried.
 * @param path the file, one of `files`.
 */
export async function checkFixes(
  rules: readonly Rule[],
  fixed: readonly string[],
  path: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  const text = files[path] ?? '';
  const workspace = await RuleWorkspace.create(rules, files);
  const before = workspace.findings(path);
  for (const finding of before.filter(({ rule }) => fixed.includes(rule))) {
    for (const fix of finding.fixes) {
      const edits = fix.edits();
      assert.ok(edits.length > 0, `'${fix.title}' is offered and changes nothing`);
      const after = workspace.apply(edits);
      const newText = after.files[path] ?? '';
      await assertParsesAsWell(path, text, newText);
      assertLineEnds(text, newText);
      assertNothingNew(before, after.findings(path), fix.title, newText);
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
