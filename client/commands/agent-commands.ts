import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { agentAbilities } from '../stack-view/agent-state';
import { portToCopy } from '../stack-view/agent-ports';
import type { AgentEntry } from '../stack-view/stack-list';
import type { StackLink } from '../stacks/launcher';
import { startStack, type StartServices } from './start-stack';
import type { AgentTarget, Targets } from './targets';

/** Commands about single agents. Their arguments are nodes of the tree, or nothing: then the agent is picked from a list. */
export function agentCommands(
  services: StartServices,
  targets: Targets,
): Record<string, (...given: unknown[]) => Promise<void>> {
  const { stacks, logs } = services;

  /** Does something with the chosen agents of each stack. */
  const onLinks = async (
    chosen: readonly AgentTarget[],
    act: (link: StackLink, names: readonly string[]) => Promise<unknown>,
  ): Promise<void> => {
    const work = [...byStack(chosen)].map(async ([file, agents]) => {
      const link = stacks.session(file)?.current;
      if (link) await act(link, agents);
    });
    await vscode.window.withProgress({ location: { viewId: 'agentPreflight.stack' } }, () => Promise.all(work));
  };

  return {
    startAgent: async (...given) => {
      const chosen = await targets.agents(
        given,
        (agent) => agentAbilities(agent).start,
        l10n.t('Which agent is to be started?'),
      );
      for (const [file, names] of byStack(chosen)) {
        const stack = stacks.find(file);
        if (stack) await startStack(services, stack, names);
      }
    },

    stopAgent: async (...given) => {
      const chosen = await targets.agents(
        given,
        (agent) => agentAbilities(agent).stop,
        l10n.t('Which agent is to be stopped?'),
      );
      await onLinks(chosen, (link, names) => link.stop(names));
    },

    restartAgent: async (...given) => {
      const chosen = await targets.agents(
        given,
        (agent) => agentAbilities(agent).restart,
        l10n.t('Which agent is to be restarted?'),
      );
      await onLinks(chosen, (link, names) => link.restart(names));
    },

    showLog: async (...given) => {
      const chosen = await targets.agents(given, (agent) => agentAbilities(agent).log, l10n.t('Whose log?'));
      for (const { stack, agent } of chosen) await logs.show(stack.file, agent.name);
    },

    openScript: async (...given) => {
      const chosen = await targets.agents(given, (agent) => scriptOf(agent) !== null, l10n.t('Whose script?'));
      for (const { agent } of chosen) {
        const script = scriptOf(agent);
        if (script) await vscode.window.showTextDocument(vscode.Uri.file(script), { preview: chosen.length === 1 });
      }
    },

    copyPort: async (...given) => {
      const [target] = await targets.agents(given, (agent) => portToCopy(agent) !== null, l10n.t('Whose port?'));
      const port = target && portToCopy(target.agent);
      if (!port) return;
      await vscode.env.clipboard.writeText(String(port));
      vscode.window.setStatusBarMessage(l10n.t('Copied {0}', port), 3000);
    },
  };
}

function scriptOf(agent: AgentEntry): string | null {
  return agent.running?.script ?? agent.declared?.script ?? null;
}

function byStack(chosen: readonly AgentTarget[]): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const { stack, agent } of chosen) {
    const list = names.get(stack.file);
    if (list) list.push(agent.name);
    else names.set(stack.file, [agent.name]);
  }
  return names;
}
