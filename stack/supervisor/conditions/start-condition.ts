import type { PlannedAgent } from '../../plan/launch-plan';
import type { AgentState, CauseKind } from '../../protocol/snapshot';
import type { AgentServices } from '../agent-services';

/** How things stand with one condition of an agent's start. */
export type Condition =
  /** Nothing in the way. `environment` is what the agent is given because of it; its own entries win over that. */
  | { readonly kind: 'met'; readonly environment?: Readonly<Record<string, string>> }
  /**
   * Not yet. All conditions are looked at again `lookAgainMs` milliseconds later, or when anything in the stack changes
   * (`AgentServices.publish`) where that is absent, which only a condition that answers at once may leave it.
   */
  | {
      readonly kind: 'hold';
      readonly state: Extract<AgentState, 'waiting' | 'blocked' | 'prefetching'>;
      readonly reason: string;
      readonly lookAgainMs?: number;
    }
  /** Never, unless somebody asks for another start. */
  | { readonly kind: 'fail'; readonly cause: CauseKind; readonly text: string };

/** Something that has to be so before an agent starts. It looks, and may set things going (a download), but does not wait. */
export type StartCondition = (
  plan: PlannedAgent,
  services: AgentServices,
  signal: AbortSignal,
) => Condition | Promise<Condition>;
