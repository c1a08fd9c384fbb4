import type { SourceDocument } from '../../documents/document';
import type { SyntaxNode } from '../../languages/syntax-node';
import { wordsOf } from '../../secrets/secret-names';
import type { RuleContext } from '../rule';

/** `DB_PASSWORD`; a bare `password` is told apart by the settings it belongs to, or else by its file. */
export function variableFor({ document }: RuleContext, name: string, literal?: SyntaxNode): string {
  const words = wordsOf(name);
  if (words.length > 1) return words.join('_').toUpperCase();
  const around = literal === undefined ? [] : ownerWords(document, literal);
  const stem = wordsOf(document.path.slice(document.path.lastIndexOf('/') + 1).replace(/\.\w+$/, ''));
  return [...(around.length > 0 ? around : stem), ...words].join('_').toUpperCase();
}

/** `db` of `db_config = {"password": …}` and of `DbSettings(password=…)`. */
function ownerWords(document: SourceDocument, literal: SyntaxNode): string[] {
  for (let node = literal.parent?.parent ?? null; node !== null; node = node.parent) {
    const name =
      node.type === 'assignment'
        ? node.childForField('left')
        : node.type === 'variable_declarator'
          ? node.childForField('name')
          : node.type === 'pair'
            ? node.childForField('key')
            : node.type === 'class_definition'
              ? node.childForField('name')
              : null;
    if (name === null) continue;
    const words = wordsOf(document.slice(name).split('.').pop() ?? '').filter(
      (word) =>
        !/^(config|configuration|settings|params|options|conf|cfg|info|data|args|kwargs|connection|conn|self|default|client|credentials?)$/.test(
          word,
        ),
    );
    if (words.length > 0 && words.length <= 3) return words;
    if (node.type === 'class_definition') break;
  }
  return [];
}
