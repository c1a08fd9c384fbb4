import type { CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import { importPythonName } from '../python-imports';
import type { Patch } from './patch';
import { statementsOf } from './statements';
import { lineEndingOf } from '../../documents/line-ending';

/** Imports the base agent where the file can find it: behind the last change of `sys.path`, when the file makes one. */
export function importBase(
  code: CodeModel,
  patch: Patch,
  target: { readonly className: string; readonly module: string },
  modules: readonly string[],
): void {
  for (const module of modules) addImport(code, patch, { module });
  const path = `${target.module}.${target.className}`;
  if (code.imports.some((binding) => binding.topLevel && binding.path === path && binding.local === target.className))
    return;
  const setup = pathSetup(code);
  if (setup === null) {
    addImport(code, patch, { module: target.module, name: target.className });
    return;
  }
  const feed = code.text.indexOf('\n', setup.end);
  const lineEnding = lineEndingOf(code.text);
  const statement = `from ${target.module} import ${target.className}`;
  if (feed === -1) patch.insert(code.text.length, `${lineEnding}${statement}${lineEnding}`);
  else patch.insert(feed + 1, `${lineEnding}${statement}${lineEnding}`);
}

function addImport(code: CodeModel, patch: Patch, request: { readonly module: string; readonly name?: string }): void {
  for (const edit of importPythonName(code, '', request).edits) {
    if ('range' in edit) patch.insert(edit.range.start, edit.newText);
  }
}

/** The last statement at the top level that extends `sys.path` before the first class or function. */
function pathSetup(code: CodeModel): SyntaxNode | null {
  let last: SyntaxNode | null = null;
  for (const statement of statementsOf(code.root)) {
    if (/^(?:class_definition|function_definition|decorated_definition)$/.test(statement.type)) break;
    if (/\bsys\.path\.(?:insert|append|extend)\(/.test(code.textOf(statement))) last = statement;
  }
  return last;
}

/** Modules that only retired code needed: their imports go with it. */
export function dropUnusedImports(code: CodeModel, patch: Patch): void {
  const after = patch.render({ start: 0, end: code.text.length });
  for (const statement of statementsOf(code.root)) {
    const name = statement.type === 'import_statement' ? /^import (\w+)$/.exec(code.textOf(statement))?.[1] : undefined;
    if (name === undefined) continue;
    const uses = (text: string): number => [...text.matchAll(new RegExp(`\\b${name}\\b`, 'g'))].length;
    if (uses(code.text) > 1 && uses(after) === 1) patch.remove(statement);
  }
}
