import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { stackPaths } from '@agent-preflight/stack/rendezvous/stack-paths';
import { ConfigurationStore } from '@agent-preflight/stack/rollback/configuration-store';
import { restartConcerned, wayBack } from '@agent-preflight/stack/rollback/go-back';
import { restore } from '@agent-preflight/stack/rollback/restore';
import type { Stacks } from '../stacks/stacks';
import { formatNames } from '../texts/format';

const mostFiles = 10;

/**
 * Goes back to the last configuration with which all required agents were ready, after the user has seen which files that changes.
 * What is overwritten is backed up. Resolves when the agents concerned are on their way.
 */
export async function rollbackStack(stacks: Stacks, file: string): Promise<void> {
  const { stateDirectory } = stackPaths(file);
  const store = new ConfigurationStore(stateDirectory);
  const back = await wayBack(await store.list());
  if (!back) {
    void vscode.window.showInformationMessage(l10n.t('Everything is as it was when the stack was last ready.'));
    return;
  }
  const names = back.files.map(({ file: kept }) => vscode.workspace.asRelativePath(kept.path));
  const unsaved = vscode.workspace.textDocuments.filter(
    (document) => document.isDirty && back.files.some((restored) => restored.file.path === document.uri.fsPath),
  );
  if (unsaved.length > 0) {
    const dirty = formatNames(unsaved.map(({ uri }) => vscode.workspace.asRelativePath(uri)));
    throw new Error(l10n.t('There are unsaved changes in {0}. Save or undo them first.', dirty));
  }
  const unknown = back.files.filter(({ isUnknown }) => isUnknown).length;
  const when = new Date(back.target.readyAt ?? 0).toLocaleString();
  const detail = [
    names.slice(0, mostFiles).join('\n'),
    ...(names.length > mostFiles ? [l10n.t('and {0} more', names.length - mostFiles)] : []),
    ...(unknown > 0 ? [l10n.t('{0} of them hold changes that were never started.', unknown)] : []),
    l10n.t('What is overwritten is backed up.'),
  ].join('\n');
  const goBack = l10n.t('Go Back');
  const question = l10n.t('Go back to what was ready on {0}? These files change:', when);
  const choice = await vscode.window.showWarningMessage(question, { modal: true, detail }, goBack);
  if (choice !== goBack) return;
  const backup = join(stateDirectory, 'backups', new Date().toISOString().replaceAll(':', '-'));
  await restore(back.files, store, backup);
  const link = stacks.session(file)?.current;
  if (link) await restartConcerned(link, back);
  vscode.window.setStatusBarMessage(l10n.t('Restored {0} files. The backup is in {1}', names.length, backup), 15_000);
}
