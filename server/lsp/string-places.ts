import type { SourceDocument } from '../documents/document';
import { parseCode } from '../engine/check-target';
import { codeLanguage } from '../languages/code-language';
import type { SyntaxNode } from '../languages/syntax-node';
import { readYaml } from '../languages/yaml/yaml-model';
import type { Surroundings } from '../suppressions/add-suppression';
import type { Session } from './session';

interface Region {
  readonly start: number;
  readonly end: number;
  readonly kind: ReturnType<Surroundings>;
}

/** Tells what an offset lies in: inside a text literal, a comment sign is a character like any other. */
export function surroundingsIn(session: Session, document: SourceDocument): Surroundings {
  const regions = codeLanguage(document.kind) === null ? regionsOfData(document) : regionsOfCode(session, document);
  return (offset) => {
    let innermost: Region | undefined;
    for (const region of regions) if (region.start < offset && offset < region.end) innermost = region;
    return innermost?.kind ?? 'code';
  };
}

/** Outer regions come before those inside them. */
function regionsOfCode(session: Session, document: SourceDocument): Region[] {
  const tree = parseCode(session.grammars, document);
  const regions: Region[] = [];
  tree?.root.walk((node) => {
    const kind = kindOfNode(node);
    if (kind !== null) regions.push({ start: node.start, end: node.end, kind });
    return true;
  });
  tree?.dispose();
  return regions;
}

function kindOfNode({ type }: SyntaxNode): Region['kind'] | null {
  if (type === 'template_substitution' || type === 'jsx_expression') return 'code';
  if (/^jsx_(?:opening|closing|self_closing)_element$/.test(type)) return 'code';
  if (type === 'jsx_element' || type === 'jsx_fragment') return 'jsx';
  return /string|template/.test(type) && !type.endsWith('_statement') ? 'text' : null;
}

/** Of data, only YAML has texts that run over lines. */
function regionsOfData(document: SourceDocument): Region[] {
  const { path, text } = document;
  if (!/\.ya?ml$/.test(path)) return [];
  return readYaml(text)
    .scalars.filter(({ style }) => style !== 'plain')
    .map(({ range }) => ({ start: range.start, end: range.end, kind: 'text' }));
}
