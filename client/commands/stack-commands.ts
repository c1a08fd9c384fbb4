import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { canStartStack, canStopStack } from '../stack-view/stack-counts';
import type { StackEntry } from '../stack-view/stack-list';
import { rollbackStack } from './rollback';
import { showProblem, startStack, type StartServices } from './start-stack';
import type { Targets } from './targets';

/** Commands about stacks as a whole. Their arguments are nodes of the tree, or nothing. */
export function stackCommands(
  services: StartServices,
  targets: Targets,
): Record<string, (...given: unknown[]) => Promise<void>> {
  const { stacks, preflight } = services;
  return {
    startStack: async (...given) => {
      const chosen = await targets.stacksFor(given, canStartStack, l10n.t('Which stacks are to be started?'));
      await Promise.all(chosen.map((stack) => startStack(services, stack)));
    },

    stopStack: async (...given) => {
      const chosen = await targets.stacksFor(given, canStopStack, l10n.t('Which stacks are to be stopped?'));
      await Promise.all(
        chosen.map((stack) =>
          inView(async () => {
            await stacks.session(stack.file)?.current?.stop();
          }),
        ),
      );
    },

    restartStack: async (...given) => {
      const chosen = await targets.stacksFor(given, canStopStack, l10n.t('Which stacks are to be restarted?'));
      await Promise.all(
        chosen.map((stack) =>
          inView(async () => {
            await stacks.session(stack.file)?.current?.restart();
          }),
        ),
      );
    },

    rollbackStack: async (...given) => {
      const ofHere = ({ remote }: StackEntry) => remote === null;
      const [stack] = await targets.stacksFor(given, ofHere, l10n.t('Which stack is to go back?'));
      if (stack) await rollbackStack(stacks, stack.file);
    },

    preflight: async (...given) => {
      const chosen = await targets.stacksFor(given, () => true, l10n.t('Which stacks are to be checked?'));
      const reports = await inView(() => Promise.all(chosen.map(({ file }) => preflight.check(file))));
      if (reports.length === 0) return;
      const blocking = reports.flatMap((report) => report.blocking);
      const others = reports.flatMap((report) => report.others);
      const [first] = [...blocking, ...others];
      if (reports.some(({ complete }) => !complete)) {
        const showOutput = l10n.t('Show Output');
        const choice = await vscode.window.showWarningMessage(l10n.t('Preflight could not be done.'), showOutput);
        if (choice) await vscode.commands.executeCommand('agentPreflight.showOutput');
      } else if (first) {
        const text =
          blocking.length > 0
            ? l10n.t('Preflight: {0} errors stand in the way, {1} other findings', blocking.length, others.length)
            : l10n.t('Preflight: nothing stands in the way, {0} other findings', others.length);
        vscode.window.setStatusBarMessage(text, 10_000);
        await showProblem(first.uri, first.range.start);
      } else {
        const total = chosen.reduce((sum, { agents }) => sum + agents.length, 0);
        void vscode.window.showInformationMessage(l10n.t('Preflight: nothing stands in the way of {0} agents.', total));
      }
    },

    openStartupFile: async (...given) => {
      const [stack] = await targets.stacksFor(given, () => true, l10n.t('Which startup file?'));
      if (stack) await vscode.window.showTextDocument(vscode.Uri.file(stack.file));
    },
  };
}

function inView<T>(task: () => Promise<T>): Thenable<T> {
  return vscode.window.withProgress({ location: { viewId: 'agentPreflight.stack' } }, task);
}
