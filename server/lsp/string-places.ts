import type { SourceDocument } from '../documents/document';
import { codeLanguage } from '../languages/code-language';
import { parseCode } from '../engine/check-target';
import type { Session } from './session';

/** Tells whether an offset lies inside a text literal, where a comment sign is a character like any other. */
export function insideString(session: Session, document: SourceDocument): (offset: number) => boolean {
  if (codeLanguage(document.kind) === null) return () => false;
  const tree = parseCode(session.grammars, document);
  const ranges: { start: number; end: number }[] = [];
  tree?.root.walk((node) => {
    if (!/string|template/.test(node.type) || node.type.endsWith('_statement')) return true;
    ranges.push({ start: node.start, end: node.end });
    return false;
  });
  tree?.dispose();
  return (offset) => ranges.some(({ start, end }) => start < offset && offset < end);
}
