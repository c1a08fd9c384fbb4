import type { DocumentKind } from '../documents/document';
import type { CodeModel } from './code-model';
import type { GrammarName } from './grammars';
import { pythonTraits } from './python/python-traits';
import { rustTraits } from './rust/rust-traits';
import { TreeModel } from './tree-model';
import type { SyntaxNode } from './syntax-node';
import { javascriptTraits, typescriptTraits } from './typescript/typescript-traits';

/** How a kind of document is parsed and modelled. */
export interface CodeLanguage {
  grammarFor(path: string): GrammarName;
  model(root: SyntaxNode, text: string): CodeModel;
}

const LANGUAGES: Partial<Record<DocumentKind, CodeLanguage>> = {
  python: { grammarFor: () => 'python', model: (root, text) => new TreeModel(pythonTraits, root, text) },
  typescript: {
    grammarFor: (path) => (path.endsWith('.tsx') ? 'tsx' : 'typescript'),
    model: (root, text) => new TreeModel(typescriptTraits, root, text),
  },
  // The JavaScript grammar reads JSX, too.
  javascript: { grammarFor: () => 'javascript', model: (root, text) => new TreeModel(javascriptTraits, root, text) },
  rust: { grammarFor: () => 'rust', model: (root, text) => new TreeModel(rustTraits, root, text) },
};

/** The language of a kind of document; null for kinds that are no programming language. */
export function codeLanguage(kind: DocumentKind): CodeLanguage | null {
  return LANGUAGES[kind] ?? null;
}

export const ALL_GRAMMARS: readonly GrammarName[] = ['python', 'typescript', 'tsx', 'javascript', 'rust'];
