import {
  type CancellationToken,
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
  ErrorCodes,
  type ExecuteCommandParams,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver';
import type { SourceDocument } from '../documents/document';
import { offsetFromClient } from '../documents/position-encoding';
import { canonicalUri } from '../documents/uri';
import type { FileEdit, Finding, Fix } from '../rules/finding';
import { type ActionData, type ActionDeed, Offers, placeOf } from './code-action-offers';
import { toDiagnostics } from './diagnostics';
import { fixAllEdits } from './fix-document';
import { FIX_WORKSPACE_COMMAND, hasOthers, workspaceFix } from './fix-workspace';
import type { Project } from './project';
import type { Session } from './session';
import { offerRemovals, offerSuppressions, suppressionEdit } from './suppression-actions';
import { type Confirmation, toWorkspaceEdit } from './workspace-edit';

export const FIX_ALL_KIND = `${CodeActionKind.SourceFixAll}.agentPreflight`;
export const EXPLAIN_COMMAND = 'agentPreflight.explainRule';

/** Offers fixes and suppressions. Edits are worked out when the client asks for them, and only for the version they were offered on. */
export class CodeActions {
  constructor(private readonly session: Session) {
    session.connection.onCodeAction((params, token) => this.list(params, token));
    session.connection.onCodeActionResolve((action, token) => this.resolve(action, token));
    session.connection.onExecuteCommand((params, token) => this.execute(params, token));
  }

  private async list(params: CodeActionParams, token: CancellationToken): Promise<CodeAction[]> {
    const { session } = this;
    const uri = canonicalUri(params.textDocument.uri);
    const checked = session.checks.check(uri);
    const project = session.open.get(uri)?.project ?? null;
    if (checked === null || project === null || !session.client.takesCodeActions) return [];
    const { document, findings } = checked;
    const offers = new Offers(document, params.context.only);
    const range = this.offsets(document, params);
    // Of findings within each other, the innermost is the one somebody points at.
    const here = findings
      .filter((finding) => finding.range.start <= range.end && range.start <= finding.range.end)
      .sort((a, b) => a.range.end - a.range.start - (b.range.end - b.range.start));
    const byFinding = new Map(
      toDiagnostics(session, project, document, here).map((diagnostic, index) => [here[index], diagnostic]),
    );
    for (const finding of here) this.offerFixes(offers, finding, byFinding.get(finding));
    for (const finding of here) this.offerFixesOfRule(offers, finding, findings, byFinding.get(finding));
    if (findings.some(hasSafeFix)) {
      offers.add('Fix all Agent Preflight findings that can be fixed safely', FIX_ALL_KIND, {
        what: 'fixAll',
        rule: null,
      });
    }
    offerRemovals(offers, document, range);
    offerSuppressions(offers, document, range, here, (finding) => byFinding.get(finding));
    if (session.client.runsCommand(EXPLAIN_COMMAND)) {
      for (const { rule } of here) offers.command(`Show documentation of ${rule}`, EXPLAIN_COMMAND, [rule]);
    }
    if (session.client.resolvesEdits) return offers.actions;
    // A client that does not ask again gets everything at once.
    const complete: CodeAction[] = [];
    for (const action of offers.actions) {
      if (token.isCancellationRequested) return [];
      if (action.data === undefined) complete.push(action);
      else
        complete.push(
          ...(await this.withEdit(action, token).then(
            (whole) => (whole.edit === undefined ? [] : [whole]),
            () => [],
          )),
        );
    }
    return complete.map(({ data: _, ...action }) => action);
  }

  private offerFixes(offers: Offers, finding: Finding, diagnostic: Diagnostic | undefined): void {
    const preferred = finding.fixes.findIndex((fix) => fix.safety === 'safe');
    for (const [index, fix] of finding.fixes.entries()) {
      const does = { what: 'fix', ...placeOf(finding), fix: index } as const;
      const isPreferred = index === preferred && this.session.client.knowsPreferredActions;
      offers.add(fix.title, CodeActionKind.QuickFix, does, diagnostic, isPreferred ? { isPreferred } : {});
    }
  }

  private offerFixesOfRule(
    offers: Offers,
    finding: Finding,
    all: readonly Finding[],
    diagnostic: Diagnostic | undefined,
  ): void {
    const { rule } = finding;
    if (!hasSafeFix(finding)) return;
    const { session } = this;
    if (all.filter((other) => other.rule === rule && hasSafeFix(other)).length > 1) {
      offers.once(`Fix all ${rule} in this file`, CodeActionKind.QuickFix, { what: 'fixAll', rule }, diagnostic);
    }
    if (!hasOthers(session, rule, finding.uri)) return;
    const title = `Fix all ${rule} in the workspace`;
    // Too much to be worked out for a menu: what cannot be asked for later is a command of this server's.
    if (session.client.resolvesEdits)
      offers.once(title, CodeActionKind.QuickFix, { what: 'fixWorkspace', rule }, diagnostic);
    else if (session.client.appliesEdits) offers.command(title, FIX_WORKSPACE_COMMAND, [rule]);
  }

  private async resolve(action: CodeAction, token: CancellationToken): Promise<CodeAction> {
    return action.data === undefined ? action : this.withEdit(action, token);
  }

  private async withEdit(action: CodeAction, token: CancellationToken): Promise<CodeAction> {
    const { session } = this;
    const { uri, version, does } = action.data as ActionData;
    const checked = session.checks.check(uri);
    const project = session.open.get(uri)?.project ?? null;
    if (checked === null || project === null || checked.document.version !== version) throw outdated();
    const { document, findings } = checked;
    if (does.what === 'fixAll') {
      const edits = fixAllEdits(
        session,
        project,
        document,
        (finding) => does.rule === null || finding.rule === does.rule,
      );
      return { ...action, edit: await toWorkspaceEdit(session, project, edits) };
    }
    if (does.what === 'fixWorkspace') return { ...action, edit: await workspaceFix(session, does.rule, token) };
    if (does.what === 'fix') return { ...action, edit: await this.fixEdit(project, findings, does, action.title) };
    return { ...action, edit: await suppressionEdit(session, project, document, does) };
  }

  /** Tells the user where nothing came of it: a command has nobody else to tell. */
  private async execute({ command, arguments: given }: ExecuteCommandParams, token: CancellationToken): Promise<null> {
    const rule: unknown = given?.[0];
    if (command !== FIX_WORKSPACE_COMMAND || typeof rule !== 'string')
      throw new ResponseError(ErrorCodes.InvalidParams, `there is no command ${command} for ${JSON.stringify(given)}`);
    const { connection } = this.session;
    const edit = await workspaceFix(this.session, rule, token);
    await connection.workspace.applyEdit({ label: `Fix all ${rule} in the workspace`, edit });
    return null;
  }

  private async fixEdit(
    project: Project,
    findings: readonly Finding[],
    does: Extract<ActionDeed, { what: 'fix' }>,
    title: string,
  ): Promise<CodeAction['edit']> {
    const fix = findings
      .find(({ rule, range }) => rule === does.rule && range.start === does.start && range.end === does.end)
      ?.fixes.at(does.fix);
    if (fix?.title !== title) throw outdated();
    const edits = fix.edits();
    return toWorkspaceEdit(this.session, project, edits, confirmationFor(fix, edits));
  }

  private offsets(document: SourceDocument, { range }: CodeActionParams): { start: number; end: number } {
    const { encoding } = this.session.client;
    return {
      start: offsetFromClient(document.text, document.lines, range.start, encoding),
      end: offsetFromClient(document.text, document.lines, range.end, encoding),
    };
  }
}

function hasSafeFix(finding: Finding): boolean {
  return finding.fixes.some((fix) => fix.safety === 'safe');
}

/** Fixes that reach further than the eye are shown before they are made. */
function confirmationFor(fix: Fix, edits: readonly FileEdit[]): Confirmation | null {
  if (fix.safety === 'safe') return null;
  const files = new Set(edits.map((edit) => edit.uri)).size;
  const lines = edits.reduce((sum, edit) => sum + ('newText' in edit ? edit.newText.split('\n').length - 1 : 0), 0);
  if (files === 1 && lines < 5) return null;
  return { label: fix.title, description: 'Agent Preflight: look at this change before it is made' };
}

function outdated(): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.ContentModified, 'the document has changed since this was offered');
}
