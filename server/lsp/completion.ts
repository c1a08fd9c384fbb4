import { offsetFromClient } from '../documents/position-encoding';
import { canonicalUri } from '../documents/uri';
import type { Session } from './session';
import { completeSuppression, resolveRule, SUPPRESSION_TRIGGERS } from './suppression-completion';
import { completeKeys } from './yaml-keys/key-completion';

export const COMPLETION_TRIGGERS = SUPPRESSION_TRIGGERS;

/** Completes suppressions in comments, and the keys of configuration and startup files. */
export function registerCompletion(session: Session): void {
  const { connection } = session;
  connection.onCompletion((params) => {
    const document = session.analyzer.document(canonicalUri(params.textDocument.uri));
    if (document === null) return [];
    const offset = offsetFromClient(document.text, document.lines, params.position, session.client.encoding);
    return completeSuppression(session, document, offset) ?? completeKeys(session, document, offset);
  });
  connection.onCompletionResolve((item) => resolveRule(session, item));
}
