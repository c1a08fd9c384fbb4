import { isUp, shownState } from './agent-state';
import type { AgentEntry, StackEntry } from './stack-list';

interface Outage {
  /** When the agent may be shown up again; same clock as `now`. */
  readonly endsAt: number;
  /** The agent as it was when it was last seen down. */
  readonly agent: AgentEntry;
}

/**
 * Makes every outage last long enough to be seen. A killed agent may be back within a fraction of a second, and a row that says
 * "ready" before and after, with nothing in between, hides what whoever looks at it wants to know.
 */
export class LastingOutages {
  /** Agents that were shown up last time. */
  private up: ReadonlySet<string> = new Set();
  private outages: ReadonlyMap<string, Outage> = new Map();

  /** @param shownForMs how long an agent that was up is shown down, at least */
  constructor(private readonly shownForMs: number) {}

  /**
   * What to show of the stacks; to be asked at every change, or short outages pass unseen.
   *
   * @param now in milliseconds, of a clock that never goes back
   * @returns the stacks, and when to ask again though nothing may change; null when there is no need
   */
  show(stacks: readonly StackEntry[], now: number): { stacks: readonly StackEntry[]; nextAt: number | null } {
    const up = new Set<string>();
    const outages = new Map<string, Outage>();
    const held: number[] = [];
    const shown = stacks.map((stack) => {
      const agents = stack.agents.map((agent) => {
        const key = `${stack.file}#${agent.name}`;
        const outage = this.outages.get(key);
        if (!isUp(shownState(agent))) {
          const endsAt = this.up.has(key) ? now + this.shownForMs : outage?.endsAt;
          if (endsAt !== undefined) outages.set(key, { endsAt, agent });
          return agent;
        }
        if (outage && now < outage.endsAt) {
          outages.set(key, outage);
          held.push(outage.endsAt);
          return outage.agent;
        }
        up.add(key);
        return agent;
      });
      return agents.every((agent, index) => agent === stack.agents[index]) ? stack : { ...stack, agents };
    });
    this.up = up;
    this.outages = outages;
    return { stacks: shown, nextAt: held.length > 0 ? Math.min(...held) : null };
  }
}
