import { type Diagnostic, DiagnosticSeverity, type Range } from 'vscode-languageserver';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { SourceDocument } from '../documents/document';
import type { LineIndex } from '../documents/line-index';
import { type PositionEncoding, positionForClient } from '../documents/position-encoding';
import { joinUri } from '../documents/uri';
import type { Finding, Severity } from '../rules/finding';
import type { Project } from './project';
import { type Session, clientUri } from './session';

export const SOURCE = 'agent-preflight';

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
};

export function lspSeverity(severity: Severity): DiagnosticSeverity {
  return SEVERITIES[severity];
}

/** The text of a file together with its lines. */
export interface TextWithLines {
  readonly text: string;
  readonly lines: LineIndex;
}

export function lspRange({ text, lines }: TextWithLines, range: TextRange, encoding: PositionEncoding): Range {
  return {
    start: positionForClient(text, lines, range.start, encoding),
    end: positionForClient(text, lines, range.end, encoding),
  };
}

/** The files that findings point to besides their own and that have to be read first. */
export function missingTexts(session: Session, project: Project, findings: readonly Finding[]): string[] {
  if (!session.client.showsRelatedInformation) return [];
  const missing = new Set<string>();
  for (const finding of findings) {
    for (const { uri } of finding.related) {
      if (uri !== finding.uri && session.analyzer.document(uri) === null && project.knownText(uri) === null)
        missing.add(uri);
    }
  }
  return [...missing];
}

/** Related places in files that have not been read (see `missingTexts`) are left out. */
export function toDiagnostics(
  session: Session,
  project: Project,
  document: SourceDocument,
  findings: readonly Finding[],
): Diagnostic[] {
  const { client } = session;
  const documentation = client.options.documentation ?? session.host.documentation;
  const own: TextWithLines = document;
  return findings.map((finding) => {
    const diagnostic: Diagnostic = {
      range: lspRange(own, finding.range, client.encoding),
      severity: SEVERITIES[finding.severity],
      code: finding.rule,
      source: SOURCE,
      message: finding.message,
    };
    if (documentation !== null && client.showsCodeDescription) {
      diagnostic.codeDescription = { href: joinUri(documentation, `${finding.rule}.md`) };
    }
    if (client.showsRelatedInformation && finding.related.length > 0) {
      diagnostic.relatedInformation = finding.related.flatMap(({ uri, range, message }) => {
        const text = uri === finding.uri ? own : textOf(session, project, uri);
        if (text === null) return [];
        return [{ location: { uri: clientUri(session, uri), range: lspRange(text, range, client.encoding) }, message }];
      });
    }
    return diagnostic;
  });
}

function textOf(session: Session, project: Project, uri: string): TextWithLines | null {
  return session.analyzer.document(uri) ?? project.knownText(uri);
}

/** Names the content of a list of diagnostics: equal lists have equal names, after a restart too. */
export function resultId(diagnostics: readonly Diagnostic[]): string {
  const text = JSON.stringify(diagnostics);
  // cyrb53: 53 bits, fast, and needs no crypto, which a browser worker has only asynchronously.
  let [h1, h2] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    h1 = Math.imul(h1 ^ code, 2654435761);
    h2 = Math.imul(h2 ^ code, 1597334677);
  }
  h1 = Math.imul(h1 ^ (h1 >>> 16), 2246822507) ^ Math.imul(h2 ^ (h2 >>> 13), 3266489909);
  h2 = Math.imul(h2 ^ (h2 >>> 16), 2246822507) ^ Math.imul(h1 ^ (h1 >>> 13), 3266489909);
  return (4294967296 * (2097151 & h2) + (h1 >>> 0)).toString(36);
}
