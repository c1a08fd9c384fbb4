import { type Hover, type HoverParams, MarkupKind } from 'vscode-languageserver';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { SourceDocument } from '../documents/document';
import { offsetFromClient } from '../documents/position-encoding';
import { canonicalUri } from '../documents/uri';
import { ruleHover } from '../reports/rule-markdown';
import type { Finding } from '../rules/finding';
import { ALL_RULES, type Suppression, covers } from '../suppressions/suppression';
import { lspRange } from './diagnostics';
import { type Session, settingOf } from './session';
import { suppressionsAt } from './suppression-actions';
import { describeKey } from './yaml-keys/key-hover';

/** Findings that one suppression is said to silence by name; the others are counted. */
const MAX_NAMED = 5;

/** Shows a rule's documentation at its findings, and at suppressions what they silence. */
export function registerHover(session: Session): void {
  session.connection.onHover((params) => hover(session, params));
}

interface Shown {
  readonly texts: readonly string[];
  readonly range: TextRange;
}

function hover(session: Session, params: HoverParams): Hover | null {
  const uri = canonicalUri(params.textDocument.uri);
  const checked = session.checks.check(uri);
  const document = checked?.document ?? session.analyzer.document(uri);
  if (document === null) return null;
  const { encoding } = session.client;
  const offset = offsetFromClient(document.text, document.lines, params.position, encoding);
  const shown =
    atSuppression(session, document, offset) ??
    atFinding(session, checked?.findings ?? [], offset) ??
    atKey(session, document, offset);
  if (shown === null || shown.texts.length === 0) return null;
  const kind = session.client.rendersMarkdown ? MarkupKind.Markdown : MarkupKind.PlainText;
  return {
    contents: { kind, value: shown.texts.join('\n\n---\n\n') },
    range: lspRange(document, shown.range, encoding),
  };
}

/** In configuration files, and in agents' entries of startup files: what a key means. */
function atKey(session: Session, document: SourceDocument, offset: number): Shown | null {
  const described = describeKey(document, offset, session.rules);
  return described && { texts: [described.text], range: described.range };
}

function atFinding(session: Session, findings: readonly Finding[], offset: number): Shown | null {
  const here = findings.filter(({ range }) => range.start <= offset && offset <= Math.max(range.end - 1, range.start));
  const [first] = here;
  if (first === undefined) return null;
  const rules = new Set(here.map(({ rule }) => rule));
  return { texts: [...rules].flatMap((id) => documentationOf(session, id)), range: first.range };
}

/** At a rule's name, the rule; anywhere in the comment, what it keeps silent. */
function atSuppression(session: Session, document: SourceDocument, offset: number): Shown | null {
  const place = { start: offset, end: offset };
  const suppression = suppressionsAt(document, place).find(({ range }) => range.start <= offset && offset <= range.end);
  if (suppression === undefined) return null;
  const named = suppression.rules.find(({ range }) => range.start <= offset && offset <= range.end);
  const silenced = silencedBy(session, document, suppression).filter(
    ({ rule }) => named === undefined || named.id === ALL_RULES || named.id === rule,
  );
  const documentation = named === undefined ? [] : documentationOf(session, named.id);
  return { texts: [summary(document, silenced), ...documentation], range: named?.range ?? suppression.range };
}

function silencedBy(session: Session, document: SourceDocument, suppression: Suppression): readonly Finding[] {
  const project = session.open.get(document.uri)?.project;
  const result = project ? session.analyzer.checkOpen(document.uri, settingOf(project)) : null;
  const { lines } = document;
  return (result?.silenced ?? []).filter(
    ({ rule, range }) =>
      covers(suppression, lines, range) && suppression.rules.some(({ id }) => id === rule || id === ALL_RULES),
  );
}

function summary({ lines }: SourceDocument, silenced: readonly Finding[]): string {
  if (silenced.length === 0) return 'Silences nothing.';
  const named = silenced
    .slice(0, MAX_NAMED)
    .map(({ rule, range, message }) => `- line ${lines.lineAt(range.start) + 1}: ${message} (${rule})`);
  const more = silenced.length - named.length;
  if (more > 0) named.push(`- and ${more} more`);
  return `Silences ${silenced.length === 1 ? 'a finding' : `${silenced.length} findings`}:\n\n${named.join('\n')}`;
}

function documentationOf(session: Session, id: string): string[] {
  const rule = session.rules.find((candidate) => candidate.id === id);
  return rule === undefined ? [] : [ruleHover(rule)];
}
