import type { Connection } from 'vscode-languageserver';
import type { Configuration } from '../configuration/configuration';
import type { SourceDocument } from '../documents/document';
import type { Analyzer } from '../engine/analyzer';
import type { Grammars } from '../languages/grammars';
import type { Rule } from '../rules/rule';
import type { Client } from './client';
import type { DocumentChecks } from './document-checks';
import { Emitter } from './emitter';
import type { ServerHost } from './host';
import type { Project } from './project';
import type { Projects } from './projects';
import type { Settings } from './settings';
import type { WorkspaceChecks } from './workspace-checks';

/** A document an editor has open. */
export interface OpenDocument {
  /** As the client spells it; everything inside uses the canonical form. */
  readonly clientUri: string;
  readonly uri: string;
  /** Null until its project is known, a moment after it was opened. */
  project: Project | null;
}

export interface SessionEvents {
  /** A document was opened or got a new text. */
  readonly documentChanged: Emitter<OpenDocument>;
  readonly documentClosed: Emitter<OpenDocument>;
  /** Findings of any file of a project may be others now. */
  readonly projectChanged: Emitter<Project>;
  /** A file that is not open has another text, or is gone. */
  readonly fileChanged: Emitter<{ readonly project: Project; readonly path: string }>;
  /** Settings or configuration files have changed. */
  readonly configurationChanged: Emitter<void>;
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
  readonly checks: DocumentChecks;
  readonly workspaceChecks: WorkspaceChecks;
  readonly events: SessionEvents;
}

export function createEvents(): SessionEvents {
  return {
    documentChanged: new Emitter(),
    documentClosed: new Emitter(),
    projectChanged: new Emitter(),
    fileChanged: new Emitter(),
    configurationChanged: new Emitter(),
  };
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
