import { Emitter } from './emitter';
import type { Project } from './project';

/** A document an editor has open. */
export interface OpenDocument {
  /** As the client spells it; everything inside uses the canonical form. */
  readonly clientUri: string;
  readonly uri: string;
  /** Null until its project is known, a moment after it was opened. */
  project: Project | null;
  /** Settles when the project is known, or the document is closed before that. */
  ready: Promise<void>;
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

export function createEvents(): SessionEvents {
  return {
    documentChanged: new Emitter(),
    documentClosed: new Emitter(),
    projectChanged: new Emitter(),
    fileChanged: new Emitter(),
    configurationChanged: new Emitter(),
  };
}
