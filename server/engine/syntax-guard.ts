import { parseAllDocuments } from 'yaml';
import { type DocumentKind, SourceDocument } from '../documents/document';
import type { Grammars } from '../languages/grammars';
import type { FileEdit } from '../rules/finding';
import { parseCode } from './check-target';
import { isSound } from './sound-code';

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
