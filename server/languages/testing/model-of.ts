import type { DocumentKind } from '../../documents/document';
import { testGrammars } from '../../rules/testing/rule-workspace';
import { codeLanguage } from '../code-language';
import type { CodeModel } from '../code-model';
import type { ImportedConstants } from '../imported-constants';
import { SyntaxTree } from '../syntax-tree';

/** The model of a text, for tests. */
export async function modelOf(kind: DocumentKind, text: string, imported?: ImportedConstants): Promise<CodeModel> {
  const language = codeLanguage(kind);
  if (language === null) throw new Error(`${kind} is no programming language`);
  const tree = new SyntaxTree((await testGrammars()).parser(language.grammarFor(`a.${kind}`)), text);
  tree.dispose();
  return language.model(tree.root, text, false, imported);
}
