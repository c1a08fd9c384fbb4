import * as vscode from 'vscode';
import { DiagnosticSeverity as LspSeverity } from 'vscode-languageclient/node';
import type { PreflightIssue } from '@agent-preflight/server/protocol/requests';
import type { StackIssue } from '@agent-preflight/stack/protocol/snapshot';
import type { LanguageServer } from '../language/language-server';
import type { StartupFiles } from '../startup-files/startup-files';

/** What preflight found, worst first. */
export interface PreflightReport {
  /** With one of these the stack, or an agent, does not start. */
  readonly blocking: readonly PreflightIssue[];
  /** Worth knowing before a start, and no reason against it: an address that only works here, a secret in the code. */
  readonly others: readonly PreflightIssue[];
  /** False: the language server could not be asked, so nothing is known. */
  readonly complete: boolean;
}

/**
 * Asks what stands in the way of a start, and puts it where faults are looked for: in the Problems view. The language server reports
 * what its rules find in files anyway; what only a launch finds out is reported here.
 */
export class Preflight implements vscode.Disposable {
  private readonly findings = vscode.languages.createDiagnosticCollection('agent-preflight-start');
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly server: LanguageServer,
    private readonly startupFiles: StartupFiles,
  ) {
    // Findings of a start are about the file as it was then.
    this.subscription = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) this.findings.delete(document.uri);
    });
  }

  /** @param file absolute path of the startup file */
  async check(file: string, token?: vscode.CancellationToken): Promise<PreflightReport> {
    const uri = vscode.Uri.file(file);
    await saveIfDirty(uri);
    this.findings.delete(uri);
    const [result, rules] = await Promise.all([
      this.server.request('agentPreflight/preflight', { uri: uri.toString() }, token),
      this.server.request('agentPreflight/rules', null, token),
    ]);
    const issues = result?.issues ?? [];
    const topics = new Map(rules?.map(({ id, topic }) => [id, topic]));
    const blocks = ({ severity, rule }: PreflightIssue): boolean =>
      severity === LspSeverity.Error && (topics.get(rule) ?? launchTopic) === launchTopic;
    return {
      blocking: issues.filter(blocks),
      others: issues.filter((issue) => !blocks(issue)),
      complete: result !== null,
    };
  }

  /** Shows what the supervisor said of a start, at the agents' places in the startup file. */
  publish(file: string, issues: readonly StackIssue[]): void {
    const uri = vscode.Uri.file(file);
    this.findings.set(
      uri,
      issues.map((issue) => {
        const place = issue.agent === null ? undefined : this.startupFiles.find(file, issue.agent)?.range;
        const range = place
          ? new vscode.Range(place.start.line, place.start.character, place.end.line, place.end.character)
          : new vscode.Range(0, 0, 0, 0);
        const text = issue.agent === null || place ? issue.message : `${issue.agent}: ${issue.message}`;
        const diagnostic = new vscode.Diagnostic(range, text, severities[issue.severity]);
        diagnostic.source = 'agent-preflight start';
        return diagnostic;
      }),
    );
  }

  dispose(): void {
    this.subscription.dispose();
    this.findings.dispose();
  }
}

/** The topic of rules that are about what `up` does. */
const launchTopic = 'startup';

const severities: Readonly<Record<StackIssue['severity'], vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

/** What starts is what is on disk; the user means what is on the screen. */
async function saveIfDirty(uri: vscode.Uri): Promise<void> {
  const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
  if (document?.isDirty) await document.save();
}
