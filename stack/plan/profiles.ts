import type { AgentDefinition } from '../definition/model';

/** Asks for every profile there is. */
export const ALL_PROFILES = '*';

export function profilesOf(agent: AgentDefinition): string[] {
  return [...new Set((agent.profiles ?? []).map(({ value }) => value))];
}

/**
 * Whether an agent is started, given the profiles asked for, as Compose understands them: without profiles always, else when one of
 * its own is among them.
 */
export function isInProfiles(own: readonly string[], asked: readonly string[]): boolean {
  return own.length === 0 || asked.includes(ALL_PROFILES) || own.some((profile) => asked.includes(profile));
}

/** What naming these agents asks for: who names an agent means it, whatever its profiles are. */
export function profilesImpliedBy(names: ReadonlySet<string>, agents: readonly AgentDefinition[]): string[] {
  return [...new Set(agents.filter((agent) => names.has(agent.name.value)).flatMap(profilesOf))];
}

/** Every profile of a startup file, in the order in which they are first mentioned. */
export function profilesIn(agents: readonly AgentDefinition[]): string[] {
  return [...new Set(agents.flatMap(profilesOf))];
}
