import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { agentCommands } from './commands/agent-commands';
import { RuleDocumentation } from './commands/explain-rule';
import { EffectiveConfigurationDocument } from './commands/show-configuration';
import { openSample } from './commands/open-sample';
import { registerCommands, whenTrusted } from './commands/register-commands';
import { stackCommands } from './commands/stack-commands';
import { Targets } from './commands/targets';
import { watchCommands } from './commands/watch-commands';
import { LanguageServer } from './language/language-server';
import { createServerStatusItem } from './language/server-status-item';
import { AgentLogs } from './logs/agent-logs';
import { Preflight } from './preflight/preflight';
import { isEnabled, onDidChangeSettings } from './settings';
import { StackView } from './stack-view/stack-view';
import { editorLauncher } from './stacks/editor-launcher';
import { openRemote } from './stacks/open-remote';
import { Stacks } from './stacks/stacks';
import { StartupFiles } from './startup-files/startup-files';

let server: LanguageServer | undefined;

/** Puts the parts together. Returns at once; the language server comes up meanwhile. */
export function activate(context: vscode.ExtensionContext): void {
  // Parts that know no VS Code take their texts from the same bundle.
  if (vscode.l10n.bundle) l10n.config({ contents: vscode.l10n.bundle });

  const output = vscode.window.createOutputChannel('Agent Preflight', { log: true });
  const language = new LanguageServer(context.asAbsolutePath('dist/server.js'), output);
  const startupFiles = new StartupFiles(language);
  const stacks = new Stacks(startupFiles, editorLauncher, output, openRemote, context.workspaceState);
  const logs = new AgentLogs(stacks);
  const preflight = new Preflight(language, startupFiles);
  const view = new StackView(stacks, language);
  const rules = new RuleDocumentation(language);
  const configuration = new EffectiveConfigurationDocument(language);
  const targets = new Targets(stacks, view);
  const services = { stacks, preflight, logs };
  server = language;

  context.subscriptions.push(
    output,
    language,
    startupFiles,
    stacks,
    logs,
    preflight,
    view,
    rules,
    configuration,
    createServerStatusItem(language),
    language.onDidChangeState(({ kind }) => {
      void vscode.commands.executeCommand('setContext', 'agentPreflight.serverState', kind);
    }),
    registerCommands(output, {
      ...whenTrusted({
        ...stackCommands(services, targets),
        ...agentCommands(services, targets),
        ...watchCommands(stacks.remotes, targets),
      }),
      refresh: async () => {
        await startupFiles.refresh();
        await stacks.attachAll();
      },
      explainRule: (...given) => rules.explain(...given),
      showEffectiveConfiguration: (...given) => configuration.show(...given),
      openSample,
      showOutput: () => output.show(),
      restartServer: () => language.restart(),
    }),
    onDidChangeSettings(['enable'], () => void (isEnabled() ? language.start() : language.stop())),
    onDidChangeSettings(['stack'], () => void stacks.reconnectAll()),
  );
  if (isEnabled()) void language.start();
  else void vscode.commands.executeCommand('setContext', 'agentPreflight.serverState', 'disabled');
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
