import * as vscode from 'vscode';

/**
 * Rules' documentation as documents of their own: `agent-preflight-rule:/rules/<rule-id>.md`. Diagnostics link to them, so that what
 * a rule means can be read where its finding stands, offline and in the version that is installed.
 */
export const rulePageScheme = 'agent-preflight-rule';

/** What the language server puts in front of `/<rule-id>.md`. */
export const rulePageFolder = `${rulePageScheme}:/rules`;

export function rulePage(rule: string): vscode.Uri {
  return vscode.Uri.parse(`${rulePageFolder}/${rule}.md`);
}

export function ruleOfPage(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1).replace(/\.md$/, '');
}
