import { expandTemplate } from '../environment/expand';
import type { Template } from '../environment/template';
import type { Loss } from './handover';

/**
 * What a value comes to where the surroundings set nothing, for targets that cannot work it out at start. Defaults count, the values of
 * this machine do not: they may be secrets.
 */
export function fixedValue(template: Template): string {
  return expandTemplate(template, () => undefined);
}

/** Tells that a value has been fixed. */
export function fixedLoss(agent: string | null, name: string, target: string): Loss {
  return {
    agent,
    what: `working out ${name} at the start`,
    why: `${target} cannot say what the startup file says; the value is what it comes to with nothing set`,
    remedy: `set ${name} by hand where it is to be something else`,
  };
}
