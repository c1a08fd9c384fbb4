import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { documentSelector } from './document-selector';
import type { LanguageServer, ServerState } from './language-server';

/** How the language server is, in the language status of the files it reads. */
export function createServerStatusItem(server: LanguageServer): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem(
    'agentPreflight.server',
    documentSelector as vscode.DocumentSelector,
  );
  item.name = 'Agent Preflight';
  const show = (state: ServerState): void => {
    const shown = present(state);
    item.text = shown.text;
    item.detail = shown.detail;
    item.severity = shown.severity;
    item.busy = shown.busy ?? false;
    item.command = shown.command;
    item.accessibilityInformation = {
      label: `Agent Preflight: ${shown.text}${shown.detail ? `, ${shown.detail}` : ''}`,
    };
  };
  show(server.state);
  return vscode.Disposable.from(item, server.onDidChangeState(show));
}

interface Presentation {
  readonly text: string;
  readonly detail?: string;
  readonly severity: vscode.LanguageStatusSeverity;
  readonly busy?: boolean;
  readonly command: vscode.Command;
}

function present(state: ServerState): Presentation {
  const { Information, Warning, Error } = vscode.LanguageStatusSeverity;
  const output: vscode.Command = { command: 'agentPreflight.showOutput', title: l10n.t('Show Output') };
  const restart: vscode.Command = { command: 'agentPreflight.restartServer', title: l10n.t('Restart') };
  switch (state.kind) {
    case 'disabled':
      return {
        text: l10n.t('Checks are turned off'),
        severity: Information,
        command: {
          command: 'workbench.action.openSettings',
          title: l10n.t('Open Setting'),
          arguments: ['agentPreflight.enable'],
        },
      };
    case 'starting':
      return { text: l10n.t('Checks are starting'), severity: Information, busy: true, command: output };
    case 'failed':
      return { text: l10n.t('Checks have failed'), detail: state.reason, severity: Error, command: restart };
    case 'running': {
      const { health = 'ok', quiescent = true, message } = state.status ?? {};
      if (health === 'error')
        return { text: l10n.t('Checks do not work'), detail: message, severity: Error, command: restart };
      if (health === 'warning') {
        return { text: l10n.t('Checks work in part'), detail: message, severity: Warning, command: output };
      }
      if (!quiescent) {
        return {
          text: l10n.t('Looking at the project'),
          detail: message,
          severity: Information,
          busy: true,
          command: output,
        };
      }
      return { text: l10n.t('Files are checked'), detail: message, severity: Information, command: output };
    }
  }
}
