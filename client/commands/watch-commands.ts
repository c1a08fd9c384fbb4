import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { RemotePlace } from '@agent-preflight/stack/remote/watch-startup-file';
import { placeName } from '../stack-view/remote-texts';
import type { StackEntry } from '../stack-view/stack-list';
import { usualName } from '../stacks/open-remote';
import type { RemoteWatches } from '../stacks/remote-watches';
import type { Targets } from './targets';

/** Names as Compose takes them for projects, and Kubernetes for labels and namespaces. */
const projectName = /^[a-z0-9][a-z0-9_-]*$/;
const labelValue = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
const namespaceName = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Commands that show a stack as it runs somewhere else. Their arguments are nodes of the tree, or nothing. */
export function watchCommands(
  remotes: RemoteWatches,
  targets: Targets,
): Record<string, (...given: unknown[]) => Promise<void>> {
  const watch = async (kind: RemotePlace['kind'], given: readonly unknown[]): Promise<void> => {
    const chosen = await targets.stacksFor(given, () => true, l10n.t('Which stacks are to be watched?'));
    for (const stack of chosen) {
      const place = await askWhere(kind, stack);
      if (!place) return;
      const title = l10n.t('Looking for the stack in {0}', placeName(kind));
      await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title }, () =>
        remotes.watch(stack.file, place),
      );
    }
  };
  return {
    watchCompose: (...given) => watch('compose', given),
    watchKubernetes: (...given) => watch('kubernetes', given),
    stopWatching: async (...given) => {
      const isWatched = ({ remote }: StackEntry) => remote !== null;
      const chosen = await targets.stacksFor(given, isWatched, l10n.t('Which stacks are to be watched no longer?'));
      for (const { file } of chosen) await remotes.stop(file);
    },
  };
}

/** Null when the user has given up. */
async function askWhere(kind: RemotePlace['kind'], stack: StackEntry): Promise<RemotePlace | null> {
  const known = stack.remote?.place.kind === kind ? stack.remote.place : null;
  const usual = known?.name ?? (await usualName(stack.file));
  const title = stack.machine ?? stack.displayPath;
  if (kind === 'compose') {
    const name = await askName(title, l10n.t('Name of the Compose project'), usual, projectName);
    return name === undefined ? null : { kind, name, namespace: null };
  }
  const name = await askName(
    title,
    l10n.t('Name of the stack: the label app.kubernetes.io/part-of'),
    usual,
    labelValue,
  );
  if (name === undefined) return null;
  const prompt = l10n.t('Namespace; empty for the one that kubectl uses');
  const namespace = await askName(title, prompt, known?.namespace ?? '', namespaceName, true);
  return namespace === undefined ? null : { kind, name, namespace: namespace || null };
}

async function askName(
  title: string,
  prompt: string,
  value: string,
  shape: RegExp,
  mayBeEmpty = false,
): Promise<string | undefined> {
  const name = await vscode.window.showInputBox({
    title,
    prompt,
    value,
    ignoreFocusOut: true,
    validateInput: (text) => {
      const isFine = shape.test(text.trim()) || (mayBeEmpty && text.trim() === '');
      return isFine ? null : l10n.t('That is no name there: letters, digits and dashes only.');
    },
  });
  return name?.trim();
}
