import {
  type CancellationToken,
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver';
import type { SourceDocument } from '../documents/document';
import { offsetFromClient } from '../documents/position-encoding';
import { canonicalUri } from '../documents/uri';
import type { FileEdit, Finding, Fix } from '../rules/finding';
import { toDiagnostics } from './diagnostics';
import { fixAllEdits } from './fix-document';
import type { Project } from './project';
import type { Session } from './session';
import { insideString } from './string-places';
import { suppressFile, suppressLine } from './suppress';
import { type Confirmation, toWorkspaceEdit } from './workspace-edit';

export const FIX_ALL_KIND = `${CodeActionKind.SourceFixAll}.agentPreflight`;
export const EXPLAIN_COMMAND = 'agentPreflight.explainRule';

/** All a code action remembers: what to do, to which version of which document. */
interface ActionData {
  readonly uri: string;
  readonly version: number;
  readonly does:
    | {
        readonly what: 'fix';
        readonly rule: string;
        readonly start: number;
        readonly end: number;
        readonly fix: number;
      }
    | { readonly what: 'fixAll'; readonly rule: string | null }
    | {
        readonly what: 'suppressLine' | 'suppressFile';
        readonly rule: string;
        readonly start: number;
        readonly end: number;
      };
}

/** Offers fixes and suppressions. Edits are worked out when the client asks for them, and only for the version they were offered on. */
export class CodeActions {
  constructor(private readonly session: Session) {
    session.connection.onCodeAction((params, token) => this.list(params, token));
    session.connection.onCodeActionResolve((action) => this.resolve(action));
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
    const here = findings.filter((finding) => finding.range.start <= range.end && range.start <= finding.range.end);
    const byFinding = new Map(
      toDiagnostics(session, project, document, here).map((diagnostic, index) => [here[index], diagnostic]),
    );
    for (const finding of here) this.offerFixes(offers, finding, byFinding.get(finding));
    for (const finding of here) this.offerRest(offers, finding, findings, byFinding.get(finding));
    if (findings.some(hasSafeFix)) {
      offers.add('Fix all Agent Preflight findings that can be fixed safely', FIX_ALL_KIND, {
        what: 'fixAll',
        rule: null,
      });
    }
    if (session.client.resolvesEdits) return offers.actions;
    // A client that does not ask again gets everything at once.
    const complete: CodeAction[] = [];
    for (const action of offers.actions) {
      if (token.isCancellationRequested) return [];
      if (action.data === undefined) complete.push(action);
      else
        complete.push(
          ...(await this.withEdit(action).then(
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

  private offerRest(
    offers: Offers,
    finding: Finding,
    all: readonly Finding[],
    diagnostic: Diagnostic | undefined,
  ): void {
    const { rule } = finding;
    if (hasSafeFix(finding) && all.filter((other) => other.rule === rule && hasSafeFix(other)).length > 1) {
      offers.once(`Fix all ${rule} in this file`, CodeActionKind.QuickFix, { what: 'fixAll', rule }, diagnostic);
    }
    const place = placeOf(finding);
    offers.once(`Ignore ${rule} on this line`, CodeActionKind.QuickFix, { what: 'suppressLine', ...place }, diagnostic);
    offers.once(`Ignore ${rule} in this file`, CodeActionKind.QuickFix, { what: 'suppressFile', ...place }, diagnostic);
    if (this.session.client.runsCommand(EXPLAIN_COMMAND)) {
      const title = `Show documentation of ${rule}`;
      offers.command({
        title,
        kind: CodeActionKind.QuickFix,
        command: { title, command: EXPLAIN_COMMAND, arguments: [rule] },
      });
    }
  }

  private async resolve(action: CodeAction): Promise<CodeAction> {
    return action.data === undefined ? action : this.withEdit(action);
  }

  private async withEdit(action: CodeAction): Promise<CodeAction> {
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
    const range = { start: does.start, end: does.end };
    if (does.what === 'fix') return { ...action, edit: await this.fixEdit(project, findings, does, action.title) };
    const edits =
      does.what === 'suppressFile'
        ? suppressFile(document, does.rule)
        : suppressLine(document, range, does.rule, insideString(session, document));
    if (edits === null) throw new ResponseError(LSPErrorCodes.RequestFailed, 'there is no place for a comment here');
    return { ...action, edit: await toWorkspaceEdit(session, project, edits) };
  }

  private async fixEdit(
    project: Project,
    findings: readonly Finding[],
    does: Extract<ActionData['does'], { what: 'fix' }>,
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

/** The menu in the making: of the kinds asked for, nothing twice. */
class Offers {
  readonly actions: CodeAction[] = [];
  private readonly seen = new Set<string>();

  constructor(
    private readonly document: SourceDocument,
    private readonly only: readonly string[] | undefined,
  ) {}

  add(
    title: string,
    kind: string,
    does: ActionData['does'],
    diagnostic?: Diagnostic,
    more: Partial<CodeAction> = {},
  ): void {
    if (!this.wants(kind)) return;
    const { uri, version } = this.document;
    const data: ActionData = { uri, version, does };
    this.actions.push({
      title,
      kind,
      ...(diagnostic === undefined ? {} : { diagnostics: [diagnostic] }),
      ...more,
      data,
    });
  }

  once(title: string, kind: string, does: ActionData['does'], diagnostic?: Diagnostic): void {
    if (this.seen.has(title)) return;
    this.seen.add(title);
    this.add(title, kind, does, diagnostic);
  }

  command(action: CodeAction): void {
    if (this.seen.has(action.title) || !this.wants(action.kind ?? '')) return;
    this.seen.add(action.title);
    this.actions.push(action);
  }

  /** Kinds form a tree: `source` asks for `source.fixAll.agentPreflight`, too. Without a wish, source actions stay out of the menu. */
  private wants(kind: string): boolean {
    if (this.only === undefined) return !kind.startsWith(CodeActionKind.Source);
    return this.only.some((wanted) => wanted === '' || kind === wanted || kind.startsWith(`${wanted}.`));
  }
}

function placeOf({ rule, range }: Finding): { rule: string; start: number; end: number } {
  return { rule, start: range.start, end: range.end };
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
