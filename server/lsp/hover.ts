import { type Hover, type HoverParams, MarkupKind } from 'vscode-languageserver';
import type { SourceDocument } from '../documents/document';
import { offsetFromClient } from '../documents/position-encoding';
import { canonicalUri } from '../documents/uri';
import { ruleHover } from '../reports/rule-markdown';
import { lspRange } from './diagnostics';
import type { Session } from './session';

/** Shows a rule's documentation at its findings and at its id in suppression comments. */
export function registerHover(session: Session): void {
  session.connection.onHover((params) => hover(session, params));
}

function hover(session: Session, params: HoverParams): Hover | null {
  const checked = session.checks.check(canonicalUri(params.textDocument.uri));
  if (checked === null) return null;
  const { document, findings } = checked;
  const { encoding } = session.client;
  const offset = offsetFromClient(document.text, document.lines, params.position, encoding);
  const here = findings.filter(({ range }) => range.start <= offset && offset <= Math.max(range.end - 1, range.start));
  const named = here.length > 0 ? null : ruleNamedAt(session, document, offset);
  const rules = named === null ? new Set(here.map((finding) => finding.rule)) : new Set([named.rule]);
  const texts = [...rules].flatMap((id) => {
    const rule = session.rules.find((candidate) => candidate.id === id);
    return rule === undefined ? [] : [ruleHover(rule)];
  });
  if (texts.length === 0) return null;
  const range = named?.range ?? here[0]?.range;
  const kind = session.client.rendersMarkdown ? MarkupKind.Markdown : MarkupKind.PlainText;
  return {
    contents: { kind, value: texts.join('\n\n---\n\n') },
    ...(range === undefined ? {} : { range: lspRange(document, range, encoding) }),
  };
}

/** The rule id under the cursor in `preflight: ignore[…]`. */
function ruleNamedAt(
  session: Session,
  { lines, text }: SourceDocument,
  offset: number,
): { rule: string; range: { start: number; end: number } } | null {
  const line = lines.lineAt(offset);
  const start = lines.lineStart(line);
  const content = text.slice(start, lines.lineEnd(line));
  const directive = /preflight:[ \t]*ignore(?:-file|-start)?[ \t]*\[([^\]]*)\]/.exec(content);
  if (directive === null) return null;
  for (const match of content.matchAll(/[a-z][a-z0-9-]*/g)) {
    const range = { start: start + match.index, end: start + match.index + match[0].length };
    if (match.index < directive.index || offset < range.start || offset > range.end) continue;
    if (session.rules.some((rule) => rule.id === match[0])) return { rule: match[0], range };
  }
  return null;
}
