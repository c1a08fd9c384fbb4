import type { StackChange } from '../protocol/messages';
import type { AgentSnapshot, StackSnapshot, StackSummary } from '../protocol/snapshot';

/** Works out what changed between the snapshots it is given, so that clients are sent no more than that. */
export class ChangeFeed {
  #last: StackSnapshot | null = null;
  #agents = new Map<string, string>();
  #summary = '';

  /** The last snapshot that was taken account of; null before the first. */
  get last(): StackSnapshot | null {
    return this.#last;
  }

  /** The difference to the snapshot before; null when there is none. The revision counts the differences. */
  next(snapshot: StackSnapshot): StackChange | null {
    const { agents, revision: _revision, ...summary } = snapshot;
    const texts = new Map(agents.map((agent) => [agent.name, JSON.stringify(agent)]));
    const changed = agents.filter((agent) => this.#agents.get(agent.name) !== texts.get(agent.name));
    const removed = [...this.#agents.keys()].filter((name) => !texts.has(name));
    const summaryText = JSON.stringify(summary);
    const reordered = [...this.#agents.keys()].join('\0') !== [...texts.keys()].join('\0');
    const stack: StackSummary | null = summaryText === this.#summary ? null : summary;
    if (this.#last && changed.length === 0 && removed.length === 0 && !stack && !reordered) return null;
    this.#agents = texts;
    this.#summary = summaryText;
    const revision = (this.#last?.revision ?? 0) + 1;
    this.#last = { ...snapshot, revision };
    const order = reordered ? agents.map((agent: AgentSnapshot) => agent.name) : null;
    return { revision, stack, agents: changed, removed, order };
  }
}
