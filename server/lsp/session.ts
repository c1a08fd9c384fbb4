import type { Connection, Diagnostic } from 'vscode-languageserver';
import type { Configuration } from '../configuration/configuration';
import type { SourceDocument } from '../documents/document';
import type { Analyzer } from '../engine/analyzer';
import type { Grammars } from '../languages/grammars';
import type { Finding } from '../rules/finding';
import type { Rule } from '../rules/rule';
import type { Client } from './client';
import type { Emitter } from './emitter';
import type { ServerHost } from './host';
import type { Project } from './project';
import type { Projects } from './projects';
import type { OpenDocument, SessionEvents } from './session-events';
import type { Settings } from './settings';

/** The findings of one version of an open document. */
export interface CheckedDocument {
  readonly document: SourceDocument;
  readonly findings: readonly Finding[];
  /** True for an answer at once, which rules that look at the whole file may have to put right. */
  readonly draft: boolean;
}

/** Findings of open documents. */
export interface DocumentFindings {
  /** Null for documents that are not open or whose project is not known yet. */
  check(uri: string): CheckedDocument | null;

  /** The same for somebody who is typing: large documents give a draft, to be followed by `check` when the typing rests. */
  checkTyping(uri: string): CheckedDocument | null;
}

/** The diagnostics of one closed file; the id names their content. */
export interface CheckedFile {
  readonly diagnostics: readonly Diagnostic[];
  readonly resultId: string;
}

/** Diagnostics of the files of the workspace that nobody has open. */
export interface WorkspaceFindings {
  /** A file's diagnostics are others now. */
  readonly changed: Emitter<string>;
  /** Every file has been looked at, for now. */
  readonly finished: Emitter<void>;
  /** Every file with diagnostics, by URI. */
  readonly files: ReadonlyMap<string, CheckedFile>;
  readonly busy: boolean;
  diagnosticsOf(uri: string): readonly Diagnostic[];
  isWaiting(uri: string): boolean;
  /** Resolves when every file waiting now has been looked at. */
  settled(): Promise<void>;
}

/** What the features share: one conversation with one client. */
export interface Session {
  readonly connection: Connection;
  readonly host: ServerHost;
  readonly client: Client;
  readonly rules: readonly Rule[];
  readonly grammars: Grammars;
  readonly analyzer: Analyzer;
  readonly open: ReadonlyMap<string, OpenDocument>;
  readonly projects: Projects;
  readonly settings: Settings;
  readonly checks: DocumentFindings;
  readonly workspaceChecks: WorkspaceFindings;
  readonly events: SessionEvents;
}

/** The URI to name a file by to the client: its own spelling for documents it has open. */
export function clientUri(session: Session, uri: string): string {
  return session.open.get(uri)?.clientUri ?? uri;
}

/** What a check of a document depends on besides its text. */
export function settingOf(project: Project): {
  project: Project['view'];
  configuration: Configuration;
  only?: (rule: Rule) => boolean;
} {
  const base = { project: project.view, configuration: project.resolved.configuration };
  return project.complete ? base : { ...base, only: isLocal };
}

function isLocal(rule: Rule): boolean {
  return rule.crossFile !== true;
}

export function documentOf(session: Session, uri: string): SourceDocument | null {
  return session.analyzer.document(uri);
}
