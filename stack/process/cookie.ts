import { randomBytes } from 'node:crypto';

/**
 * Marks in the environment of everything an agent starts, however deep and in whatever session. They are no secrets: they only
 * have to be unlike any other.
 */
export const COOKIE_VARIABLE = 'AGENT_PREFLIGHT_COOKIE';
/** The stack's identity, so that what a lost supervisor left behind is recognised even without its state file. */
export const STACK_VARIABLE = 'AGENT_PREFLIGHT_STACK';
/** The agent's name in its stack. */
export const AGENT_VARIABLE = 'AGENT_PREFLIGHT_AGENT';

/** A new mark for one incarnation of an agent. */
export function newCookie(): string {
  return randomBytes(12).toString('hex');
}

export function cookieEnvironment(stackId: string, agent: string, cookie: string): Record<string, string> {
  return { [STACK_VARIABLE]: stackId, [AGENT_VARIABLE]: agent, [COOKIE_VARIABLE]: cookie };
}

/** An environment without any stack's marks: a supervisor that an agent happens to start belongs to itself. */
export function withoutCookies(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const rest = { ...environment };
  for (const name of [COOKIE_VARIABLE, STACK_VARIABLE, AGENT_VARIABLE]) delete rest[name];
  return rest;
}
