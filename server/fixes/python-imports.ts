import type { CodeModel, ImportBinding } from '../languages/code-model';
import type { SyntaxNode } from '../languages/syntax-node';
import type { FileEdit } from '../rules/finding';
import { lineEndingOf } from '../documents/line-ending';

/** What a fix needs to name: a module (`os`), or something in it (`common.env`, `get_env`). */
export interface ImportRequest {
  readonly module: string;
  readonly name?: string;
}

export interface ImportedName {
  /** How the file refers to it: `os`, `get_env`, or an alias that was there already. */
  readonly reference: string;
  /** Empty when the file imports it already. */
  readonly edits: readonly FileEdit[];
}

/**
 * Makes a name usable in a Python file. Imports are only ever added at the top level: behind the documentation string and `from __future__`, never inside
 * `try`, a function or a class; an import that stands in such a place does not count as there.
 */
export function importPythonName(code: CodeModel, uri: string, request: ImportRequest): ImportedName {
  const path = request.name === undefined ? request.module : `${request.module}.${request.name}`;
  const own = code.imports.find((binding) => binding.topLevel && binding.path === path);
  if (own !== undefined && !(request.name === undefined && own.local !== path && !isAlias(own))) {
    return { reference: own.local, edits: [] };
  }
  const reference = request.name ?? request.module;
  return { reference, edits: [insertion(code, uri, request)] };
}

/** Whether the imports at the top of a file take something from a package: there, before any other statement, it can be imported. */
export function importsAtTop(code: CodeModel, topPackage: string): boolean {
  const statements = new Set(leadingImports(code));
  return code.imports.some(
    ({ module, node }) =>
      module.split('.')[0] === topPackage && (statements.has(node) || statements.has(node.parent as SyntaxNode)),
  );
}

function isAlias(binding: ImportBinding): boolean {
  return binding.local !== binding.path;
}

function insertion(code: CodeModel, uri: string, request: ImportRequest): FileEdit {
  const statements = leadingImports(code);
  const sameModule =
    request.name === undefined ? undefined : statements.find((node) => isPlainFromImport(code, node, request.module));
  if (sameModule !== undefined && request.name !== undefined) {
    const last = sameModule.childrenForField('name').at(-1) as SyntaxNode;
    return { uri, range: { start: last.end, end: last.end }, newText: `, ${request.name}` };
  }
  const lineEnding = lineEndingOf(code.text);
  const statement =
    request.name === undefined ? `import ${request.module}` : `from ${request.module} import ${request.name}`;
  const neighbour = neighbourFor(code, statements, request);
  if (neighbour !== null) {
    const at = neighbour.before ? neighbour.node.start : lineEndAfter(code, neighbour.node);
    const newText = neighbour.before ? `${statement}${lineEnding}` : `${lineEnding}${statement}`;
    return { uri, range: { start: at, end: at }, newText };
  }
  return insertionWithoutImports(code, uri, statement, lineEnding);
}

/** The imports at the top of the file, before the first other statement; later ones may depend on code between them. */
function leadingImports(code: CodeModel): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (const node of code.root.children) {
    if (node.type === 'import_statement' || node.type === 'import_from_statement') {
      if (!node.hasError) found.push(node);
    } else if (
      node.type !== 'comment' &&
      node.type !== 'future_import_statement' &&
      !isDocstring(node) &&
      found.length > 0
    ) {
      break;
    }
  }
  return found;
}

function isPlainFromImport(code: CodeModel, node: SyntaxNode, module: string): boolean {
  const moduleNode = node.childForField('module_name');
  return (
    node.type === 'import_from_statement' &&
    moduleNode !== null &&
    code.textOf(moduleNode) === module &&
    node.childrenForField('name').length > 0
  );
}

/** Where an import belongs among the others: plain imports in alphabetical order before their own kind, else at the end of their kind. */
function neighbourFor(
  code: CodeModel,
  statements: readonly SyntaxNode[],
  request: ImportRequest,
): { node: SyntaxNode; before: boolean } | null {
  const kind = request.name === undefined ? 'import_statement' : 'import_from_statement';
  const sameKind = statements.filter((node) => node.type === kind && startsLine(code, node) && endsLine(code, node));
  if (request.name === undefined) {
    const [first] = sameKind;
    if (first !== undefined) {
      // The first run of plain imports is where a file keeps the standard library.
      const run = sameKind.filter(
        (node, index) => index === 0 || isNextLine(code, sameKind[index - 1] as SyntaxNode, node),
      );
      const next = run.find((node) => moduleText(code, node) > request.module);
      return next === undefined ? { node: run.at(-1) as SyntaxNode, before: false } : { node: next, before: true };
    }
    const [anyFirst] = statements.filter((node) => startsLine(code, node));
    return anyFirst === undefined ? null : { node: anyFirst, before: true };
  }
  const last = sameKind.at(-1) ?? statements.filter((node) => endsLine(code, node)).at(-1);
  return last === undefined ? null : { node: last, before: false };
}

function moduleText(code: CodeModel, node: SyntaxNode): string {
  return code.textOf(node).replace(/^import\s+/, '');
}

function startsLine(code: CodeModel, node: SyntaxNode): boolean {
  const { start } = node;
  return (
    start === 0 || code.text[start - 1] === '\n' || code.text[start - 1] === '\r' || code.text[start - 1] === '\ufeff'
  );
}

/** False for `import a; import b`: nothing can be put between them by lines. */
function endsLine(code: CodeModel, node: SyntaxNode): boolean {
  return /^[ \t]*(?:#[^\r\n]*)?(?:\r|\n|$)/.test(code.text.slice(node.end, node.end + 200));
}

function isNextLine(code: CodeModel, first: SyntaxNode, second: SyntaxNode): boolean {
  return !/\n[ \t]*\r?\n/.test(code.text.slice(first.end, second.start));
}

function lineEndAfter(code: CodeModel, node: SyntaxNode): number {
  const feed = code.text.indexOf('\n', node.end);
  if (feed === -1) return code.text.length;
  return code.text[feed - 1] === '\r' ? feed - 1 : feed;
}

function insertionWithoutImports(code: CodeModel, uri: string, statement: string, lineEnding: string): FileEdit {
  const prologue = code.root.children.filter(
    (node, index) => node.type === 'future_import_statement' || (index === firstCode(code) && isDocstring(node)),
  );
  const last = prologue.at(-1);
  if (last !== undefined) {
    const at = lineEndAfter(code, last);
    const blank = last.type === 'future_import_statement' ? lineEnding : `${lineEnding}${lineEnding}`;
    return { uri, range: { start: at, end: at }, newText: `${blank}${statement}` };
  }
  // Behind a shebang, an encoding line and the licence comment: the first statement's line, or the end of a file of comments.
  const first = code.root.children.find((node) => node.named && node.type !== 'comment');
  const at = first?.start ?? code.text.length;
  const before = at > 0 && code.text[at - 1] !== '\n' && code.text[at - 1] !== '\ufeff' ? lineEnding : '';
  return { uri, range: { start: at, end: at }, newText: `${before}${statement}${lineEnding}${lineEnding}` };
}

function firstCode(code: CodeModel): number {
  return code.root.children.findIndex((node) => node.type !== 'comment');
}

function isDocstring(node: SyntaxNode): boolean {
  const [inner] = node.children;
  return node.type === 'expression_statement' && (inner?.type === 'string' || inner?.type === 'concatenated_string');
}
