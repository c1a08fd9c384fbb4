import type { AgentState, StackSnapshot } from '../protocol/snapshot';
import { ConfigurationKeeper } from '../rollback/configuration-keeper';
import { ConfigurationStore } from '../rollback/configuration-store';
import type { AgentLives } from './agent-lives';
import type { ChangeSignal } from './change-signal';

const UP: readonly AgentState[] = ['ready', 'degraded'];

/** Who remembers what the stack was started with, and whether it became ready with that. */
export function createKeeper(
  stateDirectory: string,
  lives: AgentLives,
  changes: ChangeSignal,
  snapshot: () => StackSnapshot,
  log: (line: string) => void,
): ConfigurationKeeper {
  return new ConfigurationKeeper({
    store: new ConfigurationStore(stateDirectory),
    standing: () => {
      // Asked at every change of the stack: most of the time the answer is near.
      if (!lives.all.every(({ plan, state }) => !plan.required || UP.includes(state))) return null;
      const { state, agents } = snapshot();
      return { state, agents, environmentNames: lives.all.flatMap(({ run }) => run?.environmentNames ?? []) };
    },
    changed: (signal) => changes.next(signal),
    publish: () => changes.publish(),
    log,
  });
}
