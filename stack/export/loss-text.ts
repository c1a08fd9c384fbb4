import type { Handover, Loss } from './handover';
import { splitEnvironment, type SplitEnvironment } from './split-environment';

/** `A, B, C and 7 more` */
export function namesOf(agents: readonly { readonly name: string }[]): string {
  const shown = agents.slice(0, 3).map(({ name }) => name);
  const more = agents.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** A loss that concerns no agent in particular. */
export function lossOfStack(what: string, why: string, remedy: string | null): Loss {
  return { agent: null, what, why, remedy };
}

export const READ_ONLY = lossOfStack(
  'writing to the project folder',
  'the file systems of the containers are read-only but for /tmp, and nothing told which folders agents write to',
  'name them: --writable FOLDER',
);

/** Variables that only the surroundings can give and the project's `.env` does not. */
export function missingVariables({ agents, dotenv }: Handover, shared: SplitEnvironment): string[] {
  const demanded = [...shared.demanded, ...agents.flatMap(({ environment }) => splitEnvironment(environment).demanded)];
  const known = new Set(dotenv.map(({ name }) => name));
  return [...new Set(demanded.map(({ name }) => name))].filter((name) => !known.has(name));
}
