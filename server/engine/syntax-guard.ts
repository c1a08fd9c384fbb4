import { parseAllDocuments } from 'yaml';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { type DocumentKind, SourceDocument } from '../documents/document';
import type { Grammars } from '../languages/grammars';
import type { SyntaxNode } from '../languages/syntax-node';
import type { FileEdit } from '../rules/finding';
import { parseCode } from './check-target';

/** Keeps fixes from breaking files: a text must parse no worse after a fix than before. Grammars must have been loaded. */
export class SyntaxGuard {
  /** The present text of each file: many fixes are held against the same one. */
  private readonly known = new Map<string, { readonly text: string; readonly faults: number }>();

  constructor(private readonly grammars: Grammars) {}

  /** Why a fix must not be applied; null when it may. */
  objection(uri: string, path: string, kind: DocumentKind | null, before: string, after: string): string | null {
    if (kind === null) return null;
    const faults = this.faultsOf(uri, path, kind, before);
    return countFaults(this.grammars, path, kind, after) > faults ? 'the result would not parse' : null;
  }

  /** True when every edit of this file stands in statements that parse. */
  editsSoundCode(document: SourceDocument, edits: readonly FileEdit[]): boolean {
    if (this.faultsOf(document.uri, document.path, document.kind, document.text) === 0) return true;
    const tree = parseCode(this.grammars, document);
    if (tree === null) return true;
    try {
      return edits.every((edit) => edit.uri !== document.uri || !('range' in edit) || isSound(tree.root, edit.range));
    } finally {
      tree.dispose();
    }
  }

  private faultsOf(uri: string, path: string, kind: DocumentKind, text: string): number {
    const known = this.known.get(uri);
    if (known?.text === text) return known.faults;
    const faults = countFaults(this.grammars, path, kind, text);
    this.known.set(uri, { text, faults });
    return faults;
  }
}

function countFaults(grammars: Grammars, path: string, kind: DocumentKind, text: string): number {
  if (kind === 'yaml' || kind === 'startup' || kind === 'compose' || kind === 'workflow' || kind === 'models') {
    return parseAllDocuments(text, { logLevel: 'silent', uniqueKeys: false }).reduce(
      (sum, document) => sum + document.errors.length,
      0,
    );
  }
  const tree = parseCode(grammars, new SourceDocument('', path, kind, text));
  if (tree === null) return 0;
  let faults = 0;
  tree.root.walk((node) => {
    if (!node.hasError) return false;
    // The extent counts too: one ERROR over half the file is worse than one over a word.
    if (node.type === 'ERROR') faults += 1 + node.length;
    else if (node.missing) faults++;
    return true;
  });
  tree.dispose();
  return faults;
}

/** Neither inside an ERROR, nor in or at the edge of a statement that holds one. */
function isSound(root: SyntaxNode, range: TextRange): boolean {
  let statement: SyntaxNode | null = null;
  for (let node: SyntaxNode | null = root.descendantAt(range.start); node !== null; node = node.parent) {
    if (node.type === 'ERROR' || node.missing) return false;
    const covers = node.end >= range.end;
    if (statement === null && covers && isStatement(node)) statement = node;
  }
  if (statement === null || !statement.hasError) return statement !== null || !touchesError(root, range);
  // A long body with a mistake somewhere else in it does not speak against an insertion between two sound statements.
  return isBody(statement) && !touchesError(statement, range);
}

function isStatement(node: SyntaxNode): boolean {
  return /(_statement|_definition|_declaration|_item|^block|^module|^program|^source_file|^statement_block|^class_body)$/.test(
    node.type,
  );
}

function isBody(node: SyntaxNode): boolean {
  return /^(block|module|program|source_file|statement_block|class_body)$/.test(node.type);
}

function touchesError(node: SyntaxNode, range: TextRange): boolean {
  return node.children.some((child) => child.hasError && child.start <= range.end && range.start <= child.end);
}
