import type { CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import { lineEndingOf } from '../../documents/line-ending';
import { envLookup } from '../../fixes/env-lookup';
import { preferredQuote } from '../../fixes/quotes';
import type { FileEdit, Fix } from '../finding';
import type { CodeContext } from '../rule';

/** The fix that makes a route or a mount depend on a variable: its whole statement goes behind an `if`. None where it is no statement of its own. */
export function behindFlagFix(context: CodeContext, route: SyntaxNode, variable: string): Fix[] {
  const { code } = context;
  const statement = code.language === 'rust' ? null : statementOf(code, route);
  if (statement === null || code.root.hasError) return [];
  return [
    {
      title: `Answer it with ${variable}=1 only`,
      safety: 'review',
      edits: () => wrapped(context, statement, variable),
    },
  ];
}

/** The statement that makes the route and nothing else, at the top of the file or in a function. */
function statementOf(code: CodeModel, route: SyntaxNode): SyntaxNode | null {
  const decorated = route.parent?.type === 'decorated_definition' ? route.parent : null;
  // A link in a chain of calls makes other routes as well.
  const alone = route.parent?.type === 'expression_statement' ? route.parent : null;
  const statement = decorated ?? alone;
  if (statement === null || indentationOf(code, statement) === null) return null;
  if (!/^(?:module|program|block|statement_block)$/.test(statement.parent?.type ?? '')) return null;
  // A block of a class holds methods: what is missing there is missing from its instances.
  if (statement.parent?.parent?.type === 'class_definition') return null;
  const { start, end } = statement;
  const routes = code.routes.filter(({ node }) => node.start >= start && node.end <= end);
  if (routes.length > 1) return null;
  const name = decorated?.childForField('definition')?.childForField('name') ?? null;
  return name !== null && isUsedElsewhere(code, name) ? null : statement;
}

function isUsedElsewhere(code: CodeModel, name: SyntaxNode): boolean {
  const text = code.textOf(name);
  let uses = 0;
  code.root.walk((node) => {
    if (node.type === 'identifier' && node.length === name.length && code.textOf(node) === text) uses++;
  });
  return uses > 1;
}

function indentationOf(code: CodeModel, { start }: SyntaxNode): string | null {
  const before = code.text.slice(code.text.lastIndexOf('\n', start - 1) + 1, start);
  return before.trim() === '' ? before : null;
}

function wrapped({ code, document, project }: CodeContext, statement: SyntaxNode, variable: string): FileEdit[] {
  const { uri } = document;
  const eol = lineEndingOf(code.text);
  const quote = preferredQuote(code.text);
  const indentation = indentationOf(code, statement) ?? '';
  const python = code.language === 'python';
  const unit = indentation.includes('\t') || /^\t/m.test(code.text) ? '\t' : python ? '    ' : '  ';
  const lookup = envLookup(code, project, uri, { variable, defaultExpression: null, quote });
  const asked = `${lookup.expression} ${python ? '==' : '==='} ${quote}1${quote}`;
  const head = python ? `if ${asked}:` : `if (${asked}) {`;
  const { start, end } = statement;
  return [
    ...lookup.edits,
    { uri, range: { start, end: start }, newText: `${head}${eol}${indentation}${unit}` },
    ...innerLines(code, statement).map((at) => ({ uri, range: { start: at, end: at }, newText: unit })),
    ...(python ? [] : [{ uri, range: { start: end, end }, newText: `${eol}${indentation}}` }]),
  ];
}

/** Where the lines of a statement begin after its first: not those that are empty, or part of a text over several lines. */
function innerLines(code: CodeModel, statement: SyntaxNode): number[] {
  const texts = code.strings.concat(documentation(statement)).filter((string) => code.textOf(string).includes('\n'));
  const lines: number[] = [];
  for (
    let at = code.text.indexOf('\n', statement.start);
    at !== -1 && at < statement.end;
    at = code.text.indexOf('\n', at + 1)
  ) {
    const start = at + 1;
    const isEmpty = /^[ \t]*\r?(?:\n|$)/.test(code.text.slice(start, start + 200));
    if (!isEmpty && !texts.some((text) => text.start < start && start < text.end)) lines.push(start);
  }
  return lines;
}

function documentation(statement: SyntaxNode): SyntaxNode[] {
  return [...statement.descendants()].filter(({ type }) => type === 'string' || type === 'template_string');
}
