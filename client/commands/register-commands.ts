import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';

export type CommandHandlers = Readonly<Record<string, (...given: unknown[]) => unknown>>;

/**
 * Registers handlers under `agentPreflight.<name>`. What a handler rejects with is told to the user in one line and to the output in
 * full, instead of VS Code's "Error running command".
 */
export function registerCommands(output: vscode.LogOutputChannel, handlers: CommandHandlers): vscode.Disposable {
  const registrations = Object.entries(handlers).map(([name, handle]) =>
    vscode.commands.registerCommand(`agentPreflight.${name}`, async (...given: unknown[]) => {
      try {
        await handle(...given);
      } catch (error) {
        await tell(output, name, error);
      }
    }),
  );
  return vscode.Disposable.from(...registrations);
}

/** Commands that run code of the workspace, or talk to what does. */
export function whenTrusted(handlers: CommandHandlers): CommandHandlers {
  const guarded = Object.entries(handlers).map(([name, handle]): [string, (...given: unknown[]) => unknown] => [
    name,
    (...given) => {
      if (vscode.workspace.isTrusted) return handle(...given);
      return vscode.window.showWarningMessage(l10n.t('Agents are started and shown in trusted workspaces only.'));
    },
  ]);
  return Object.fromEntries(guarded);
}

async function tell(output: vscode.LogOutputChannel, command: string, error: unknown): Promise<void> {
  output.error(`${command}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  const showOutput = l10n.t('Show Output');
  const message = error instanceof Error ? error.message : String(error);
  if ((await vscode.window.showErrorMessage(message, showOutput)) === showOutput) output.show();
}
