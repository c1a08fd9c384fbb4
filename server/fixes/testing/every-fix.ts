import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { kindOf } from '../../documents/document-kind';
import { codeLanguage } from '../../languages/code-language';
import { SyntaxTree } from '../../languages/syntax-tree';
import { catalogue } from '../../rules/catalogue.generated';
import { RuleWorkspace, testGrammars } from '../../rules/testing/rule-workspace';

/** A project, by path. */
export type Files = Readonly<Record<string, string>>;

async function assertParses(path: string, text: string): Promise<void> {
  const kind = kindOf(path, text);
  const language = kind === null ? null : codeLanguage(kind);
  if (language === null) return;
  const tree = new SyntaxTree((await testGrammars()).parser(language.grammarFor(path)), text);
  tree.dispose();
  assert.ok(!tree.root.hasError, text);
}

/** The versions of a file after each fix alone, and after all of them. Fails when a rule of `meets` offers none, or a second run changes anything. */
export async function fixed(
  path: string,
  files: Files,
  meets: readonly string[],
): Promise<{ each: string[]; all: string }> {
  const workspace = await RuleWorkspace.create(catalogue, files);
  await assertParses(path, files[path] ?? '');
  const findings = workspace.findings(path);
  const met = new Set(findings.flatMap(({ rule, fixes }) => (fixes.length > 0 ? [rule] : [])));
  for (const rule of meets) assert.ok(met.has(rule), `${rule} does not meet this: ${[...met].join(', ')}`);
  const each = findings.flatMap(({ fixes }) => fixes.map((fix) => workspace.apply(fix.edits()).files[path] ?? ''));
  const result = workspace.fixAll({ unsafe: true });
  const all = result.files[path] ?? '';
  assert.equal(result.fixAll({ unsafe: true }).files[path], all, 'a second run changes it again');
  for (const text of [...each, all]) await assertParses(path, text);
  return { each, all };
}

/** What Python itself says of files: those it cannot compile, and names that nothing in the file binds. */
export function judgedByPython(texts: readonly string[]): { error: string | null; unbound: string[] }[] {
  const script = `
import ast, builtins, json, sys
out = []
for text in json.load(sys.stdin):
    try:
        compile(text, "f.py", "exec")
    except SyntaxError as error:
        out.append({"error": str(error), "unbound": []}); continue
    tree = ast.parse(text)
    bound = set(dir(builtins)) | {"__name__", "__file__"}
    top = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [(a.asname or a.name).split(".")[0] for a in node.names]
            if node in tree.body: top.update(names)
            bound.update(names)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)): bound.add(node.name)
        elif isinstance(node, ast.arg): bound.add(node.arg)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load): bound.add(node.id)
        elif isinstance(node, ast.ExceptHandler) and node.name: bound.add(node.name)
    out.append({"error": None, "unbound": sorted({n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id not in bound})})
json.dump(out, sys.stdout)
`;
  const run = spawnSync('python3', ['-c', script], { input: JSON.stringify(texts), encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
  return JSON.parse(run.stdout) as { error: string | null; unbound: string[] }[];
}
