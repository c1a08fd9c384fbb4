import type { AgentSnapshot, StackSnapshot } from '@agent-preflight/stack/protocol/snapshot';
import type { RemotePlace } from '@agent-preflight/stack/remote/watch-startup-file';

/** What the language server knows of an agent from its startup file, in the terms of this folder. */
export interface DeclaredAgent {
  readonly name: string;
  readonly group: string | null;
  /** Absolute path of the script. */
  readonly script: string | null;
  /** Ascending, no repeats. */
  readonly ports: readonly number[];
  readonly enabled: boolean;
}

/** A startup file as the language server read it. */
export interface DeclaredStack {
  /** Absolute path of the startup file; identity of the stack. */
  readonly file: string;
  /** Path for people: below its workspace folder, with the folder's name when there are several. */
  readonly displayPath: string;
  readonly machine: string | null;
  readonly agents: readonly DeclaredAgent[];
}

/** That a stack is shown as it runs under Docker Compose or Kubernetes: it can be looked at from here, and nothing more. */
export interface RemoteWatchState {
  readonly place: RemotePlace;
  /** Why nothing, or nothing newer, is known of it; null while all is well. */
  readonly complaint: string | null;
}

/** One agent, as declared and as it runs. At least one of the two is there. */
export interface AgentEntry {
  readonly name: string;
  readonly group: string | null;
  readonly declared: DeclaredAgent | null;
  /** Null before the stack has run, and for agents that were added to the file since. */
  readonly running: AgentSnapshot | null;
  /** Null for an agent that runs, or would run, on this machine. */
  readonly remote: RemoteWatchState | null;
}

/** One startup file with what its supervisor says, if there is one. */
export interface StackEntry {
  readonly file: string;
  readonly displayPath: string;
  readonly machine: string | null;
  readonly snapshot: StackSnapshot | null;
  readonly agents: readonly AgentEntry[];
  /** Null for a stack of this machine's own launcher. */
  readonly remote: RemoteWatchState | null;
}

/**
 * Brings together what the file declares and what runs. Agents keep the order of the file, so that nothing moves when the stack starts;
 * agents that only the supervisor knows (the file has changed since, or the language server has failed) follow in start order.
 */
export function stackEntry(
  declared: DeclaredStack,
  snapshot: StackSnapshot | null,
  remote: RemoteWatchState | null = null,
): StackEntry {
  const running = new Map(snapshot?.agents.map((agent) => [agent.name, agent]));
  const agents = new Map<string, AgentEntry>();
  for (const agent of declared.agents) {
    // A name that stands twice in a file is the linter's business; a tree needs one place for it.
    if (agents.has(agent.name)) continue;
    const live = running.get(agent.name) ?? null;
    agents.set(agent.name, {
      name: agent.name,
      group: live ? live.group : agent.group,
      declared: agent,
      running: live,
      remote,
    });
  }
  for (const live of running.values()) {
    if (!agents.has(live.name))
      agents.set(live.name, { name: live.name, group: live.group, declared: null, running: live, remote });
  }
  return {
    file: declared.file,
    displayPath: declared.displayPath,
    machine: snapshot?.machine ?? declared.machine,
    snapshot,
    agents: [...agents.values()],
    remote,
  };
}
