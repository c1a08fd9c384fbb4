import * as vscode from 'vscode';

/** What becomes of a stack when the last window that shows it goes away. */
export type EditorClosePolicy =
  | { readonly kind: 'keep' }
  /** @property graceSeconds time in which a window (a reload, a second one) may come back before the stack is stopped */
  | { readonly kind: 'stop'; readonly graceSeconds: number };

/** VS Code does not tell a reload from a close; a reload is back within this time. */
const reloadGraceSeconds = 15;

export function isEnabled(): boolean {
  return configuration().get<boolean>('enable', true);
}

export function editorClosePolicy(): EditorClosePolicy {
  switch (configuration().get<string>('stack.onEditorClose')) {
    case 'stop':
      return { kind: 'stop', graceSeconds: reloadGraceSeconds };
    case 'stopAfterMinutes':
      return { kind: 'stop', graceSeconds: 60 * configuration().get<number>('stack.stopAfterMinutes', 10) };
    default:
      return { kind: 'keep' };
  }
}

/** Null: the launcher finds one by itself. */
export function pythonInterpreter(scope: vscode.Uri): string | null {
  return configuration(scope).get<string>('python.interpreterPath', '').trim() || null;
}

export function onDidChangeSettings(names: readonly string[], listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (names.some((name) => change.affectsConfiguration(`agentPreflight.${name}`))) listener();
  });
}

function configuration(scope?: vscode.Uri): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration('agentPreflight', scope);
}
