import type { DocumentKind } from '../documents/document';
import type { CodeModel } from './code-model';
import type { GrammarName } from './grammars';
import type { ImportedConstants } from './imported-constants';
import type { LanguageTraits } from './language-traits';
import { pythonTraits } from './python/python-traits';
import { rustTraits } from './rust/rust-traits';
import { TreeModel } from './tree-model';
import type { SyntaxNode } from './syntax-node';
import { javascriptTraits, typescriptTraits } from './typescript/typescript-traits';

/** How a kind of document is parsed and modelled. */
export interface CodeLanguage {
  grammarFor(path: string): GrammarName;
  /** `followed`: the file is open, and its next version will be asked for soon. `imported`: what other files of its project give to names. */
  model(root: SyntaxNode, text: string, followed?: boolean, imported?: ImportedConstants): CodeModel;
}

function modelOf(traits: LanguageTraits): CodeLanguage['model'] {
  return (root, text, followed, imported) => new TreeModel(traits, root, text, followed, imported);
}

const LANGUAGES: Partial<Record<DocumentKind, CodeLanguage>> = {
  python: { grammarFor: () => 'python', model: modelOf(pythonTraits) },
  typescript: {
    grammarFor: (path) => (path.endsWith('.tsx') ? 'tsx' : 'typescript'),
    model: modelOf(typescriptTraits),
  },
  // The JavaScript grammar reads JSX, too.
  javascript: { grammarFor: () => 'javascript', model: modelOf(javascriptTraits) },
  rust: { grammarFor: () => 'rust', model: modelOf(rustTraits) },
};

/** The language of a kind of document; null for kinds that are no programming language. */
export function codeLanguage(kind: DocumentKind): CodeLanguage | null {
  return LANGUAGES[kind] ?? null;
}

export const ALL_GRAMMARS: readonly GrammarName[] = ['python', 'typescript', 'tsx', 'javascript', 'rust'];
